/** Where the bars of the answers lie, and what their lengths mean. */

import { tensorOf } from "../protocol/tensors.js";
import { activationOf } from "./activation.js";
import { clamp } from "./layout-parts.js";
import { within } from "./moment.js";
import { termsOf } from "./terms.js";

/** @import { Scene } from "./stage.js" */

/** @typedef {{ trackX: number, trackWidth: number, high: number, range: [number, number] }} Row */

/** Where the tracks of the bars lie. @param {Scene} scene @returns {Row | null} */
export function rowOf(scene) {
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
export const showsMix = ({ range, high }) => !isSigned(range) && range[1] === 1 && high >= 6;

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

/** Names of classes stand over their bars where there is room for both. @param {Scene} scene */
export const isStacked = ({ layout, dataset }) =>
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
export const mostLetters = ({ bars }) =>
  clamp(3, Math.floor(((bars?.width ?? 0) - 58 - 56) / 7.6), 12);

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
export const isSigned = ([low]) => low < 0;

/** Where a bar begins and how long it is; nothing for what is not a number. @param {number} value @param {number} filled @param {Row} row */
export function barSpan(value, filled, { trackX, trackWidth, range: [low, high] }) {
  if (!Number.isFinite(value) || filled <= 0) return { x: trackX, width: 0 };
  const share = (/** @type {number} */ v) => Math.max(0, Math.min(1, (v - low) / (high - low)));
  const zero = trackX + share(0) * trackWidth;
  const long = (share(value) - share(0)) * trackWidth * filled;
  const width = Math.max(low === 0 ? 3 : 1.5, Math.abs(long));
  return { x: long < 0 ? zero - width : zero, width };
}

/** How much of its length an answer's bar has. @param {Scene} scene */
export const filledNow = ({ moment, units }) =>
  moment.running ? 1 : within(moment.forward[units.length - 1] ?? 0, 0.66, 0.95);
