/** What the network says about a picture: a bar for each class, the true one outlined, and the loss from that bar. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { batchLoss } from "./batch-loss.js";
import { within } from "./moment.js";

/** @import { Mark, TextRun } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @returns {Mark[]} */
export function barMarks(scene) {
  const { layout, frame, units, moment, dataset, state } = scene;
  const { bars } = layout;
  const layer = units.length - 1;
  if (!bars) return [];
  const activations = tensorOf(frame, "example.a", layer);
  const targets = tensorOf(frame, "example.targets", 0);
  const filled = moment.running ? 1 : within(moment.forward[layer] ?? 0, 0.55, 0.95);
  const judged = moment.running || moment.loss > 0.2;
  const small = bars.pitch < 30;
  const trackX = bars.x + (small ? 26 : 36);
  const trackWidth = bars.width - (small ? 90 : 110);
  const high = Math.min(28, bars.pitch - 10, bars.pitch * 0.7);
  const size = small ? 14 : 17;
  const focus = state.hovered ?? state.selected;
  /** @type {Mark[]} */
  const marks = [];
  for (let k = 0; k < (units[layer] ?? 0); k++) {
    const y = bars.y + bars.pitch * (k + 0.5);
    const value = activations.at(k, 0);
    const truth = targets.at(k, 0) > 0.5;
    const looked = focus?.kind === "neuron" && focus.layer === layer && focus.index === k;
    marks.push(
      {
        kind: "box",
        x: trackX,
        y: y - high / 2,
        width: trackWidth,
        height: high,
        radius: high * 0.3,
        fill: "line",
        opacity: 0.5,
      },
      {
        kind: "box",
        of: `neuron.${layer}.${k + 1}`,
        value,
        x: trackX,
        y: y - high / 2,
        width: filled > 0 && Number.isFinite(value) ? Math.max(3, trackWidth * value * filled) : 0,
        height: high,
        radius: Math.min(high * 0.3, 1.5 + trackWidth * value * 0.5),
        fill: truth && judged ? "ink" : "ink3",
      },
      {
        kind: "text",
        x: bars.x + 12,
        y,
        runs: [{ text: dataset.classes?.[k] ?? String(k) }],
        size: small ? 15 : 20,
        align: "center",
        ink: truth && judged ? "ink" : "ink2",
        weight: truth && judged ? 700 : 550,
      },
    );
    if (truth && judged)
      marks.push({
        kind: "box",
        x: trackX - 4,
        y: y - high / 2 - 4,
        width: trackWidth + 8,
        height: high + 8,
        radius: high * 0.3 + 4,
        stroke: "ink",
        lineWidth: 2,
      });
    if (looked)
      marks.push({
        kind: "line",
        points: [bars.x, y + high / 2 + 3, bars.x + 24, y + high / 2 + 3],
        ink: "ink",
        width: 2.5,
      });
    if (filled > 0.5) {
      /** @type {TextRun[]} */
      const runs = [{ text: formatNumber(value, 2) }];
      if (truth && judged) runs.push({ text: " truth", weight: 550, size: 14 });
      marks.push({
        kind: "text",
        of: `example.a.${layer}.${k + 1}`,
        value,
        x: trackX + trackWidth + 12,
        y,
        runs,
        size: truth && judged ? size : small ? 13 : 15,
        align: "left",
        ink: truth && judged ? "ink" : "ink2",
        weight: truth && judged ? 700 : 550,
        opacity: within(filled, 0.5, 1),
      });
    }
  }
  const { x, y } = layout.verdict;
  if (moment.running) marks.push(batchLoss(scene, x + (layout.vertical ? 0 : 10), y, "left"));
  else if (filled < 0.5)
    marks.push({
      kind: "text",
      of: "verdict.waiting",
      x: x + (layout.vertical ? 0 : 10),
      y,
      runs: [{ text: "not computed yet" }],
      size: 15,
      align: "left",
      ink: "ink2",
    });
  else if (moment.loss > 0.3)
    marks.push(crossEntropy(scene, layer, x + (layout.vertical ? 0 : 10), y));
  return marks;
}

/** L = −ln p(truth), with its numbers. @param {Scene} scene @param {number} layer @param {number} x @param {number} y @returns {Mark} */
function crossEntropy({ frame, moment, layout }, layer, x, y) {
  const targets = tensorOf(frame, "example.targets", 0);
  const activations = tensorOf(frame, "example.a", layer);
  const loss = tensorOf(frame, "example.loss", 0).at(0, 0);
  let probability = 0;
  for (let k = 0; k < (targets.shape[0] ?? 0); k++)
    if (targets.at(k, 0) > 0.5) probability = activations.at(k, 0);
  const size = layout.vertical ? 15 : Math.min(21, (layout.bars?.width ?? 250) / 12.4);
  return {
    kind: "text",
    of: "example.loss",
    value: loss,
    x,
    y,
    runs: [
      { text: "L", face: "symbol", size: size + 2 },
      { text: " = −ln " },
      { text: formatNumber(probability, 4), weight: 650 },
      { text: " = " },
      { text: formatNumber(loss, 3), ink: "gradient", weight: 700, size: size * 1.3 },
    ],
    size,
    align: "left",
    ink: "ink",
    opacity: within(moment.loss, 0.3, 0.7),
  };
}
