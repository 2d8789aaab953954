/**
 * What goes on in a neuron while it computes, drawn in its lens: the quantities that arrive are laid end to end and add up to z;
 * z stands on the axis of the bend; the operating point runs along the curve to a. Small lenses show the sum alone.
 */

import { tensorOf } from "../protocol/tensors.js";
import { activationOf, windowOf } from "./activation.js";
import { signInk } from "./connections.js";
import { isBundled } from "./drawn-connections.js";
import { within } from "./moment.js";
import { ARRIVED, termsOf, travel } from "./terms.js";

/** @import { Ink, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** More terms are laid in two rows: all that is above zero, then all that is below. */
const MOST_ROWS = 7;
/** Smaller lenses have no room for rows, and still smaller ones none for a sum. */
const FULL = 56;
const SMALLEST = 18;
/** The bends of a layer are shown in one window, at least so far to each side. */
const NARROWEST = 2;
/** So many points make a curve. */
const SAMPLES = 28;

/**
 * @typedef {object} Bench how the sums of a layer are drawn
 * @property {number} unit pixels of one
 * @property {number} thick
 * @property {boolean} isFull a row for each term
 * @property {boolean} isSmall no room for rows
 * @property {[number, number]} range
 * @property {number} width
 */

/** @param {Scene} scene @param {number} layer @returns {Bench | null} */
export function benchOf({ layout, frame, units }, layer) {
  const column = layout.layers[layer];
  if (!column || column.size < SMALLEST) return null;
  if (layout.output === "bars" && layer === units.length - 1) return null;
  const terms = termsOf(frame, layer);
  const isSmall = column.size < FULL;
  const isFull = !isSmall && (terms.of[0]?.length ?? 0) <= MOST_ROWS;
  const range = isFull ? terms.path : terms.halves;
  const span = range[1] - range[0];
  if (!Number.isFinite(span) || span <= 0) return null;
  const width = column.size * 0.74;
  const rows = isFull ? (terms.of[0]?.length ?? 1) : 2;
  const thick = isSmall ? Math.min(5, column.size * 0.16) : Math.min(8, (column.size * 0.5) / rows);
  return { unit: width / span, thick, isFull, isSmall, range, width };
}

/** The workings of one neuron at this moment. @param {Scene} scene @param {number} layer @param {number} index @returns {Mark[]} */
export function workingMarks(scene, layer, index) {
  const { moment, layout, frame } = scene;
  const forward = moment.forward[layer] ?? 0;
  if (moment.running || forward <= 0.12 || forward >= 0.94) return [];
  const bench = benchOf(scene, layer);
  const column = layout.layers[layer];
  const place = column?.neurons[index];
  const z = tensorOf(frame, "example.z", layer).at(index);
  const a = tensorOf(frame, "example.a", layer).at(index);
  if (!bench || !column || !place || !Number.isFinite(z) || !Number.isFinite(a)) return [];
  const shown = within(forward, 0.12, 0.22) * (1 - within(forward, 0.86, 0.94));
  const sums = sumMarks(scene, layer, index, { bench, place, forward, z, size: column.size });
  const bend = bench.isSmall
    ? []
    : bendMarks(scene, layer, { place, size: column.size, forward, z, a, bench });
  /** @type {Mark} */
  const ground = bench.isSmall
    ? {
        kind: "box",
        x: place.x - bench.width / 2 - 2,
        y: place.y - bench.thick / 2 - 2.5,
        width: bench.width + 4,
        height: bench.thick + 5,
        radius: 3,
        fill: "light",
        opacity: 0.9,
      }
    : {
        kind: "box",
        x: place.x - column.size * 0.47,
        y: place.y - column.size * 0.47,
        width: column.size * 0.94,
        height: column.size * 0.94,
        radius: column.size * 0.27,
        fill: "light",
        opacity: 0.93,
      };
  return [ground, ...sums, ...bend].map((mark) => ({
    ...mark,
    opacity: ("opacity" in mark ? (mark.opacity ?? 1) : 1) * shown,
  }));
}

/** @typedef {{ bench: Bench, place: { x: number, y: number }, size: number, forward: number, z: number }} At */

