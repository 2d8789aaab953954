/**
 * What goes on in a neuron while it computes, drawn in its lens: the quantities that arrive are laid end to end and add up to z;
 * z stands on the axis of the bend; the operating point runs along the curve to a. Small lenses show the sum alone.
 */

import { tensorOf } from "../protocol/tensors.js";
import { bendMarks } from "./bend.js";
import { isBundled } from "./drawn-connections.js";
import { within } from "./moment.js";
import { bar } from "./quantity-bar.js";
import { ARRIVED, halves, termsOf, travel } from "./terms.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** More terms are laid in two rows: all that is above zero, then all that is below. */
const MOST_ROWS = 7;
/** Smaller lenses have no room for rows, and still smaller ones none for a sum. */
const FULL = 44;
const SMALLEST = 18;
/** So large are the workings of the neuron that is looked at, where its lens has no room for them. */
const CARD = 124;

/**
 * @typedef {object} Bench how the sums of a layer are drawn
 * @property {number} unit pixels of one
 * @property {number} thick
 * @property {boolean} isFull a row for each term
 * @property {boolean} isSmall no room for rows
 * @property {[number, number]} range
 * @property {number} width
 * @property {number} size of the lens
 */

/**
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} [size] of the lens
 * @param {number | null} [alone] the one neuron that is drawn, where the others need not compare
 * @returns {Bench | null}
 */
export function benchOf(
  { layout, frame, units },
  layer,
  size = layout.layers[layer]?.size ?? 0,
  alone = null,
) {
  if (size < SMALLEST || (layout.bars && layer === units.length - 1)) return null;
  const terms = termsOf(frame, layer);
  const count = terms.of[0]?.length ?? 0;
  const isSmall = size < FULL;
  const isFull = !isSmall && count <= MOST_ROWS;
  const own = alone === null ? null : terms.of[alone];
  const range = own ? reachOf(isFull ? own : halves(own)) : isFull ? terms.path : terms.halves;
  const span = range[1] - range[0];
  if (!Number.isFinite(span) || span <= 0) return null;
  const width = size * 0.74;
  const thick = Math.min(
    isSmall ? 5 : 8,
    isSmall ? size * 0.16 : (size * 0.5) / (isFull ? count : 2),
  );
  return { unit: width / span, thick, isFull, isSmall, range, width, size };
}

/** The workings of one neuron at this moment. @param {Scene} scene @param {number} layer @param {number} index @returns {Mark[]} */
export function workingMarks(scene, layer, index) {
  const place = scene.layout.layers[layer]?.neurons[index];
  const bench = isAtWork(scene, layer) ? benchOf(scene, layer) : null;
  return place && bench ? onGround(scene, layer, index, bench, place) : [];
}

/** The same, large, beside the neuron that is looked at where lenses are small. @param {Scene} scene @returns {Mark[]} */
export function workingCard(scene) {
  const { focus, layout, units } = scene;
  if (focus?.kind !== "neuron" || !isAtWork(scene, focus.layer)) return [];
  const column = layout.layers[focus.layer];
  const at = column?.neurons[focus.index];
  const isBar = layout.bars !== null && focus.layer === units.length - 1;
  if (!column || !at || column.size >= FULL || isBar) return [];
  const bench = benchOf(scene, focus.layer, CARD, focus.index);
  const aside = CARD / 2 + column.size / 2 + 14;
  const away = at.y > CARD + 40 ? -aside : aside;
  const middle = CARD / 2 + 4;
  const place = {
    x: Math.max(middle, Math.min(layout.width - middle, at.x + (layout.vertical ? 0 : aside))),
    y: at.y + away,
  };
  return bench ? onGround(scene, focus.layer, focus.index, bench, place, true) : [];
}

/** @param {Scene} scene @param {number} layer */
function isAtWork({ moment }, layer) {
  const forward = moment.forward[layer] ?? 0;
  return !moment.running && forward > 0.12 && forward < 0.94;
}

/**
 * @param {Scene} scene @param {number} layer @param {number} index @param {Bench} bench
 * @param {{ x: number, y: number }} place @param {boolean} [shadow]
 * @returns {Mark[]}
 */
