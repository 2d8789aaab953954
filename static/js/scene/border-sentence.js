/** The border in words: its shape from the map, and from the engine's evaluation for how many points it is right. */

import { formatInteger } from "../lib/format.js";
import { borderOf } from "./border.js";

/** @import { Scene } from "./stage.js" */

/**
 * Where a network of two numbers draws its border, and for how many points it is right; empty where there is no such border.
 * @param {Scene} scene
 */
export function borderSentence(scene) {
  const { frame, state, dataset, layout, maps, threshold, units } = scene;
  const { reading } = frame;
  if (layout.data.kind !== "plane" || dataset.task === "regression") return "";
  if (reading.step !== frame.step || Number.isNaN(reading.training_accuracy)) return "";
  const all = state.training_count + state.test_count;
  const right =
    Math.round(reading.training_accuracy * state.training_count) +
    (state.test_count > 0 ? Math.round(reading.test_accuracy * state.test_count) : 0);
  const counts = `${formatInteger(right)} of ${formatInteger(all)} points`;
  const map = units.at(-1) === 1 && scene.maps_step === frame.step ? maps?.at(-1) : null;
  if (!map) return `${counts} are answered rightly.`;
  const { shape, parts } = borderOf(map, threshold);
  if (shape === "none")
    return `There is no border in the picture: every point gets the same answer. ${counts} are on the right side.`;
  const pieces = parts > 2 ? `, in ${parts - 1} pieces` : "";
  return `The border is ${shape}${pieces}; ${counts} on the right side.`;
}
