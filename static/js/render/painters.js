/** One function per kind of mark: how it becomes pixels. */

import { classMark } from "./class-marks.js";
import { lens } from "./paint-lens.js";
import { arrow, glow, line, ribbon, wedge } from "./paint-lines.js";
import { box, picture, points, shape } from "./paint-shapes.js";
import { text } from "./paint-text.js";
import { plot } from "./plot.js";
import { regions } from "./regions.js";

/** @import * as Marks from "./marks.d.ts" */
/** @import { Palette } from "./palette.js" */

/**
 * @typedef {object} Surface
 * @property {CanvasRenderingContext2D} context
 * @property {Palette} palette
 * @property {number} ratio device pixels per CSS pixel
 */

/** @type {{ [Kind in Marks.Mark["kind"]]: (surface: Surface, mark: any) => void }} */
const PAINTERS = {
  glow,
  ribbon,
  wedge,
  lens,
  points,
  disc: shape,
  square: shape,
  squircle: shape,
  arrow,
  line,
  box,
  text,
  class: classMark,
  regions,
  plot,
  picture,
};

/** @param {Surface} surface @param {Marks.Mark[]} marks */
export function paint(surface, marks) {
  for (const mark of marks) PAINTERS[mark.kind](surface, mark);
}