function onGround(scene, layer, index, bench, place, shadow = false) {
  const { moment, frame } = scene;
  const forward = moment.forward[layer] ?? 0;
  const z = tensorOf(frame, "example.z", layer).at(index);
  const a = tensorOf(frame, "example.a", layer).at(index);
  if (!Number.isFinite(z) || !Number.isFinite(a)) return [];
  const shown = within(forward, 0.12, 0.22) * (1 - within(forward, 0.86, 0.94));
  const { size, isSmall, width, thick } = bench;
  const across = isSmall ? width + 4 : size * 0.94;
  const down = isSmall ? thick + 5 : size * 0.94;
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "box",
      x: place.x - across / 2,
      y: place.y - down / 2,
      width: across,
      height: down,
      radius: isSmall ? 3 : size * 0.27,
      fill: "light",
      opacity: 0.93,
      shadow,
    },
    ...sumMarks(scene, layer, index, { bench, place, forward, z }),
    ...(isSmall ? [] : bendMarks(scene, layer, { place, size, forward, z, a })),
  ];
  return marks.map((mark) => ({
    ...mark,
    opacity: ("opacity" in mark ? (mark.opacity ?? 1) : 1) * shown,
  }));
}

/** @typedef {{ bench: Bench, place: { x: number, y: number }, forward: number, z: number }} At */

/** The rows and, under a rule, what they add up to so far. @param {Scene} scene @param {number} layer @param {number} index @param {At} at @returns {Mark[]} */
function sumMarks(scene, layer, index, { bench, place, forward, z }) {
  const { unit, thick, isFull, isSmall, range, width, size } = bench;
  const terms = termsOf(scene.frame, layer).of[index] ?? new Float64Array();
  const left = place.x - width / 2;
  const x = (/** @type {number} */ value) => left + (value - range[0]) * unit;
  const rows = isFull ? [...terms] : halves(terms);
  const arrived = (/** @type {number} */ i) =>
    isFull
      ? travel(forward, i, terms.length).arrived
      : isBundled(scene, layer)
        ? travel(forward, i, 2).arrived
        : within(forward, 0.2, ARRIVED);
  const pitch = Math.min(thick + 4, (size * 0.56) / rows.length);
  const top = place.y - ((rows.length + 1) * pitch + 4) / 2 + pitch / 2;
  const gone = 1 - within(forward, 0.6, 0.68);
  /** @type {Mark[]} */
  const marks = [];
  let sum = 0;
  for (const [i, value] of rows.entries()) {
    const part = value * arrived(i);
    const y = top + i * pitch;
    if (part !== 0 && !isSmall)
      marks.push(bar(value, [x(sum), x(sum + part)], [y - thick / 2, y + thick / 2], gone));
    sum += part;
    if (part !== 0 && !isSmall && i < rows.length - 1)
      marks.push({
        kind: "line",
        points: [x(sum), y, x(sum), y + pitch],
        ink: "ink3",
        width: 1,
        opacity: gone,
      });
  }
  const foot = isSmall ? place.y : top + rows.length * pitch + 4;
  if (!isSmall)
    marks.push({
      kind: "line",
      points: [left - 2, foot - pitch / 2 - 2, left + width + 2, foot - pitch / 2 - 2],
      ink: "ink",
      width: 1.2,
      opacity: gone,
    });
  marks.push({
    kind: "line",
    points: [x(0), (isSmall ? foot : top) - thick / 2 - 1, x(0), foot + thick / 2 + 1],
    ink: "ink3",
    width: 1,
    opacity: gone,
  });
  const total = forward >= ARRIVED ? z : sum;
  const half = thick / 2 + (isSmall ? 0 : 0.5);
  if (total !== 0)
    marks.push(bar(total, [x(0), x(total)], [foot - half, foot + half], isSmall ? 1 : gone));
  return marks;
}

/** How far to both sides of zero a sum comes. @param {Iterable<number>} rows @returns {[number, number]} */
function reachOf(rows) {
  let [at, low, high] = [0, 0, 0];
  for (const row of rows) {
    at += row;
    low = Math.min(low, at);
    high = Math.max(high, at);
  }
  return [low, high];
}
