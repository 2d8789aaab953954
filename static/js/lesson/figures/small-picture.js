/** Small pictures that are only looked at: ink, weights as the stage draws them, or slopes. */

import { createSurface } from "../../render/canvas.js";
import { atlasOf } from "./picture-canvas.js";

/** @param {string} name class that gives it its size */
function canvasOf(name) {
  const canvas = document.createElement("canvas");
  canvas.className = `small-picture ${name}`;
  canvas.setAttribute("role", "img");
  return canvas;
}

/** What it is in words; without them, it is what it stands in that says so. @param {HTMLCanvasElement} canvas @param {string} label */
function named(canvas, label) {
  if (label === "") {
    canvas.removeAttribute("role");
    canvas.setAttribute("aria-hidden", "true");
  } else canvas.setAttribute("aria-label", label);
}

/** What the drawings of a theme depend on. */
const theme = () => document.documentElement.dataset.theme ?? "";

/** A picture of ink. @param {string} name */
export function createInk(name) {
  const canvas = canvasOf(`ink-picture ${name}`);
  let key = "";
  return {
    canvas,
    /** @param {ArrayLike<number>} values from 0 to 1 @param {number} columns @param {string} label */
    draw(values, columns, label) {
      named(canvas, label);
      const now = `${theme()} ${Array.from(values).join(" ")}`;
      if (now === key) return;
      key = now;
      const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
      const drawn = atlasOf([values], columns, ink);
      canvas.width = drawn.width;
      canvas.height = drawn.height;
      canvas.getContext("2d")?.drawImage(drawn, 0, 0);
    },
  };
}

/** A picture of weights or of slopes, as the stage draws it in a neuron. @param {string} name */
export function createSigned(name) {
  const canvas = canvasOf(name);
  /** @type {ReturnType<typeof createSurface> | null} */
  let surface = null;
  let key = "";
  return {
    canvas,
    /**
     * Once it is in the page.
     * @param {ArrayLike<number>} values @param {number} columns @param {number} reach the size that is drawn deepest
     * @param {string} label @param {"sign" | "slope"} [palette]
     */
    draw(values, columns, reach, label, palette = "sign") {
      named(canvas, label);
      const now = `${theme()} ${canvas.clientWidth} ${devicePixelRatio} ${reach} ${Array.from(values).join(" ")}`;
      if (now === key || canvas.clientWidth === 0) return;
      key = now;
      surface ??= createSurface(canvas, 0);
      surface.fit();
      surface.recolour();
      const { width: size } = surface.size;
      surface.draw([
        {
          kind: "lens",
          of: name,
          x: size / 2,
          y: size / 2,
          size: size - 3,
          picture: { columns, values: Float32Array.from(values), reach, palette },
          strength: 1,
          rim: "plain",
        },
      ]);
    },
  };
}
