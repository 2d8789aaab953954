/** What the network says about a point, what is true, and the loss between them, under a big map with the points. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { batchLoss } from "./batch-loss.js";
import { onPlane, shownPoint } from "./data-side.js";
import { within } from "./moment.js";
import { mapIndex, mapScale, rimOf, strengthOf, wish } from "./neurons.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @returns {Mark[]} */
export function lensMarks(scene) {
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
          text: dataset.task === "regression" ? formatNumber(truth, 2) : truth.toFixed(0),
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
