/** Small pictures of data sets and features: asked for once, when the first of them is shown, and drawn again in another theme. */

import { paint } from "../render/painters.js";
import { readPalette } from "../render/palette.js";
import { datasetMarks, featureMarks } from "../scene/thumbnail-marks.js";

/** @import { Dataset, Thumbnails } from "../protocol/messages.d.ts" */
/** @import { Mark } from "../render/marks.d.ts" */

const SHARP = 2;

/** @type {Thumbnails | null} */
let known = null;
let isAsked = false;
/** Canvases by the place where they stand, each with what it shows. @type {Map<string, { canvas: HTMLCanvasElement, draw: () => void, of: string }>} */
const made = new Map();

async function ask() {
  if (isAsked) return;
  isAsked = true;
  new MutationObserver(drawAll).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
  try {
    const answer = await fetch(new URL("thumbnails", document.baseURI).href);
    if (answer.ok) known = await answer.json();
  } catch {
    isAsked = false; // away; the next picture asks again
  }
  drawAll();
}

function drawAll() {
  for (const { draw } of made.values()) draw();
}

/**
 * @param {string} place a canvas cannot stand in two places at once
 * @param {string} of what it shows
 * @param {number} size CSS pixels
 * @param {(thumbnails: Thumbnails) => Mark[]} marks
 */
function picture(place, of, size, marks) {
  const there = made.get(place);
  if (there?.of === of) return there.canvas;
  const canvas = document.createElement("canvas");
  canvas.className = "thumbnail";
  canvas.width = canvas.height = size * SHARP;
  canvas.dataset.of = of;
  canvas.setAttribute("aria-hidden", "true");
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const draw = () => {
    if (!known) return;
    context.setTransform(SHARP, 0, 0, SHARP, 0, 0);
    context.clearRect(0, 0, size, size);
    const palette = readPalette(document.documentElement);
    paint({ context, palette, ratio: SHARP }, marks(known));
  };
  made.set(place, { canvas, draw, of });
  ask();
  draw();
  return canvas;
}

/** @param {string} place @param {Dataset} dataset @param {number} size */
export const datasetPicture = (place, dataset, size) =>
  picture(`${place} ${dataset.name}`, dataset.name, size, ({ datasets }) => {
    const thumbnail = datasets[dataset.name];
    return thumbnail ? datasetMarks(thumbnail, dataset, size) : [];
  });

/** @param {string} place @param {string} name @param {number} size */
export const featurePicture = (place, name, size) =>
  picture(`${place} ${name}`, name, size, ({ features }) => {
    const thumbnail = features[name];
    return thumbnail ? featureMarks(name, thumbnail, size) : [];
  });
