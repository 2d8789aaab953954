/** What the network says of each class: a bar for each output, the true one outlined, and the loss. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { barSpan, filledNow, isSigned, isStacked, rowOf, showsMix } from "./bar-rows.js";
import { isTold, labelMarks, truthMark, valueRuns, verdictMarks } from "./bar-words.js";
import { signInk } from "./connections.js";
import { isUpdating } from "./loss-change.js";
import { within } from "./moment.js";
import { hasTruth, shownClass } from "./shown-point.js";
import { ARRIVED, sumSoFar, termsOf } from "./terms.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Row } from "./bar-rows.js" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @returns {Mark[]} */
export function barMarks(scene) {
  const { units, moment } = scene;
  const row = rowOf(scene);
  if (!row) return [];
  /** @type {Mark[]} */
  const marks = [];
  for (let k = 0; k < (units.at(-1) ?? 0); k++) marks.push(...rowMarks(scene, k, row));
  marks.push(...verdictMarks(scene));
  return moment.running || !isSigned(row.range) ? marks : [zeroLine(scene, row), ...marks];
}

/** @param {Scene} scene @param {Row} row @returns {Mark} */
function zeroLine({ layout }, { trackX, trackWidth }) {
  const { y = 0, height = 0 } = layout.bars ?? {};
  const x = trackX + trackWidth / 2;
  return { kind: "line", points: [x, y + 4, x, y + height - 4], ink: "line", width: 1.2 };
}

/** @param {Scene} scene @param {number} k @param {Row} row @returns {Mark[]} */
function rowMarks(scene, k, row) {
  const { layout, frame, units, moment, dataset, focus } = scene;
  const { bars } = layout;
  if (!bars) return [];
  const layer = units.length - 1;
  const value = tensorOf(frame, "example.a", layer).at(k);
  const filled = filledNow(scene);
  const judged = moment.running || moment.loss > 0.2;
  const isNumber = dataset.task === "regression";
  const truth = !isNumber && hasTruth(scene) && shownClass(scene) === k;
  const said = truth && judged;
  const looked = focus?.kind === "neuron" && focus.layer === layer && focus.index === k;
  const middle = bars.y + bars.pitch * (k + 0.5);
  const y = isStacked(scene) ? middle + 9 : middle;
  const { trackX, trackWidth, high } = row;
  const finite = Number.isFinite(value);
  /** @type {Mark[]} */
  const marks = [
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
      of: layout.output === "bars" ? `neuron.${layer}.${k + 1}` : `bar.${layer}.${k + 1}`,
      value,
      ...barSpan(value, filled, row),
      y: y - high / 2,
      height: high,
      radius: Math.min(high * 0.3, 2 + Math.abs(value || 0) * 4),
      fill: said ? "ink" : "ink3",
    },
    ...mixMarks(scene, k, y, row),
    ...gapMarks(scene, k, y, row),
    ...labelMarks(scene, k, middle, said),
  ];
  if (said && bars.pitch >= 10)
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
  if (said && isTold(scene)) marks.push(truthMark(value, y, row));
  if (looked)
    marks.push({
      kind: "line",
      points: [bars.x, y + high / 2 + 3, bars.x + 24, y + high / 2 + 3],
      ink: "ink",
      width: 2.5,
    });
  if (filled > 0.5 && (bars.pitch >= 13 || said || looked))
    marks.push({
      kind: "text",
      of: `example.a.${layer}.${k + 1}`,
      value,
      x: trackX + trackWidth + (layout.output === "classes" ? 9 : 12),
      y,
      runs: valueRuns(scene, k, value, said),
      size: said ? (bars.pitch < 30 || !finite ? 14 : 17) : bars.pitch < 30 ? 13 : 15,
      align: "left",
      ink: said ? "ink" : "ink2",
      weight: said ? 700 : 550,
      opacity: within(filled, 0.5, 1),
    });
  return marks;
}

/**
 * The error of each answer, ŷ − y, under its bar: what is too much from the left, what is missing up to the end.
 * @param {Scene} scene @param {number} k @param {number} y @param {Row} row
 * @returns {Mark[]}
 */
function gapMarks(scene, k, y, { trackX, trackWidth, high, range }) {
  const { frame, units, moment } = scene;
  const opened = within(moment.loss, 0.35, 0.7);
  if (moment.running || opened <= 0 || isSigned(range) || range[1] !== 1 || !hasTruth(scene))
    return [];
  const says = tensorOf(frame, "example.a", units.length - 1).at(k);
  const truth = tensorOf(frame, "example.targets").at(k);
  if (!Number.isFinite(says) || says === truth || isUpdating(moment)) return [];
  const at = (/** @type {number} */ value) =>
    trackX + 2 + Math.max(0, Math.min(1, value)) * (trackWidth - 4);
  const foot = y + high / 2 - 2;
  return [
    {
      kind: "line",
      of: `gap.${k + 1}`,
      value: says - truth,
      points: [at(truth), foot, at(truth) + (at(says) - at(truth)) * opened, foot],
      ink: "gradient",
      width: Math.min(4, high * 0.3),
    },
  ];
}

/**
 * Before the sums become shares: what has arrived so far, and z.
 * @param {Scene} scene @param {number} k @param {number} y @param {Row} row
 * @returns {Mark[]}
 */
function mixMarks({ layout, frame, units, moment }, k, y, row) {
  const { trackX, trackWidth, high } = row;
  const layer = units.length - 1;
  const forward = moment.forward[layer] ?? 0;
  const shown = within(forward, 0.12, 0.2) * (1 - within(forward, 0.62, 0.76));
  if (moment.running || shown <= 0 || !showsMix(row)) return [];
  const { of, path } = termsOf(frame, layer);
  const z = tensorOf(frame, "example.z", layer).at(k);
  const sum = forward >= ARRIVED ? z : sumSoFar(of[k] ?? new Float64Array(), forward);
  const share = (sum - path[0]) / (path[1] - path[0]);
  const zero = trackX + (-path[0] / (path[1] - path[0])) * trackWidth;
  if (!Number.isFinite(share + zero)) return [];
  const end = trackX + share * trackWidth;
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "box",
      of: `mix.${layer}.${k + 1}`,
      value: z,
      x: Math.min(zero, end),
      y: y - high * 0.32,
      width: Math.abs(end - zero),
      height: high * 0.64,
      radius: 2,
      ...(sum < 0
        ? { fill: /** @type {const} */ ("mapMid"), stroke: /** @type {const} */ ("negative") }
        : { fill: /** @type {const} */ ("positive") }),
      opacity: shown,
    },
    {
      kind: "line",
      points: [zero, y - high / 2, zero, y + high / 2],
      ink: "ink3",
      width: 1.2,
      opacity: shown,
    },
  ];
  if (forward > 0.5 && (layout.bars?.pitch ?? 0) >= 13)
    marks.push({
      kind: "text",
      of: `example.z.${layer}.${k + 1}`,
      value: z,
      x: trackX + trackWidth + (layout.output === "classes" ? 9 : 12),
      y,
      runs: [
        { text: "z ", face: "symbol", ink: "ink2" },
        { text: formatNumber(z, 2, { sign: true }), ink: signInk(z) },
      ],
      size: (layout.bars?.pitch ?? 0) < 30 ? 13 : 15,
      align: "left",
      ink: "ink",
      weight: 600,
      opacity: within(forward, 0.5, 0.58) * (1 - within(forward, 0.62, 0.74)),
    });
  return marks;
}
