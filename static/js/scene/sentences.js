/** What a step has come to, in sentences made of live numbers: for the screen reader, and beside the tables. */

import { formatInteger, formatPercent } from "../lib/format.js";
import { scalarOf, tensorOf } from "../protocol/tensors.js";
import { stepSpans } from "../timeline/player.js";
import { stops } from "../timeline/training-step.js";
import { activationOf } from "./activation.js";
import { movesOf } from "./moves.js";
import { counted, largest, placeOf, said, shortName } from "./saying.js";
import { slopesOf, whoseWord } from "./whose.js";
import { batchSize, captionOf, exampleWord, layerWord } from "./words.js";

/** @import { Frame } from "../types.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @param {number} layer */
export function forwardSentence(scene, layer) {
  const { frame, units } = scene;
  const count = units[layer] ?? 0;
  const a = tensorOf(frame, "example.a", layer);
  const head = `Layer ${layer} of ${units.length - 1}. ${counted(count, "neuron")}.`;
  const strongest = largest(count, (i) => a.at(i));
  if (strongest < 0) return `${head} None of its answers is a number.`;
  const name = shortName(scene, layer, strongest);
  const value = said(a.at(strongest));
  if (layer === units.length - 1)
    return count === 1
      ? `${head} The output is ${value}.`
      : `${head} Strongest: ${name}, ${value}.`;
  const canBeSilent = activationOf(scene, layer)?.range[0] === 0;
  let silent = 0;
  for (let i = 0; i < count; i++) if (canBeSilent && a.at(i) === 0) silent++;
  return `${head} Strongest: ${name}, ${value}. Silent: ${silent}.`;
}

/** @param {Scene} scene */
export function lossSentence(scene) {
  const { frame, state } = scene;
  const loss = scalarOf(frame, "loss");
  const size = batchSize(frame);
  const before = state.previous ? scalarOf(state.previous, "loss") : NaN;
  const change = loss - before;
  const since = !Number.isFinite(change)
    ? ""
    : change === 0
      ? ", the same as in the last step"
      : `, ${change > 0 ? "up" : "down"} ${said(Math.abs(change), 2)} since the last step`;
  return `${answerSentence(scene)} Loss ${said(loss)}${size > 1 ? `, the mean of ${formatInteger(size)}` : ""}${since}.`;
}

/** What comes out for the shown example, beside what should. @param {Scene} scene */
function answerSentence(scene) {
  const { frame, units, dataset } = scene;
  const layer = units.length - 1;
  const count = units[layer] ?? 0;
  const [says, truth] = [tensorOf(frame, "example.a", layer), tensorOf(frame, "example.targets")];
  const isKnown = Number.isFinite(truth.at(0));
  const target = (/** @type {string} */ text) =>
    isKnown ? `, target ${text}.` : `. This ${exampleWord(scene)} has no target.`;
  if (dataset.task === "classes") {
    const best = largest(count, (k) => says.at(k));
    const right = largest(count, (k) => truth.at(k));
    const word = (/** @type {number} */ k) => dataset.classes[k] ?? String(k);
    return `Output ${word(best)}, at ${said(says.at(best))}${target(word(right))}`;
  }
  const all = (/** @type {(k: number) => number} */ at) =>
    Array.from({ length: count }, (_, k) => said(at(k))).join(" and ");
  return `Output ${all((k) => says.at(k))}${target(all((k) => truth.at(k)))}`;
}

/** @param {Scene} scene @param {number} layer */
export function backwardSentence(scene, layer) {
  const { units } = scene;
  const slopes = slopesOf(scene, "weights", layer);
  const [fanOut, fanIn] = [units[layer] ?? 0, units[layer - 1] ?? 0];
  const place = layerWord(units, layer);
  const head = `Blame reaches ${place === "output" ? "the output" : place}.`;
  const best = largest(fanOut * fanIn, (i) => slopes.at(Math.floor(i / fanIn), i % fanIn));
  if (best < 0) return `${head} Its slopes are not numbers. No weight has moved.`;
  const [to, from] = [Math.floor(best / fanIn), best % fanIn];
  const slope = slopes.at(to, from);
  if (slope === 0) return `${head} All its slopes are 0. No weight has moved.`;
  const whose = batchSize(scene.frame) > 1 ? `, ${whoseWord(scene)}` : "";
  return `${head} Largest slope${whose}: weight from ${shortName(scene, layer - 1, from)} to ${shortName(scene, layer, to)}, ${said(slope)}; growing it would make the loss ${slope > 0 ? "rise" : "fall"}. No weight has moved.`;
}

/** @param {string} text */
const lowered = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/**
 * The update of a frame, which has been written with it: how many moved, which one most, and what that did to the loss.
 * @param {Pick<Scene, "units" | "names" | "dataset">} scene @param {Frame} frame
 */
export function updateSentence(scene, frame) {
  const { moved, all, most } = movesOf(frame);
  const head = `Step ${formatInteger(frame.step)}.`;
  const who =
    moved === all
      ? `All ${formatInteger(all)}`
      : `${formatInteger(moved)} of ${formatInteger(all)}`;
  const largestMove = most
    ? ` Largest move: ${lowered(placeOf(scene, most.selection))}, from ${said(most.from)} to ${said(most.to)}.`
    : "";
  const [before, after] = [scalarOf(frame, "loss"), scalarOf(frame, "loss_after")];
  const loss = Number.isNaN(after) ? "" : ` Loss ${said(before)} to ${said(after)}.`;
  return `${head} ${who} weights and biases moved.${largestMove}${loss}`;
}

/** @param {Scene} scene */
export function runningSentence({ frame, state, dataset }) {
  const { reading } = frame;
  const [set, words] = state.test_count > 0 ? ["test", "test"] : ["training", "training"];
  const isNumbers = dataset.task === "regression";
  const value = reading[/** @type {"test_loss"} */ (`${set}_${isNumbers ? "loss" : "accuracy"}`)];
  const of = reading.step === frame.step ? "" : ` at step ${formatInteger(reading.step)}`;
  const evaluated = Number.isNaN(value)
    ? ""
    : `, ${words} ${isNumbers ? `loss ${said(value)}` : `accuracy ${formatPercent(value)}`}${of}`;
  const loss = scalarOf(frame, "loss");
  return `Step ${formatInteger(frame.step)}, epoch ${formatInteger(frame.epoch)}. Loss ${said(loss)}${evaluated}.`;
}

/** The phase whose end the playhead stands at or behind; null before the first. @param {Scene} scene */
export const endedPhase = ({ frame, state }) =>
  stops(stepSpans(frame)).findLast(({ end }) => end <= state.player.time + 1e-6) ?? null;

/** Whether the playhead stands at the end of a phase, or before the first. @param {Scene} scene */
export const isBetweenPhases = (scene) =>
  Math.abs((endedPhase(scene)?.end ?? 0) - scene.state.player.time) < 1e-6;

/**
 * What the phase that has just ended came to; before the first, that the example waits.
 * @param {Scene} scene @param {{ kind: string, layer: number } | null} stop the phase that ended
 */
export function arrivalSentence(scene, stop) {
  if (stop?.kind === "forward") return forwardSentence(scene, stop.layer);
  if (stop?.kind === "loss") return lossSentence(scene);
  if (stop?.kind === "backward") return backwardSentence(scene, stop.layer);
  if (stop?.kind === "update") return updateSentence(scene, scene.frame);
  const { heading, sentence } = captionOf({ ...scene, moment: { ...scene.moment, stop: null } });
  return `${heading}. ${sentence}`;
}
