/**
 * Several outputs: each with its own map and a bar of what it says of the shown example; above them, over the plane, which of
 * them is the largest, in the colours and with the shapes of the classes.
 */

import { tensorOf } from "../protocol/tensors.js";
import { dimmed, fillLens, mapIndex, rimOf, strengthOf, wish } from "./neurons.js";
import { barMarks } from "./output-bars.js";
import { outputScale } from "./output-lens.js";
import { mapSquare, onMap, shownPoint } from "./shown-point.js";

/** @import { Lens, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @returns {Mark[]} */
export function classesMarks(scene) {
  const { units } = scene;
  const layer = units.length - 1;
  const outputs = Array.from({ length: units[layer] ?? 0 }, (_, k) => output(scene, layer, k));
  return [...winnerMarks(scene, layer), ...outputs.flat(), ...barMarks(scene)];
}

/** @param {Scene} scene @param {number} layer @param {number} index @returns {Mark[]} */
function output(scene, layer, index) {
  const { layout, frame, maps, moment } = scene;
  const column = layout.layers[layer];
  const place = column?.neurons[index];
  if (!column || !place) return [];
  const map = maps?.[mapIndex(scene, layer, index)] ?? null;
  const value = tensorOf(frame, "example.a", layer).at(index);
  const computed = (moment.forward[layer] ?? 0) > 0.55;
  /** @type {Lens} */
  const lens = {
    kind: "lens",
    of: `neuron.${layer}.${index + 1}`,
    value,
    ...place,
    size: column.size,
    map,
    ...outputScale(scene, layer, map ?? undefined),
    zeroLine: column.size >= 40 ? 0.5 : 0,
    strength: strengthOf(scene, layer) * dimmed(scene, layer, index),
    rim: rimOf(scene, layer, index),
    shadow: column.size >= 30,
    hatch: !Number.isFinite(value) && computed,
  };
  fillLens(scene, lens, layer, index);
  return [lens, ...wish(scene, layer, index, column.size, place)];
}

/** @param {Scene} scene @param {number} layer @returns {Mark[]} */
function winnerMarks(scene, layer) {
  const { layout, maps, moment, points, units, state } = scene;
  const { winner } = layout;
  if (!winner) return [];
  const computed = (moment.forward[layer] ?? 0) > 0.55;
  const outputs = units[layer] ?? 0;
  const own = maps?.slice(-outputs) ?? [];
  const { x, y, size } = winner;
  const finite = own.length > 0 && own.every(({ low, high }) => Number.isFinite(low + high));
  /** @type {Mark[]} */
  const marks = finite
    ? [
        {
          kind: "regions",
          of: "winner",
          x,
          y,
          size,
          maps: own,
          strength: strengthOf(scene, layer),
          rim: computed ? "plain" : "dotted",
        },
      ]
    : [
        {
          kind: "lens",
          of: "winner",
          x,
          y,
          size,
          strength: 0,
          rim: "dotted",
          hatch: own.length > 0,
        },
      ];
  const square = mapSquare(winner);
  if (points)
    marks.push({
      kind: "points",
      ...square,
      radius: size > 110 ? 1.9 : 1.5,
      points,
      opacity: computed ? 1 : 0.55,
      faint: true,
      onMap: true,
      hideTest: !state.look.test,
    });
  if (!moment.running)
    marks.push(...shownPoint(scene, onMap(scene, square), Math.min(15, size * 0.13)));
  return marks;
}
