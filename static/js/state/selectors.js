/** Questions to the state that more than one panel asks. */

import { unitsOf } from "../protocol/layout.js";
import { scalarOf } from "../protocol/tensors.js";
import { tableDataset } from "./table-dataset.js";

/** @import { Dataset } from "../protocol/messages.d.ts" */
/** @import { Experiment, Frame, Layout, Selected, State } from "../types.d.ts" */

/** The catalog's entry of the data set in use, or a table as one. @param {Pick<State, "catalog"> & { experiment: Experiment | null }} state */
export function datasetOf({ catalog, experiment }) {
  const table = experiment?.data.table;
  if (table) return tableDataset(table, experiment?.data.samples ?? 0);
  return catalog.datasets.find(({ name }) => name === experiment?.data.name) ?? null;
}

/**
 * What the numbers that go in are called: chosen features by their titles, columns of a table by theirs.
 * @param {Pick<State, "catalog"> & { experiment: Experiment }} state @param {Dataset} dataset
 * @returns {string[]}
 */
export function inputNames({ catalog, experiment: { data } }, dataset) {
  if (data.features?.length)
    return data.features.map((name) => titleOf(catalog.features, name) ?? name);
  if (data.table)
    return data.table.columns ?? Array.from({ length: dataset.features }, (_, i) => `x${i + 1}`);
  if (dataset.picture) return Array.from({ length: dataset.features }, (_, i) => `pixel ${i + 1}`);
  if (dataset.features === 1) return ["x"];
  return Array.from({ length: dataset.features }, (_, i) => `x${lowered(i + 1)}`);
}

/** A number as an index. @param {number} value */
const lowered = (value) =>
  String(value).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? "");

/** @param {{ name: string, title: string }[]} entries @param {string} name */
const titleOf = (entries, name) => entries.find((entry) => entry.name === name)?.title;

/** The newest frame: the upcoming one if there is one. @param {State} state */
export const newestFrame = ({ frame, upcoming }) => upcoming ?? frame;

/**
 * The state as it is written in words and numbers: while running they are all of one frame, which stands until it could be read.
 * @param {State} state @returns {State}
 */
export function asRead(state) {
  const { read, frame, comparison } = state;
  if (!read || !frame?.running || read.frame.layout !== frame.layout) return state;
  const beside = read.compared ?? comparison?.frame ?? null;
  return {
    ...state,
    frame: read.frame,
    comparison: comparison && { ...comparison, frame: beside },
  };
}

/** The furthest step that the run has lived through. @param {State} state */
export const lifeEnd = (state) => Math.max(toldEnd(state), newestFrame(state)?.step ?? 0);

/** The same as the server told it last, which may lie before the newest frame. @param {State} state */
export const toldEnd = ({ time, branches }) =>
  time?.end ?? branches?.list.find(({ id }) => id === branches.present)?.end ?? 0;

/**
 * The change that undo takes back, in words; null where there is none. The journal is told at once, its words a little later.
 * @param {State} state
 */
export const undoOf = ({ journal, time }) =>
  journal.length === 0 ? null : (sentenceOf(time, journal.length) ?? "the last change");

/** The change that redo makes again, in words; null where there is none. @param {State} state */
export const redoOf = ({ journal, time }) => sentenceOf(time, journal.length + 1);

/** @param {State["time"]} time @param {number} number of the change, from 1 */
const sentenceOf = (time, number) =>
  time?.changes.find((change) => change.number === number)?.sentence ?? null;

/** Mean loss of the shown step's batch, NaN where it is not computed. @param {State} state */
export const lossOf = ({ frame }) => (frame ? scalarOf(frame, "loss") : NaN);

/** Whether every step uses all training examples. @param {State} state */
export const usesWholeData = ({ steps_per_epoch }) => steps_per_epoch <= 1;

/**
 * Whether a selection names something that the network has.
 * @param {Selected} selection @param {Layout} layout
 */
export function isThere(selection, layout) {
  const units = unitsOf(layout);
  const here = units[selection.layer] ?? 0;
  if (selection.kind === "neuron") return selection.index < here;
  if (selection.kind === "layer") return selection.layer >= 1 && here > 0;
  if (selection.layer < 1 || selection.to >= here) return false;
  return selection.kind === "bias" || selection.from < (units[selection.layer - 1] ?? 0);
}

/**
 * Which example of the data a frame shows: the one with its inputs. What the data says where it is none of them.
 * @param {Frame} frame @param {import("../types.d.ts").Data} data
 */
export function shownExample(frame, data) {
  const { set, index } = data.shown;
  if (showsExample(frame, data, set === "training" ? index : data.training_count + index))
    return data.shown;
  for (let example = 0; example < data.count; example++)
    if (showsExample(frame, data, example))
      return example < data.training_count
        ? { set: /** @type {const} */ ("training"), index: example }
        : { set: /** @type {const} */ ("test"), index: example - data.training_count };
  return data.shown;
}

/**
 * Whether a frame's shown example has the inputs of an example of the data.
 * @param {Frame} frame @param {import("../types.d.ts").Data} data @param {number} example
 */
function showsExample(frame, data, example) {
  const tensor = frame.layout.tensors.get("example.inputs");
  const stride = tensor?.strides[0] ?? 1;
  for (let i = 0; i < data.features; i++)
    if (
      data.inputs[example * data.features + i] !== frame.floats[(tensor?.offset ?? 0) + i * stride]
    )
      return false;
  return true;
}

/** Whether the shown example is one of the data, and not a probe or a drawing. @param {State} state */
export function isFromData({ frame, data }) {
  if (!frame || !data) return true;
  const { set, index } = shownExample(frame, data);
  return showsExample(frame, data, set === "training" ? index : data.training_count + index);
}

/**
 * The point of one's own that a frame shows, as it was asked for: what features the network is given of it is the engine's
 * affair. Null where the frame shows one of the data, or where this page has not asked.
 * @param {Pick<State, "frame" | "shows">} state
 */
export const ownPoint = ({ frame, shows }) =>
  shows.findLast(({ command }) => command <= (frame?.command ?? -1))?.point ?? null;
