/** What the network says of each class: a bar for each output, the true one outlined, and the loss. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { activationOf } from "./activation.js";
import { batchLoss } from "./batch-loss.js";
import { signInk } from "./connections.js";
import { clamp } from "./layout-parts.js";
import { isUpdating, lossChange } from "./loss-change.js";
import { within } from "./moment.js";
import { shortened } from "./names.js";
import { hasTruth, shownClass } from "./shown-point.js";
import { ARRIVED, sumSoFar, termsOf } from "./terms.js";

/** @import { Mark, TextRun } from "../render/marks.d.ts" */
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

/** Where the tracks of the bars lie. @param {Scene} scene @returns {Row | null} */
function rowOf(scene) {
  const { layout } = scene;
  const { bars } = layout;
  if (!bars) return null;
  const small = bars.pitch < 30;
  const isClasses = layout.output === "classes";
  const label = isStacked(scene) ? 6 : labelRoom(scene);
  const number = isClasses ? 58 : small ? 64 : 66;
  return {
    trackX: bars.x + label,
    trackWidth: Math.max(20, bars.width - label - number),
    high: Math.max(1.5, Math.min(isClasses ? 18 : 28, bars.pitch - 10, bars.pitch * 0.7)),
    range: rangeOf(scene),
  };
}

/** Whether sums are shown in the tracks before they become shares of one. @param {Row} row */
const showsMix = ({ range, high }) => !isSigned(range) && range[1] === 1 && high >= 6;

/** How the sums of the answers are drawn, where they are: pixels of one, and how thick. @param {Scene} scene */
export function mixOf(scene) {
  const row = rowOf(scene);
  if (!row || !showsMix(row)) return null;
  const { path } = termsOf(scene.frame, scene.units.length - 1);
  const unit = row.trackWidth / (path[1] - path[0]);
  return Number.isFinite(unit) ? { unit, thick: Math.min(8, row.high * 0.64) } : null;
}

/** The middle of the gap between what is said of a class and the truth. @param {Scene} scene @param {number} k @returns {{ x: number, y: number }} */
export function gapOfBar(scene, k) {
  const { frame, units, layout } = scene;
  const row = rowOf(scene);
  const { bars } = layout;
  if (!row || !bars) return { x: 0, y: 0 };
  const [low, high] = row.range;
  const says = tensorOf(frame, "example.a", units.length - 1).at(k);
  const middle = ((says + tensorOf(frame, "example.targets").at(k)) / 2 - low) / (high - low);
  const y = bars.y + bars.pitch * (k + 0.5) + (isStacked(scene) ? 9 : 0);
  return { x: row.trackX + Math.max(0, Math.min(1, middle)) * row.trackWidth, y };
}

/** @typedef {{ trackX: number, trackWidth: number, high: number, range: [number, number] }} Row */

/** Names of classes stand over their bars where there is room for both. @param {Scene} scene */
const isStacked = ({ layout, dataset }) =>
  layout.output === "classes" &&
  (!layout.winner || dataset.classes.some((name) => name.length > 2)) &&
  dataset.task !== "regression" &&
  (layout.bars?.pitch ?? 0) >= STACKED;
const STACKED = 40;

/** How much room the names of the classes take before the bars. @param {Scene} scene */
function labelRoom({ layout, dataset }) {
  const pitch = layout.bars?.pitch ?? 0;
  if (layout.output !== "classes") return pitch < 30 ? 26 : 36;
  if (layout.winner) return 40;
  if (dataset.task === "regression") return 12;
  const longest = Math.max(...dataset.classes.map((name) => name.length));
  return 14 + Math.min(longest, mostLetters(layout)) * (pitch < 30 ? 7 : 7.6);
}

/** As many letters of a class's name leave room for its bar. @param {Scene["layout"]} layout */
const mostLetters = ({ bars }) => clamp(3, Math.floor(((bars?.width ?? 0) - 58 - 56) / 7.6), 12);

/** What the bars span: 0 to 1 for shares, else about zero as far as the largest. @param {Scene} scene @returns {[number, number]} */
function rangeOf(scene) {
  const { frame, units } = scene;
  const layer = units.length - 1;
  const [low = null, high = null] = activationOf(scene, layer)?.range ?? [];
  if (low === 0 && high !== null) return [0, high];
  const largest = Math.max(1, tensorOf(frame, "example.a", layer).largest());
  const reach = high !== null && low !== null ? Math.max(high, -low) : largest;
  return low === 0 ? [0, reach] : [-reach, reach];
}

/** @param {[number, number]} range */
const isSigned = ([low]) => low < 0;

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

/** Whether the bar of the truth says so itself. @param {Pick<Scene, "layout">} scene */
const isTold = ({ layout }) => layout.output === "bars" && (layout.bars?.pitch ?? 0) >= 30;

/** "truth", in what is left of its bar; on the bar where that is long. @param {number} value @param {number} y @param {Row} row @returns {Mark} */
const truthMark = (value, y, { trackX, trackWidth }) => ({
  kind: "text",
  x: value < 0.6 ? trackX + trackWidth - 10 : trackX + 10,
  y: y - 1,
  runs: [{ text: "truth" }],
  size: 14,
  align: value < 0.6 ? "right" : "left",
  ink: value < 0.6 ? "ink" : "stage",
  weight: 600,
});

