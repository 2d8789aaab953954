/** What the network says, what is true, and the loss between them: a big map with the points, or a bar for each class. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { onPlane, shownPoint } from "./data-side.js";
import { within } from "./moment.js";
import { mapIndex, mapScale, rimOf, strengthOf, wish } from "./neurons.js";

/** @import { Mark, TextRun } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @returns {Mark[]} */
export function outputMarks(scene) {
  return scene.layout.output === "bars" ? barMarks(scene) : lensMarks(scene);
}

/** @param {Scene} scene @returns {Mark[]} */
function lensMarks(scene) {
  const { layout, units, maps, dataset, points, frame, moment } = scene;
  const layer = units.length - 1;
  const column = layout.layers[layer];
  const place = column?.neurons[0];
  if (!column || !place) return [];
  const { size } = column;
  const map = maps?.[mapIndex(scene, layer, 0)] ?? null;
  const says = tensorOf(frame, "example.a", layer).at(0, 0);
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "lens",
      of: `neuron.${layer}.1`,
      value: says,
      ...place,
      size,
      map,
      ...mapScale(scene, layer, map ?? undefined),
      zeroLine: 0.8,
      strength: strengthOf(scene, layer),
      rim: rimOf(scene, layer, 0),
      shadow: true,
      hatch: !Number.isFinite(says),
    },
  ];
  const inset = size * 0.05;
  const square = {
    x: place.x - size / 2 + inset,
    y: place.y - size / 2 + inset,
    size: size - 2 * inset,
  };
  const computed = (moment.forward[layer] ?? 0) > 0.55;
  if (points)
    marks.push({
      kind: "points",
      ...square,
      radius: size > 110 ? 1.9 : 1.4,
      extent: dataset.extent ?? 1,
      points,
      opacity: computed ? 1 : 0.55,
      faint: true,
    });
  if (!moment.running)
    marks.push(...shownPoint(scene, onPlane(scene, square), Math.min(15, size * 0.13)));
  marks.push(...wish(scene, layer, 0, size, place), ...verdict(scene, layer));
  return marks;
}

/** "says 0.64, truth 0", the gap between them, and the loss. @param {Scene} scene @param {number} layer @returns {Mark[]} */
function verdict(scene, layer) {
  const { layout, frame, moment, dataset } = scene;
  const { x, y } = layout.verdict;
  const align = layout.vertical ? "left" : "center";
  const top = layout.vertical ? y - 24 : y;
  if (moment.running) return [batchLoss(scene, x, top + 4, align)];
  const says = tensorOf(frame, "example.a", layer).at(0, 0);
  const truth = tensorOf(frame, "example.targets", 0).at(0, 0);
  const spoken = within(moment.forward[layer] ?? 0, 0.75, 0.95);
  if (spoken <= 0)
    return [
      {
        kind: "text",
        of: "verdict.waiting",
        x,
        y: top,
        runs: [{ text: "not computed yet" }],
        size: 15,
        align,
        ink: "ink2",
        halo: true,
      },
    ];
  const digits = dataset.task === "regression" ? 0 : 0;
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "text",
      of: "verdict",
      value: says,
      x,
      y: top,
      runs: [
        { text: "says " },
        { text: formatNumber(says, 2), weight: 700 },
        { text: ", truth " },
        {
          text: dataset.task === "regression" ? formatNumber(truth, 2) : truth.toFixed(digits),
          weight: 700,
        },
      ],
      size: layout.vertical ? 16 : 17,
      align,
      ink: "ink",
      halo: true,
      opacity: spoken,
    },
  ];
  const opened = within(moment.loss, 0, 0.6);
  if (opened > 0) {
    marks.push(...ruler(scene, says, truth, opened, top + 25));
    marks.push(exampleLoss(scene, x, top + 52, align));
  }
  return marks;
}

/**
 * A ruler on which ŷ and y stand, with the gap opened between them.
 * @param {Scene} scene
 * @param {number} says
 * @param {number} truth
 * @param {number} opened
 * @param {number} y
 * @returns {Mark[]}
 */
function ruler({ layout, dataset, points }, says, truth, opened, y) {
  const half = 58;
  const middle = layout.vertical ? layout.verdict.x + half : layout.verdict.x;
  const reach = dataset.task === "regression" ? (points?.reach ?? 1) * 1.2 : 0.5;
  const centre = dataset.task === "regression" ? 0 : 0.5;
  const at = (/** @type {number} */ value) =>
    middle + Math.max(-1.08, Math.min(1.08, (value - centre) / reach)) * half;
  return [
    { kind: "line", points: [middle - half, y, middle + half, y], ink: "line", width: 2 },
    {
      kind: "line",
      of: "gap",
      value: says - truth,
      points: [at(truth), y, at(truth) + (at(says) - at(truth)) * opened, y],
      ink: "gradient",
      width: 5,
    },
    { kind: "disc", x: at(says), y, size: 9, fill: "ink" },
    { kind: "disc", x: at(truth), y, size: 10, fill: "light", stroke: "ink", width: 2 },
  ];
}

/** @param {Scene} scene @param {number} x @param {number} y @param {"left" | "center" | "right"} align @returns {Mark} */
function exampleLoss({ frame, moment, layout }, x, y, align) {
  const loss = tensorOf(frame, "example.loss", 0).at(0, 0);
  return {
    kind: "text",
    of: "example.loss",
    value: loss,
    x,
    y,
    runs: [
      { text: layout.data.kind === "picture" ? "its loss " : "loss " },
      { text: formatNumber(loss, 3), ink: "gradient", weight: 700, size: 18 },
    ],
    size: 17,
    align,
    ink: "ink",
    halo: true,
    opacity: within(moment.loss, 0.45, 0.8),
  };
}

/** While running: the loss of the batch. @param {Scene} scene @param {number} x @param {number} y @param {"left" | "center" | "right"} align @returns {Mark} */
function batchLoss({ frame }, x, y, align) {
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

/** @param {Scene} scene @returns {Mark[]} */
function barMarks(scene) {
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
