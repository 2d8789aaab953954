/** The bend of a neuron: z on the axis, the activation's curve over it, and the operating point that runs along it to a. */

import { tensorOf } from "../protocol/tensors.js";
import { activationOf, windowOf } from "./activation.js";
import { within } from "./moment.js";
import { bar } from "./quantity-bar.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** The bends of a layer are shown in one window, at least so far to each side. */
const NARROWEST = 2;
/** So many points make a curve. */
const SAMPLES = 28;

/** @typedef {{ place: { x: number, y: number }, size: number, forward: number, z: number, a: number }} At */

/**
 * The bend's curve, and the operating point on its way along it.
 * @param {Scene} scene @param {number} layer @param {At} at
 * @returns {Mark[]}
 */
export function bendMarks(scene, layer, { place, size, forward, z, a }) {
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
    bar(z, [x(0), x(z)], [y(0) - 2, y(0) + 2]),
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
    bar(height, [x(half) - 2.5, x(half) + 2.5], [y(0), y(height)]),
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