/** @param {Scene} scene @param {number} k @param {number} value @param {boolean} said @returns {TextRun[]} */
function valueRuns({ frame, dataset, layout, moment }, k, value, said) {
  /** @type {TextRun[]} */
  const runs = [{ text: formatNumber(value, 2) }];
  if (dataset.task === "regression" && hasTruth({ frame }) && (moment.running || moment.loss > 0.2))
    runs.push({
      text: ` / ${formatNumber(tensorOf(frame, "example.targets").at(k), 2)}`,
      ink: "ink2",
      size: 13,
    });
  else if (said && layout.output === "bars" && !isTold({ layout }))
    runs.push({ text: " truth", weight: 550, size: 14 });
  return runs;
}

/** Where a bar begins and how long it is; nothing for what is not a number. @param {number} value @param {number} filled @param {Row} row */
function barSpan(value, filled, { trackX, trackWidth, range: [low, high] }) {
  if (!Number.isFinite(value) || filled <= 0) return { x: trackX, width: 0 };
  const share = (/** @type {number} */ v) => Math.max(0, Math.min(1, (v - low) / (high - low)));
  const zero = trackX + share(0) * trackWidth;
  const long = (share(value) - share(0)) * trackWidth * filled;
  const width = Math.max(low === 0 ? 3 : 1.5, Math.abs(long));
  return { x: long < 0 ? zero - width : zero, width };
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

/** How much of its length an answer's bar has. @param {Scene} scene */
const filledNow = ({ moment, units }) =>
  moment.running ? 1 : within(moment.forward[units.length - 1] ?? 0, 0.66, 0.95);

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

/** The class's name, or its own mark. @param {Scene} scene @param {number} k @param {number} y @param {boolean} said @returns {Mark[]} */
function labelMarks(scene, k, y, said) {
  const { layout, dataset } = scene;
  const { bars } = layout;
  if (!bars || dataset.task === "regression") return [];
  const small = bars.pitch < 30;
  const name = dataset.classes[k] ?? String(k);
  if (isStacked(scene)) {
    const left = bars.x + (layout.winner ? 22 : 6);
    const word = classText(shortened(name, 22), left, y - 13, 15, said, "left");
    return layout.winner
      ? [{ kind: "class", x: bars.x + 11, y: y - 13, size: 11, index: k }, word]
      : [word];
  }
  if (layout.winner)
    return [
      { kind: "class", x: bars.x + 9, y, size: small ? 9 : 12, index: k },
      classText(shortened(name, 2), bars.x + 27, y, small ? 13 : 16, said, "center"),
    ];
  if (bars.pitch < 13 && !said) return [];
  if (layout.output === "bars")
    return [classText(name, bars.x + 12, y, small ? 15 : 20, said, "center")];
  return [
    classText(shortened(name, mostLetters(layout)), bars.x + 6, y, small ? 13 : 15, said, "left"),
  ];
}

/** @param {string} text @param {number} x @param {number} y @param {number} size @param {boolean} said @param {"left" | "center"} align @returns {Mark} */
const classText = (text, x, y, size, said, align) => ({
  kind: "text",
  x,
  y,
  runs: [{ text }],
  size,
  align,
  ink: said ? "ink" : "ink2",
  weight: said ? 700 : 550,
});

/** @param {Scene} scene @returns {Mark[]} */
function verdictMarks(scene) {
  const { layout, moment, units } = scene;
  const layer = units.length - 1;
  const x = layout.verdict.x + (layout.vertical || layout.output === "classes" ? 0 : 10);
  const { y } = layout.verdict;
  if (moment.running) return [batchLoss(scene, x, y, "left")];
  if (filledNow(scene) < 0.5)
    return [
      {
        kind: "text",
        of: "verdict.waiting",
        x,
        y,
        runs: [{ text: "not computed yet" }],
        size: 15,
        align: "left",
        ink: "ink2",
      },
    ];
  if (!hasTruth(scene)) return [];
  if (isUpdating(moment))
    return lossChange(
      scene,
      layout.vertical
        ? { x, bar: null, words: y, align: "left" }
        : { x, bar: y + 4, words: y + 27, align: "left" },
    );
  return moment.loss > 0.5 ? [lossText(scene, layer, x, y)] : [];
}

/** The loss; where only the bar of the truth counts, L = −ln p(truth) with its numbers. @param {Scene} scene @param {number} layer @param {number} x @param {number} y @returns {Mark} */
function lossText(scene, layer, x, y) {
  const { frame, moment, layout, state } = scene;
  const loss = tensorOf(frame, "example.loss").at();
  const isSurprise = state.experiment?.loss === "cross_entropy";
  const probability = tensorOf(frame, "example.a", layer).at(shownClass(scene));
  const size = layout.vertical ? 15 : Math.min(21, (layout.bars?.width ?? 250) / 12.4);
  /** @type {TextRun[]} */
  const surprise = [{ text: " = −ln " }, { text: formatNumber(probability, 4), weight: 650 }];
  return {
    kind: "text",
    of: "example.loss",
    value: loss,
    x,
    y,
    runs: [
      { text: "L", face: "symbol", size: size + 2 },
      ...(isSurprise ? surprise : []),
      { text: " = " },
      { text: formatNumber(loss, 3), ink: "gradient", weight: 700, size: size * 1.3 },
    ],
    size,
    align: "left",
    ink: "ink",
    halo: true,
    opacity: within(moment.loss, 0.6, 0.85),
  };
}