/** The rows and, under a rule, what they add up to so far. @param {Scene} scene @param {number} layer @param {number} index @param {At} at @returns {Mark[]} */
function sumMarks(scene, layer, index, { bench, place, forward, z, size }) {
  const { unit, thick, isFull, isSmall, range, width } = bench;
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
      marks.push(bar(x(sum), x(sum + part), y, thick, signInk(value), gone));
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
  if (total !== 0 && (isSmall || forward < 0.64))
    marks.push(
      bar(x(0), x(total), foot, thick + (isSmall ? 0 : 1), signInk(total), isSmall ? 1 : gone),
    );
  return marks;
}

/** All that is above zero, and all that is below. @param {Float64Array} terms */
function halves(terms) {
  let [plus, minus] = [0, 0];
  for (const term of terms)
    if (term < 0) minus += term;
    else plus += term;
  return [plus, minus];
}

/**
 * From one end of a term to the other; below zero it is hollow as well as orange.
 * @param {number} from @param {number} to @param {number} y @param {number} thick @param {Ink} ink @param {number} opacity
 * @returns {Mark}
 */
const bar = (from, to, y, thick, ink, opacity) => ({
  kind: "box",
  x: Math.min(from, to),
  y: y - thick / 2,
  width: Math.max(1, Math.abs(to - from)),
  height: thick,
  radius: Math.min(2, Math.abs(to - from) / 2),
  ...(ink === "negative" ? { fill: "mapMid", stroke: ink, lineWidth: 1.6 } : { fill: ink }),
  opacity,
});

/**
 * The bend's curve, and the operating point on its way along it.
 * @param {Scene} scene @param {number} layer @param {At & { a: number }} at
 * @returns {Mark[]}
 */
function bendMarks(scene, layer, { place, size, forward, z, a }) {
  const curve = activationOf(scene, layer)?.curve;
  const shown = within(forward, 0.56, 0.64);
  if (!curve || shown <= 0) return [];
  const { half, low, high, points } = windowOf(
    curve,
    tensorOf(scene.frame, "example.z", layer).largest(),
    NARROWEST,
  );
  const reach = size * 0.37;
  const x = (/** @type {number} */ value) =>
    place.x + (Math.max(-half, Math.min(half, value)) / half) * reach;
  const y = (/** @type {number} */ value) =>
    place.y +
    reach * 0.84 -
    ((Math.max(low, Math.min(high, value)) - low) / (high - low || 1)) * reach * 1.68;
  const every = Math.max(1, Math.floor(points.length / SAMPLES));
  const path = points
    .filter((_, i) => i % every === 0 || i === points.length - 1)
    .flatMap((point) => [x(point.z), y(point.a)]);
  const run = within(forward, 0.64, 0.8);
  const now = z * run;
  const height = run >= 1 ? a : heightAt(points, now);
  /** @type {Mark[]} */
  const marks = [
    { kind: "line", points: [x(-half), y(0), x(half), y(0)], ink: "line", width: 1.4 },
    { kind: "line", points: [x(0), y(low), x(0), y(high)], ink: "line", width: 1.4 },
    { kind: "line", points: path, ink: "ink2", width: 1.8 },
    bar(x(0), x(z), y(0), 4, signInk(z), 1),
    {
      kind: "line",
      points: [x(now), y(0), x(now), y(height)],
      ink: "ink3",
      width: 1.2,
      dash: [2, 3],
    },
    {
      kind: "line",
      points: [x(now), y(height), x(half), y(height)],
      ink: "ink3",
      width: 1.2,
      dash: [2, 3],
    },
    {
      kind: "line",
      points: [x(half), y(0), x(half), y(height)],
      ink: signInk(height),
      width: 4,
    },
    { kind: "disc", x: x(now), y: y(height), size: 9, fill: "light", stroke: "ink", width: 2 },
  ];
  return marks.map((mark) => ({
    ...mark,
    opacity: shown,
  }));
}

/** Between the points of a curve. @param {{ z: number, a: number }[]} points @param {number} z */
function heightAt(points, z) {
  const next = points.findIndex((point) => point.z >= z);
  const [before, after] = [points[next - 1], points[next]];
  if (!after) return points.at(-1)?.a ?? 0;
  if (!before) return after.a;
  return before.a + ((after.a - before.a) * (z - before.z)) / (after.z - before.z);
}
