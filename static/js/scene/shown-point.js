/** The shown example among the others: where it stands, and its class's own mark in a ring. */

import { tensorOf } from "../protocol/tensors.js";
import { ownPoint } from "../state/selectors.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @typedef {{ x: number, y: number, size: number }} Square left, top */

/**
 * Where the shown example stands within a square on the stage, held at its edge where it lies beyond; null where nothing says so.
 * @param {Scene} scene
 * @param {Square} square
 * @param {number} [height] instead of its target, for an example on a line
 */
export function onPlane(scene, square, height) {
  const shares = sharesOf(scene, height);
  return (
    shares &&
    placeIn(
      square,
      shares.map((share) => Math.max(0, Math.min(1, share))),
    )
  );
}

/**
 * The same on a map, where what lies beyond its edge has no place.
 * @param {Scene} scene @param {Square} square @param {number} [height]
 */
export function onMap(scene, square, height) {
  const shares = sharesOf(scene, height);
  if (!shares?.every((share) => share >= 0 && share <= 1)) return null;
  return placeIn(square, shares);
}

/** The square of the plane that a map covers: its cells reach from edge to edge of its lens. @param {Square} lens its middle */
export const mapSquare = ({ x, y, size }) => ({ x: x - size / 2, y: y - size / 2, size });

/** @param {Square} square @param {number[]} shares of it, from the left and from the bottom */
const placeIn = ({ x, y, size }, [across = 0, up = 0]) => ({
  x: x + across * size,
  y: y + (1 - up) * size,
});

/** @param {Scene} scene @param {number | undefined} height */
function sharesOf(scene, height) {
  const { points } = scene;
  const place = coordinatesOf(scene);
  if (!points || !place) return null;
  const share = (/** @type {number} */ value, /** @type {[number, number]} */ [low, high]) =>
    (value - low) / (high - low);
  return [share(place[0], points.across), share(height ?? place[1], points.up)];
}

/**
 * The point itself: the inputs, or where features are made of it, that of the example or the one that was asked for.
 * @param {Scene} scene
 * @returns {[number, number] | null}
 */
export function coordinatesOf({ frame, layout, state }) {
  const inputs = tensorOf(frame, "example.inputs");
  if (layout.data.kind === "curve") {
    const truth = tensorOf(frame, "example.targets").at(0);
    return [inputs.at(0), Number.isNaN(truth) ? 0 : truth];
  }
  const chosen = state.experiment?.data.features ?? [];
  if (chosen.length === 0) return [inputs.at(0), inputs.at(1)];
  const [first, second] = [chosen.indexOf("x1"), chosen.indexOf("x2")];
  if (first >= 0 && second >= 0) return [inputs.at(first), inputs.at(second)];
  const { data } = state;
  if (!data) return null;
  const { set, index } = data.shown;
  const row = set === "training" ? index : data.training_count + index;
  for (let i = 0; i < data.features; i++)
    if (data.inputs[row * data.features + i] !== inputs.at(i)) {
      const [x, y] = ownPoint(state) ?? [];
      return x === undefined || y === undefined ? null : [x, y];
    }
  return [data.points[row * data.coordinates] ?? 0, data.points[row * data.coordinates + 1] ?? 0];
}

/** Whether the shown example has a truth: a probe or a drawing has none. @param {Pick<Scene, "frame">} scene */
export const hasTruth = ({ frame }) => !Number.isNaN(tensorOf(frame, "example.targets").at(0));

/** The class of the shown example: the output whose target is the largest. @param {Pick<Scene, "frame">} scene */
export function shownClass({ frame }) {
  const targets = tensorOf(frame, "example.targets");
  let best = 0;
  for (let k = 1; k < (targets.shape[0] ?? 1); k++) if (targets.at(k) > targets.at(best)) best = k;
  return best;
}

/** @param {Scene} scene @param {{ x: number, y: number } | null} at @param {number} size @returns {Mark[]} */
export function shownPoint(scene, at, size) {
  if (!at) return [];
  const { x, y } = at;
  return [
    { kind: "disc", x, y, size, fill: "light", stroke: "ink", width: 2.5 },
    exampleMark(scene, x, y, size * 0.42),
  ];
}

/** What the shown example is, as a mark. @param {Scene} scene @param {number} x @param {number} y @param {number} size @returns {Mark} */
export function exampleMark(scene, x, y, size) {
  const { frame, dataset, points } = scene;
  if (!hasTruth(scene)) return { kind: "disc", x, y, size: size * 0.8, fill: "ink" };
  const target = tensorOf(frame, "example.targets").at(0);
  if (dataset.task === "classes") return { kind: "class", x, y, size, index: shownClass(scene) };
  if (dataset.task === "regression")
    return {
      kind: "disc",
      x,
      y,
      size,
      fill: points?.plain ? "ink" : target < 0 ? "pointZero" : "pointOne",
    };
  return target > 0.5
    ? { kind: "disc", x, y, size, fill: "pointOne" }
    : { kind: "square", x, y, size: size * 0.95, stroke: "pointZero", width: 1.8 };
}
