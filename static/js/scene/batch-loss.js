/** The loss of the batch: while running it is the only one; else it stands under that of the shown example. */

import { formatNumber } from "../lib/format.js";
import { scalarOf, tensorOf } from "../protocol/tensors.js";
import { within } from "./moment.js";
import { hasTruth } from "./shown-point.js";
import { whoseOf } from "./whose.js";
import { batchSize, meanWord } from "./words.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** While running: the loss of the batch. @param {Scene} scene @param {number} x @param {number} y @param {"left" | "center" | "right"} align @returns {Mark} */
export function batchLoss({ read }, x, y, align) {
  const loss = tensorOf(read, "loss", 0).at(0, 0);
  return {
    kind: "text",
    of: "loss",
    value: loss,
    x,
    y,
    runs: [
      { text: "loss " },
      { text: formatNumber(loss, 4), ink: "gradient", weight: 700, size: 20 },
    ],
    size: 17,
    align,
    ink: "ink",
    halo: true,
  };
}

/** The mean of the batch, where the stage shows means. @param {Scene} scene @returns {Mark[]} */
export function meanLossMarks(scene) {
  const { frame, layout, moment } = scene;
  const shown = within(moment.loss, 0.75, 0.95);
  const isOver = Math.max(...moment.update) > 0;
  if (moment.running || isOver || shown <= 0 || layout.vertical || batchSize(frame) < 2) return [];
  if (whoseOf(scene) !== "mean" || !hasTruth(scene)) return [];
  const { x, y } = layout.verdict;
  const isLens = layout.output === "lens";
  const below = y + (isLens ? 91 : 27);
  if (below > layout.height + 20) return [];
  const loss = scalarOf(frame, "loss");
  return [
    {
      kind: "text",
      of: "loss",
      value: loss,
      x: isLens ? x : x + (layout.output === "bars" ? 10 : 0),
      y: below,
      runs: [
        { text: `${meanWord(frame)} ` },
        { text: formatNumber(loss, 3), ink: "gradient", weight: 700, size: 16 },
      ],
      size: 15,
      align: isLens ? "center" : "left",
      ink: "ink2",
      halo: true,
      opacity: shown,
    },
  ];
}
