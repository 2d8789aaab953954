/**
 * Whose slopes and loss the stage shows: those of the shown example, or the mean of the batch, which is what the update is
 * made of. What there is only for one example, such as an activation, is always that of the shown one.
 */

import { tensorAt, tensorOf } from "../protocol/tensors.js";
import { isFromData } from "../state/selectors.js";
import { inputOf } from "./phase-forward.js";
import { hasTruth } from "./shown-point.js";
import { batchSize, exampleWord, meanWord } from "./words.js";

/** @import { Scene } from "./stage.js" */

/** @param {Pick<Scene, "frame" | "state">} scene @returns {"example" | "mean"} */
export const whoseOf = ({ frame, state }) => {
  // Where the batch is one example and the shown one is another, nobody would look for the slopes of the first.
  const isAsked = batchSize(frame) > 1 ? state.look.whose === "example" : isOwn({ frame, state });
  return isAsked && hasTruth({ frame }) ? "example" : "mean";
};

/** Whether the shown example is none of the data, or has another truth. @param {Pick<Scene, "frame" | "state">} scene */
function isOwn({ frame, state }) {
  const { data } = state;
  if (!data || !isFromData(state)) return data !== null;
  const { set, index } = data.shown;
  const at = (set === "training" ? index : data.training_count + index) * data.outputs;
  const truth = tensorOf(frame, "example.targets");
  return Array.from({ length: data.outputs }, (_, i) => truth.at(i) !== data.targets[at + i]).some(
    Boolean,
  );
}

/** Whose they are, in words: "mean of 200", "this point". @param {Scene} scene */
export const whoseWord = (scene) =>
  whoseOf(scene) === "mean" ? meanWord(scene.frame) : `this ${exampleWord(scene)}`;

/**
 * The slopes of a layer that the stage shows. An example's slope is its error signal times what came in.
 * @param {Scene} scene @param {"weights" | "biases"} name @param {number} layer
 * @returns {{ of: string, at: (to: number, from?: number) => number }} `of` names its marks
 */
export function slopesOf(scene, name, layer) {
  const { frame } = scene;
  if (whoseOf(scene) === "mean")
    return { of: `${name}_gradient`, at: tensorOf(frame, `${name}_gradient`, layer).at };
  const signals = tensorOf(frame, "example.dz", layer);
  return {
    of: `example.${name}_gradient`,
    at: (to, from = 0) => signals.at(to) * (name === "biases" ? 1 : inputOf(scene, layer, from)),
  };
}

/** The largest of an example's slopes into a layer; 0 where there is no such layer. @param {Scene["frame"]} frame @param {number} layer */
export function largestOfExample(frame, layer) {
  const input =
    layer === 1
      ? tensorOf(frame, "example.inputs").largest()
      : (tensorAt(frame, "example.a", layer - 1)?.largest() ?? 0);
  return (tensorAt(frame, "example.dz", layer)?.largest() ?? 0) * Math.max(1, input);
}
