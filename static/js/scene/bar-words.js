/** The words at the bars: the classes' names, the numbers, what is true, and the loss. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { filledNow, isStacked, mostLetters } from "./bar-rows.js";
import { batchLoss } from "./batch-loss.js";
import { isUpdating, lossChange } from "./loss-change.js";
import { within } from "./moment.js";
import { shortened } from "./names.js";
import { hasTruth, shownClass } from "./shown-point.js";

/** @import { Mark, TextRun } from "../render/marks.d.ts" */
/** @import { Row } from "./bar-rows.js" */
/** @import { Scene } from "./stage.js" */

/** Whether the bar of the truth says so itself. @param {Pick<Scene, "layout">} scene */
export const isTold = ({ layout }) => layout.output === "bars" && (layout.bars?.pitch ?? 0) >= 30;

/** "truth", in what is left of its bar; on the bar where that is long. @param {number} value @param {number} y @param {Row} row @returns {Mark} */
export const truthMark = (value, y, { trackX, trackWidth }) => ({
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
export function valueRuns({ frame, dataset, layout, moment }, k, value, said) {
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

/** The class's name, or its own mark. @param {Scene} scene @param {number} k @param {number} y @param {boolean} said @returns {Mark[]} */
export function labelMarks(scene, k, y, said) {
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
export function verdictMarks(scene) {
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
