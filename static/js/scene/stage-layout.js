/**
 * Where everything stands on the stage: data, input ports, a lens per neuron, the output. One composition for wide stages
 * (left to right) and one for narrow ones (top to bottom), for examples that are points, places on a line, rows of a table,
 * and pictures; with one output or with one for each class.
 */

import { planeAcross } from "./layout-across.js";
import { planeDown } from "./layout-down.js";
import { pictureAcross, pictureDown } from "./layout-picture.js";

/** @typedef {{ x: number, y: number }} Place the centre of something */
/**
 * @typedef {object} Column one layer of neurons
 * @property {Place[]} neurons
 * @property {number} size of a lens
 * @property {boolean} roomy whether a number fits beside each lens
 * @property {number} tracks how many lenses stand side by side along the flow
 */
/** @typedef {"plane" | "curve" | "table" | "picture"} Kind what an example is */
/**
 * @typedef {object} StageLayout
 * @property {boolean} vertical
 * @property {number} width
 * @property {number} height
 * @property {{ kind: Kind, x: number, y: number, size: number, height: number }} data left, top; as high as wide unless it is a table
 * @property {Place[]} inputs ports; none for a picture
 * @property {number} port size of a port
 * @property {Column[]} layers index 0 is unused, the last is the output
 * @property {"lens" | "bars" | "classes"} output one lens; a bar for each class; a lens and a bar for each class
 * @property {{ x: number, y: number, width: number, height: number, pitch: number } | null} bars left, top
 * @property {Place & { size: number } | null} winner the map of the largest output
 * @property {Place} verdict where the output's words and the loss stand
 * @property {number} headings y of the column headings
 * @property {number | null} steppers y of the buttons that add and remove neurons; null on a stage that is too low for them
 * @property {number} between from the middle of one column to that of the next, where all are as far apart
 * @property {{ x: number, y: number, width: number, height: number }} window the part that is seen: all of it, unless it is looked at from nearer
 */

/** @typedef {Omit<StageLayout, "window">} Composition the whole of a layout */

/**
 * @typedef {object} Subject what is to be laid out
 * @property {number[]} units inputs first
 * @property {Kind} kind
 */

/** Below this width the network runs from top to bottom. */
const NARROW = 620;

/**
 * @param {Subject} subject
 * @param {{ width: number, height: number }} box
 * @returns {StageLayout}
 */
export function layOut(subject, box) {
  return { ...compositionFor(subject, box)(subject, box), window: { x: 0, y: 0, ...box } };
}

/** @param {Subject} subject @param {{ width: number }} box */
function compositionFor({ kind }, { width }) {
  const vertical = width < NARROW;
  if (kind === "picture") return vertical ? pictureDown : pictureAcross;
  return vertical ? planeDown : planeAcross;
}
