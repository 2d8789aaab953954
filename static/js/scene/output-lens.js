/** What the network says, what is true, and the loss between them, under a big map with the examples. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { batchLoss } from "./batch-loss.js";
import { signInk } from "./connections.js";
import { isUpdating, lossChange } from "./loss-change.js";
import { within } from "./moment.js";
import { fillLens, mapIndex, mapScale, rimOf, strengthOf, wish } from "./neurons.js";
import { rulerMarks, rulerWidth } from "./ruler.js";
import { hasTruth, mapSquare, onMap, onPlane, shownPoint } from "./shown-point.js";
import { ARRIVED } from "./terms.js";
import { className, isRight } from "./words.js";
import { workingMarks } from "./workings.js";

/** @import { Lens, Mark, TextRun } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** As many flat colours a map of numbers is cut into. */
const NUMBER_BANDS = 6;

/** @param {Scene} scene @returns {Mark[]} */
export function lensMarks(scene) {
  const { layout, units, maps, frame } = scene;
  const layer = units.length - 1;
  const column = layout.layers[layer];
  const place = column?.neurons[0];
  if (!column || !place) return [];
  const { size } = column;
  const map = maps?.[mapIndex(scene, layer, 0)] ?? null;
  const says = tensorOf(frame, "example.a", layer).at(0, 0);
  /** @type {Lens} */
  const lens = {
    kind: "lens",
    of: `neuron.${layer}.1`,
    value: says,
    ...place,
    size,
    map,
    ...outputScale(scene, layer, map ?? undefined),
    zeroLine: 0.8,
    strength: strengthOf(scene, layer),
    rim: rimOf(scene, layer, 0),
    shadow: true,
    hatch: !Number.isFinite(says) && (scene.moment.forward[layer] ?? 0) > 0.55,
  };
  fillLens(scene, lens, layer, 0);
  return [
    lens,
    ...examples(scene, mapSquare(lens)),
    ...workingMarks(scene, layer, 0),
    ...scaleMarks(scene, lens),
    ...wish(scene, layer, 0, size, place),
    ...verdict(scene, layer),
  ];
}

/**
 * The output's palette: numbers keep that of the targets, classes that of the bend, with the line where the answer changes.
 * @param {Scene} scene @param {number} layer @param {{ low: number, high: number } | undefined} map
 * @returns {Partial<Lens>}
 */
export function outputScale(scene, layer, map) {
  const { dataset, threshold, points, state } = scene;
  const scale = mapScale(scene, layer, map);
  const discrete = state.look.discrete;
  if (scene.layout.data.kind === "curve")
    return { ...scale, ...(points ? { between: points.up } : {}) };
  if (dataset.task === "regression")
    return {
      centre: 0,
      reach: points?.reach ?? scale.reach,
      ...(discrete ? { bands: NUMBER_BANDS } : {}),
    };
  return { ...scale, level: threshold, ...(discrete ? { bands: 2 } : {}) };
}

/** The examples over the output's map, and the shown one among them. @param {Scene} scene @param {{ x: number, y: number, size: number }} square @returns {Mark[]} */
function examples(scene, square) {
  const { points, moment, units, frame, layout, state } = scene;
  if (!points) return [];
  const layer = units.length - 1;
  const computed = (moment.forward[layer] ?? 0) > 0.55;
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "points",
      ...square,
      radius: square.size > 100 ? 1.9 : 1.4,
      points,
      opacity: computed ? 1 : 0.55,
      faint: true,
      onMap: true,
      hideTest: !state.look.test,
    },
  ];
  if (moment.running) return marks;
  const at = onMap(scene, square);
  if (layout.data.kind === "curve" && at && computed) {
    const says = tensorOf(frame, "example.a", layer).at(0);
    const end = onPlane(scene, square, says); // at the edge, where the answer lies beyond it
    if (end && Number.isFinite(says)) {
      const opened = within(moment.loss, 0.4, 0.68);
      if (opened > 0 && hasTruth(scene))
        marks.push({
          kind: "line",
          points: [at.x, at.y, at.x, at.y + (end.y - at.y) * opened],
          ink: "gradient",
          width: 3,
        });
      const answer = onMap(scene, square, says);
      if (answer) marks.push({ kind: "disc", ...answer, size: 9, fill: "ink" });
    }
  }
  return [...marks, ...shownPoint(scene, at, Math.min(15, square.size * 0.14))];
}

