/** Where the numbers come from: the plane with its points and the shown one, or the picture; and the input ports. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { signInk } from "./connections.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @returns {Mark[]} */
export function dataMarks(scene) {
  return scene.layout.data.kind === "picture" ? pictureMarks(scene) : planeMarks(scene);
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

/**
 * Where a point of the plane stands within a square on the stage.
 * @param {Scene} scene
 * @param {{ x: number, y: number, size: number }} square left, top
 */
export function onPlane({ frame, dataset }, { x, y, size }) {
  const inputs = tensorOf(frame, "example.inputs", 0);
  const extent = dataset.extent ?? 1;
  const held = (/** @type {number} */ v) => Math.max(-extent, Math.min(extent, v));
  return {
    x: x + ((held(inputs.at(0, 0)) + extent) / (2 * extent)) * size,
    y: y + ((extent - held(inputs.at(1, 0))) / (2 * extent)) * size,
  };
}

/** The shown example as it stands among the points: its class's own mark in a ring. @param {Scene} scene @param {{ x: number, y: number }} at @param {number} size @returns {Mark[]} */
export function shownPoint({ frame, dataset }, { x, y }, size) {
  const target = tensorOf(frame, "example.targets", 0).at(0, 0);
  const one = dataset.task === "regression" ? true : target > 0.5;
  return [
    { kind: "disc", x, y, size, fill: "light", stroke: "ink", width: 2.5 },
    one
      ? { kind: "disc", x, y, size: size * 0.42, fill: target < 0 ? "pointZero" : "pointOne" }
      : { kind: "square", x, y, size: size * 0.4, stroke: "pointZero", width: 1.8 },
  ];
}

/** @param {Scene} scene @returns {Mark[]} */
function planeMarks(scene) {
  const { layout, points, dataset, frame, moment, state } = scene;
  const { x, y, size } = layout.data;
  const centreX = x + size / 2;
  const centreY = y + size / 2;
  const extent = dataset.extent ?? 1;
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
    { kind: "line", points: [x + 8, centreY, x + size - 8, centreY], ink: "line", width: 1 },
    { kind: "line", points: [centreX, y + 8, centreX, y + size - 8], ink: "line", width: 1 },
  ];
  const inset = size * 0.05;
  const square = { x: x + inset, y: y + inset, size: size - 2 * inset };
  if (points)
    marks.push({ kind: "points", ...square, radius: size > 150 ? 2.5 : 2, extent, points });
  const at = onPlane(scene, square);
  for (const [i, port] of layout.inputs.entries()) {
    const value = tensorOf(frame, "example.inputs", 0).at(i, 0);
    const lit = moment.stop !== null && !moment.running;
    const looked = state.hovered ?? state.selected;
    const selected = looked?.kind === "neuron" && looked.layer === 0 && looked.index === i;
    const guide = layout.vertical
      ? [at.x + 9, at.y, port.x - 4, at.y, port.x, at.y + 10, port.x, port.y - 9]
      : [at.x + 9, at.y, x + size + 8, at.y, port.x - 34, port.y, port.x - 9, port.y];
    marks.push({
      kind: "ribbon",
      curve: /** @type {import("../render/marks.d.ts").Curve} */ (guide),
      width: 1.5,
      ink: "ink3",
      dash: [2, 4],
      opacity: moment.running ? 0.3 : 0.8,
    });
    marks.push({
      kind: "disc",
      of: `example.inputs.${i + 1}`,
      value,
      ...port,
      size: 15,
      fill: "light",
      stroke: "ink",
      width: selected ? 3 : 2,
      ...(lit || moment.running ? {} : { dash: [2.5, 2.5] }),
    });
    if (moment.running) continue;
    const above = layout.vertical || i < layout.inputs.length / 2;
    marks.push({
      kind: "text",
      of: `label.inputs.${i + 1}`,
      value,
      x: layout.vertical ? port.x + (i === 0 ? -14 : 14) : port.x + 14,
      y: layout.vertical ? port.y : port.y + (above ? -25 : 25),
      runs: [
        { text: "x", face: "symbol", ink: "ink", size: layout.vertical ? 18 : 21 },
        { text: `${i + 1}`, size: 12, shift: 0.25, ink: "ink2" },
        { text: " " },
        { text: formatNumber(value, 2, { sign: true }), ink: signInk(value), weight: 650 },
      ],
      size: layout.vertical ? 15 : 18,
      align: layout.vertical && i > 0 ? "left" : "right",
      ink: "ink",
      halo: true,
    });
  }
  marks.push(...shownPoint(scene, at, Math.min(18, size * 0.12)));
  return marks;
}
