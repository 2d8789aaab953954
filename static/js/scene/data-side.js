/** Where the numbers come from: the plane or the line with its examples and the shown one, a row of a table, or a picture. */

import { tensorOf } from "../protocol/tensors.js";
import { tableMarks } from "./data-table.js";
import { guideMarks, portMarks } from "./input-ports.js";
import { mapIndex } from "./neurons.js";
import { onPlane, shownPoint } from "./shown-point.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @returns {Mark[]} */
export function dataMarks(scene) {
  const { kind } = scene.layout.data;
  if (kind === "picture") return pictureMarks(scene);
  if (kind === "table") return [...tableMarks(scene), ...portMarks(scene)];
  return squareMarks(scene);
}

/** @param {Scene} scene @returns {Mark[]} */
function pictureMarks({ frame, layout, dataset }) {
  const tensor = tensorOf(frame, "example.inputs", 0);
  const count = tensor.shape[0] ?? 0;
  const { x, y, size } = layout.data;
  return [
    {
      kind: "picture",
      of: "example.inputs",
      x,
      y,
      size,
      columns: dataset.picture?.[1] ?? 8,
      values: Float32Array.from({ length: count }, (_, i) => tensor.at(i, 0)),
      numbers: size >= 220,
    },
  ];
}

/** The square of the data has no map: the examples lie in it with a margin. @param {{ x: number, y: number, size: number }} square left, top */
export function inner({ x, y, size }) {
  const inset = size * 0.05;
  return { x: x + inset, y: y + inset, size: size - 2 * inset };
}

/** @param {Scene} scene @returns {Mark[]} */
function squareMarks(scene) {
  const { layout, points, moment, state } = scene;
  const { x, y, size } = layout.data;
  const centreX = x + size / 2;
  const centreY = y + size / 2;
  const square = inner(layout.data);
  const up = points?.up ?? [-1, 1];
  const zero = square.y + (up[1] / (up[1] - up[0])) * square.size;
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "squircle",
      x: centreX,
      y: centreY,
      size,
      fill: "mapMid",
      stroke: "line",
      width: 1.2,
      shadow: true,
    },
    { kind: "line", points: [x + 8, zero, x + size - 8, zero], ink: "line", width: 1 },
    { kind: "line", points: [centreX, y + 8, centreX, y + size - 8], ink: "line", width: 1 },
  ];
  if (points)
    marks.push({
      kind: "points",
      ...square,
      radius: size > 150 ? 2.5 : 2,
      points,
      hideTest: !state.look.test,
    });
  marks.push(...networkCurve(scene, square));
  const at = onPlane(scene, square);
  if (at) marks.push(...guideMarks(scene, at));
  marks.push(...portMarks(scene));
  if (at && !(moment.running && layout.data.kind === "curve"))
    marks.push(...shownPoint(scene, at, Math.min(18, size * 0.12)));
  return marks;
}

/** What the network answers along the line. @param {Scene} scene @param {{ x: number, y: number, size: number }} square @returns {Mark[]} */
export function networkCurve(scene, square) {
  const { layout, maps, points, units, moment } = scene;
  const map = maps?.[mapIndex(scene, units.length - 1, 0)];
  if (layout.data.kind !== "curve" || !map || !points) return [];
  const isKnown = moment.running || (moment.forward[units.length - 1] ?? 0) > 0.55;
  return [
    {
      kind: "plot",
      of: "curve",
      ...square,
      map,
      between: points.up,
      ink: "ink",
      width: 2,
      opacity: isKnown ? 0.95 : 0.4,
    },
  ];
}
