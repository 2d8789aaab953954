/**
 * Where everything stands on the stage: data, input ports, a lens per neuron, the output. One composition for wide stages
 * (left to right) and one for narrow ones (top to bottom), for points of a plane and for pictures.
 */

import { pictureAcross, pictureDown } from "./layout-picture.js";
import { planeAcross, planeDown } from "./layout-plane.js";

/** @typedef {{ x: number, y: number }} Place the centre of something */
/**
 * @typedef {object} Column one layer of neurons
 * @property {Place[]} neurons
 * @property {number} size of a lens
 * @property {boolean} roomy whether a number fits beside each lens
 * @property {number} tracks how many lenses stand side by side along the flow
 */
/**
 * @typedef {object} StageLayout
 * @property {boolean} vertical
 * @property {number} width
 * @property {number} height
 * @property {{ kind: "plane" | "picture", x: number, y: number, size: number }} data left, top
 * @property {Place[]} inputs ports; none for a picture
 * @property {Column[]} layers index 0 is unused, the last is the output
 * @property {"lens" | "bars"} output
 * @property {{ x: number, y: number, width: number, height: number, pitch: number } | null} bars left, top
 * @property {Place} verdict where the output's words and the loss stand
 * @property {number} headings y of the column headings
 */

/**
 * @typedef {object} Subject what is to be laid out
 * @property {number[]} units inputs first
 * @property {boolean} picture whether the inputs are a picture
 */

/** Below this width the network runs from top to bottom. */
const NARROW = 620;

/**
 * @param {Subject} subject
 * @param {{ width: number, height: number }} box
 * @returns {StageLayout}
 */
export function layOut(subject, box) {
  const vertical = box.width < NARROW;
  if (subject.picture) return vertical ? pictureDown(subject, box) : pictureAcross(subject, box);
  return vertical ? planeDown(subject, box) : planeAcross(subject, box);
}
