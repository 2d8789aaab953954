import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** While running: the loss of the batch. @param {Scene} scene @param {number} x @param {number} y @param {"left" | "center" | "right"} align @returns {Mark} */
export function batchLoss({ frame }, x, y, align) {
  const loss = tensorOf(frame, "loss", 0).at(0, 0);
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