/** What the shades of a map of numbers mean: its two ends. @param {Scene} scene @param {Lens} lens @returns {Mark[]} */
function scaleMarks({ dataset, layout }, { x, y, size, reach = 1 }) {
  if (dataset.task !== "regression" || layout.data.kind !== "plane" || layout.vertical) return [];
  const top = y - size / 2 - 12;
  return [
    {
      kind: "text",
      of: "scale.low",
      value: -reach,
      x: x - size / 2,
      y: top,
      runs: [{ text: formatNumber(-reach, 2), ink: "negative", weight: 650 }],
      size: 14,
      align: "left",
      ink: "ink2",
    },
    {
      kind: "text",
      x,
      y: top,
      runs: [{ text: "0" }],
      size: 14,
      align: "center",
      ink: "ink2",
    },
    {
      kind: "text",
      of: "scale.high",
      value: reach,
      x: x + size / 2,
      y: top,
      runs: [{ text: formatNumber(reach, 2, { sign: true }), ink: "positive", weight: 650 }],
      size: 14,
      align: "right",
      ink: "ink2",
    },
  ];
}

/** Words may end this far beyond the stage. */
const BLEED = 20;

/** The size at which words fit; very long numbers are smaller. @param {TextRun[]} runs @param {number} room */
function fitting(runs, room) {
  const letters = runs.reduce((sum, { text }) => sum + text.length, 0);
  return Math.max(11, Math.min(17, room / (letters * 0.54)));
}

/** The lines under the output: what it says, the ruler, the loss. @param {Scene} scene */
export function rowsOf({ layout }) {
  const { y } = layout.verdict;
  if (layout.vertical) return { top: y - 38, bar: y + 4, words: y + 4 };
  return { top: y, bar: y + 42, words: y + 68 };
}

/** "says 0.64, truth 0", whether that is right, the gap between them, and the loss. @param {Scene} scene @param {number} layer @returns {Mark[]} */
function verdict(scene, layer) {
  const { layout, frame, moment, dataset } = scene;
  const { x } = layout.verdict;
  const align = layout.vertical ? "left" : "center";
  const { top } = rowsOf(scene);
  if (moment.running) return [batchLoss(scene, x, top + 4, align)];
  const says = tensorOf(frame, "example.a", layer).at(0, 0);
  const truth = tensorOf(frame, "example.targets", 0).at(0, 0);
  const spoken = within(moment.forward[layer] ?? 0, 0.75, 0.95);
  const z = tensorOf(frame, "example.z", layer).at(0, 0);
  const mixed = (moment.forward[layer] ?? 0) >= ARRIVED && Number.isFinite(z);
  if (spoken <= 0)
    return [
      {
        kind: "text",
        ...(mixed ? { of: `example.z.${layer}.1`, value: z } : { of: "verdict.waiting" }),
        x,
        y: top,
        runs: mixed
          ? [
              { text: "z ", face: "symbol", size: 18 },
              { text: formatNumber(z, 2, { sign: true }), ink: signInk(z), weight: 650, size: 18 },
            ]
          : [{ text: "not computed yet" }],
        size: 15,
        align,
        ink: "ink2",
        halo: true,
      },
    ];
  const right = isRight(scene);
  const name = className(dataset, Number(truth > 0.5));
  // A name with a number in it stands behind the target, so that it cannot be taken for the target.
  const target =
    /\d/.test(name) && name !== truth.toFixed(0) ? `${truth.toFixed(0)}, ${name}` : name;
  const judged = moment.loss >= 0.4;
  /** @type {TextRun[]} */
  const runs = [
    { text: "says " },
    { text: formatNumber(says, 2), weight: 700 },
    ...(hasTruth(scene)
      ? [
          { text: ", truth " },
          {
            text:
              dataset.task === "regression" || !Number.isInteger(truth)
                ? formatNumber(truth, 2)
                : target,
            weight: 700,
          },
        ]
      : [{ text: ", no truth" }]),
    ...(right === null || !judged
      ? []
      : [{ text: right ? "  ✓" : "  ✗", weight: 700, ink: /** @type {const} */ ("ink2") }]),
  ];
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "text",
      of: "verdict",
      value: says,
      x,
      y: top,
      runs,
      size: fitting(runs, layout.vertical ? layout.width - x : 2 * (layout.width - x + BLEED)),
      align,
      ink: "ink",
      halo: true,
      opacity: spoken,
    },
  ];
  if (moment.loss <= 0 || !hasTruth(scene)) return marks;
  const rows = rowsOf(scene);
  if (isUpdating(moment))
    marks.push(
      ...lossChange(
        scene,
        layout.vertical ? { x, bar: rows.bar, words: rows.bar - 20, align } : { ...rows, x, align },
      ),
    );
  else {
    marks.push(...rulerMarks(scene, says, truth, rows.bar));
    const aside = layout.vertical ? rulerWidth(layout) + 20 : 0;
    marks.push(exampleLoss(scene, x + aside, rows.words, align));
  }
  return marks;
}

/** @param {Scene} scene @param {number} x @param {number} y @param {"left" | "center" | "right"} align @returns {Mark} */
export function exampleLoss({ frame, moment, layout }, x, y, align) {
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
    opacity: within(moment.loss, 0.62, 0.85),
  };
}
