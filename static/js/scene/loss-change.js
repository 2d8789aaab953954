/** What the update did to the loss of its batch: the old loss as a ghost, the new one over it, and both numbers. */

import { formatNumber } from "../lib/format.js";
import { scalarOf } from "../protocol/tensors.js";
import { within } from "./moment.js";
import { meanWord } from "./words.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Moment } from "./moment.js" */
/** @import { Scene } from "./stage.js" */

const LONG = 148;

/** @param {Moment} moment */
export const isUpdating = ({ update }) => Math.max(...update) > 0;

/**
 * @param {Scene} scene
 * @param {{ x: number, bar: number | null, words: number, align: "left" | "center" }} place
 * @returns {Mark[]}
 */
export function lossChange({ frame, moment }, { x, bar, words, align }) {
  const before = scalarOf(frame, "loss");
  const after = scalarOf(frame, "loss_after");
  if (!Number.isFinite(before)) return [];
  const done = Math.min(...moment.update.slice(1));
  const fallen = Number.isFinite(after) ? within(done, 0.45, 0.8) : 0;
  const most = Math.max(before, after || 0) || 1;
  const left = align === "center" ? x - LONG / 2 : x;
  const length = (/** @type {number} */ loss) => (LONG * Math.max(0, loss)) / most;
  const now = length(before) + (length(after || 0) - length(before)) * fallen;
  const shown = within(done, 0, 0.1);
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "text",
      x,
      y: words,
      runs: [
        { text: "loss " },
        { text: formatNumber(before, 4), ink: "ink2", weight: 600 },
        ...(fallen > 0
          ? [
              { text: " → ", ink: /** @type {const} */ ("ink2") },
              { text: formatNumber(after, 4), ink: /** @type {const} */ ("gradient"), weight: 700 },
            ]
          : []),
      ],
      size: 17,
      align,
      ink: "ink",
      halo: true,
      opacity: shown,
    },
  ];
  if (bar === null) return marks;
  /** @type {Mark} */
  const mean = {
    kind: "text",
    x,
    y: bar - 19,
    runs: [{ text: meanWord(frame) }],
    size: 14,
    align,
    ink: "ink2",
    opacity: shown,
  };
  return [
    ...marks,
    {
      kind: "box",
      of: "loss.before",
      value: before,
      x: left,
      y: bar - 5,
      width: length(before),
      height: 10,
      radius: 3,
      stroke: "gradient",
      lineWidth: 1.2,
      opacity: 0.7 * shown,
    },
    {
      kind: "box",
      of: "loss.after",
      value: after,
      x: left,
      y: bar - 5,
      width: now,
      height: 10,
      radius: 3,
      fill: "gradient",
      opacity: shown,
    },
    ...(words > bar ? [mean] : []),
  ];
}
