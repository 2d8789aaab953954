/**
 * The words of expressions in lesson documents, over the state on the stage. What the shown step has not computed at this
 * moment is `undefined`; a loss that is not finite is larger than any number.
 */

import { factsOf } from "../panels/facts.js";
import { unitsOf } from "../protocol/layout.js";
import { scalarOf, tensorAt } from "../protocol/tensors.js";
import { momentOf } from "../scene/moment.js";
import { answerTo } from "../state/answers.js";
import { datasetOf, isFromData, usesWholeData } from "../state/selectors.js";
import { stepSpans } from "../timeline/player.js";
import { endOf } from "../timeline/training-step.js";
import { counted } from "./evaluate.js";

/** @import { Experiment, Frame, State } from "../types.d.ts" */
/** @import { EventWord, StateWord } from "../protocol/lessons.d.ts" */
/** @import { Events, Situation, Value } from "./types.d.ts" */

/**
 * @typedef {object} View a state, with what is looked at more than once
 * @property {State} state
 * @property {Frame} frame
 * @property {Frame} now the frame whose parameters are those of this moment: the next one once the update has been shown
 * @property {Experiment} experiment
 * @property {number[]} units inputs first
 * @property {ReturnType<typeof momentOf>} moment
 * @property {ReturnType<typeof factsOf>} facts
 */

const always = () => true;
const KNOWN = { forward: always, bent: always, loss: true, backward: always, update: always };

/** @param {State} state @param {boolean} ahead of what the stage shows: all that the step computes is known @returns {View | null} */
function viewOf(state, ahead) {
  const { frame, upcoming, experiment, player } = state;
  if (!frame || !experiment) return null;
  const spans = stepSpans(frame);
  const moment = momentOf(state, spans, false);
  const isOver = !player.running && player.time >= endOf(spans) - 1e-9;
  const facts = factsOf({ moment, state, frame });
  return {
    state,
    frame,
    now: isOver && upcoming ? upcoming : frame,
    experiment,
    units: unitsOf(frame.layout),
    moment,
    facts: ahead ? { ...facts, ...KNOWN } : facts,
  };
}

/** A number that exists. @param {number | null | undefined} value */
const number = (value) =>
  value === null || value === undefined || Number.isNaN(value) ? undefined : value;

/** A loss: not finite counts as larger than any number. @param {Frame} frame @param {number} value */
const loss = (frame, value) => (Number.isNaN(value) && !frame.finite ? Infinity : number(value));

/**
 * A tensor with a row for each neuron, by layers; a layer that `isKnown` denies is missing.
 * @param {View} view @param {Frame} frame @param {string} name @param {(layer: number) => boolean} isKnown
 */
const byLayer = ({ units }, frame, name, isKnown = () => true) =>
  counted(units.length - 1, (i) => {
    const tensor = isKnown(i + 1) ? tensorAt(frame, name, i + 1) : null;
    if (!tensor) return undefined;
    const [rows = 0, columns] = tensor.shape;
    return counted(rows, (row) =>
      columns === undefined
        ? number(tensor.at(row))
        : counted(columns, (column) => number(tensor.at(row, column))),
    );
  });

/** A vector: its number where it has one, else a list counted from 1. @param {View} view @param {string} name @param {number} [layer] */
function vector({ frame }, name, layer = 0) {
  const tensor = tensorAt(frame, name, layer);
  const length = tensor?.shape[0] ?? 0;
  if (length === 1) return number(tensor?.at(0));
  return counted(length, (i) => number(tensor?.at(i)));
}

/** @param {View} view */
function inputs({ frame }) {
  const tensor = tensorAt(frame, "example.inputs");
  return counted(tensor?.shape[0] ?? 0, (i) => number(tensor?.at(i)));
}

/** The output of the shown example; missing before the forward pass has come to it. @param {View} view */
const output = (view) => {
  const last = view.units.length - 1;
  return view.facts.forward(last) ? tensorAt(view.frame, "example.a", last) : null;
};

/** Which of many outputs, from 0, is the largest. @param {{ at: (i: number) => number }} tensor @param {number} length */
function largest(tensor, length) {
  let most = 0;
  for (let i = 1; i < length; i++) if (tensor.at(i) > tensor.at(most)) most = i;
  return most;
}

/** What the network answers: the class, from 0. @param {View} view */
function predicted(view) {
  const answer = output(view);
  const count = view.units.at(-1) ?? 1;
  if (!answer || datasetOf(view.state)?.task === "regression") return undefined;
  return count > 1 ? largest(answer, count) : Number(answer.at(0) > 0.5);
}

/** The true class, from 0. @param {View} view */
function truth(view) {
  const target = tensorAt(view.frame, "example.targets");
  const count = view.units.at(-1) ?? 1;
  if (!target || Number.isNaN(target.at(0)) || datasetOf(view.state)?.task === "regression")
    return undefined;
  return count > 1 ? largest(target, count) : target.at(0);
}

/** The newest number of a reading at or before this step, of which there is one on schedule. @param {View} view @param {"training_loss" | "test_loss" | "training_accuracy" | "test_accuracy"} name */
function reading({ now, state }, name) {
  if (now.reading.step === now.step) return now.reading[name];
  if (name === "training_loss" && usesWholeData(state) && !now.running)
    return scalarOf(now, "loss");
  return state.readings.findLast(({ step }) => step <= now.step)?.[name] ?? NaN;
}

/** @param {View} view @param {string} name */
const setting = ({ experiment }, name) => {
  const rule = experiment.optimizer[name];
  return typeof rule === "number" ? rule : 0;
};

/** The engine's own measures of this step. @param {View} view */
const summary = ({ state }) => answerTo(state, "summary", {});

/** @param {(view: View) => (number | null)[] | undefined} list */
const measureByLayer = (list) => (/** @type {View} */ view) => {
  const values = list(view);
  return values && counted(values.length, (i) => number(values[i]));
};

/** @param {State} state */
const isRunning = ({ player, frame }) => player.running || (frame?.running ?? false);

/** @type {Record<Exclude<StateWord, "moved">, (view: View) => Value>} */
export const STATE_WORDS = {
  "cfg.dataset": ({ experiment }) => experiment.data.name,
  "cfg.layers": ({ units }) => units,
  "cfg.parameters": ({ state }) => state.parameter_count,
  "cfg.act": ({ experiment: { layers } }) => (layers.length > 1 ? layers[0]?.activation : "none"),
  "cfg.output": ({ experiment }) => experiment.layers.at(-1)?.activation,
  "cfg.loss": ({ experiment }) => experiment.loss,
  "cfg.init": ({ experiment }) => experiment.start.name,
  "cfg.lr": ({ experiment }) => experiment.learning_rate,
  "cfg.momentum": (view) => setting(view, "momentum"),
  "cfg.l2": ({ experiment: { regularizer } }) =>
    regularizer.name === "l2" ? Number(regularizer.strength) : 0,
  "cfg.batch": ({ experiment, state }) => experiment.batch_size ?? state.training_count,
  "cfg.seed": ({ experiment }) => experiment.seed,

  t: ({ now }) => now.step,
  epoch: ({ now }) => now.epoch,
  stepsPerEpoch: ({ state }) => state.steps_per_epoch,
  phase: ({ moment }) => (moment.running ? "running" : (moment.stop?.kind ?? "ready")),
  "phase.layer": ({ moment }) => moment.stop?.layer,
  running: ({ state }) => isRunning(state),

  "ex.index": ({ state }) => (isFromData(state) ? state.data?.shown.index : undefined),
  "ex.set": ({ state }) => (isFromData(state) ? state.data?.shown.set : "free"),
  "ex.free": ({ state }) => !isFromData(state),
  "ex.x": inputs,
  x: inputs,
  "ex.y": (view) => vector(view, "example.targets"),
  "ex.yhat": (view) =>
    output(view) ? vector(view, "example.a", view.units.length - 1) : undefined,
  "ex.pTrue": (view) => {
    const [answer, right] = [output(view), truth(view)];
    if (!answer || right === undefined) return undefined;
    if ((view.units.at(-1) ?? 1) > 1) return number(answer.at(right));
    return right === 1 ? number(answer.at(0)) : number(1 - answer.at(0));
  },
  "ex.right": (view) => {
    const [answer, right] = [predicted(view), truth(view)];
    return answer === undefined || right === undefined ? undefined : answer === right;
  },
  "ex.predicted": predicted,

  W: (view) => byLayer(view, view.now, "weights"),
  b: (view) => byLayer(view, view.now, "biases"),
  z: (view) => byLayer(view, view.frame, "example.z", view.facts.forward),
  a: (view) => byLayer(view, view.frame, "example.a", view.facts.bent),
  delta: (view) => byLayer(view, view.frame, "example.dz", view.facts.backward),
  dW: (view) => byLayer(view, view.frame, "weights_gradient", view.facts.backward),
  db: (view) => byLayer(view, view.frame, "biases_gradient", view.facts.backward),
  "move.W": (view) => byLayer(view, view.frame, "weights_update", view.facts.update),
  "move.b": (view) => byLayer(view, view.frame, "biases_update", view.facts.update),

  "L.shown": ({ frame, facts }) =>
    facts.loss ? loss(frame, scalarOf(frame, "example.loss")) : undefined,
  "L.batch": ({ frame, facts }) => (facts.loss ? loss(frame, scalarOf(frame, "loss")) : undefined),
  "L.train": (view) => loss(view.now, reading(view, "training_loss")),
  "L.test": (view) => loss(view.now, reading(view, "test_loss")),
  "L.val": (view) => loss(view.now, reading(view, "test_loss")),
  "acc.train": (view) => number(reading(view, "training_accuracy")),
  "acc.test": (view) => number(reading(view, "test_accuracy")),
  "acc.val": (view) => number(reading(view, "test_accuracy")),
  Li: ({ frame, facts }) => {
    const tensor = facts.loss && frame.batch_included ? tensorAt(frame, "losses") : null;
    return tensor
      ? Array.from({ length: tensor.shape[0] ?? 0 }, (_, i) => loss(frame, tensor.at(i)))
      : undefined;
  },

  "m.gradRms": measureByLayer((view) => summary(view)?.gradient_rms),
  "m.gradNorm": (view) => number(summary(view)?.gradient_norm),
  "m.deadFraction": (view) => number(summary(view)?.dead_fraction),
  "m.spread": (view) => number(summary(view)?.spread),
  "m.weightNorm": (view) => number(summary(view)?.weight_norm),
};

/** All weights and biases of this moment, as they lie on the tape. @param {View} view */
const parameters = ({ now: { floats, layout } }) =>
  floats.subarray(0, layout.tensors.get("weights_gradient.1")?.offset ?? 0);

/** How many of them are not what they were; missing where the network is another. @param {View | null} before @param {View | null} view */
function movedSince(before, view) {
  if (!before || !view) return undefined;
  const [old, now] = [parameters(before), parameters(view)];
  return old.length === now.length ? now.filter((value, i) => value !== old[i]).length : undefined;
}

/**
 * @typedef {{ state: State, events: Events }} Done
 * @type {Record<EventWord, (done: Done) => Value>}
 */
export const EVENT_WORDS = {
  "ev.probe.moves": ({ events }) => events.places.length,
  "ev.probe.maxDistance": ({ events }) => events.farthest,
  "ev.phaseSteps.forward": ({ events }) => events.phases.forward,
  "ev.phaseSteps.loss": ({ events }) => events.phases.loss,
  "ev.phaseSteps.backward": ({ events }) => events.phases.backward,
  "ev.phaseSteps.update": ({ events }) => events.phases.update,
  "ev.focused": ({ events }) => events.focused,
  "ev.edges": ({ events }) => events.edges,
  "ev.edge.layer": ({ state }) => connection(state)?.layer,
  "ev.edge.to": ({ state }) => next(connection(state)?.to),
  "ev.edge.from": ({ state }) => next(connection(state)?.from),
  "ev.neuron.layer": ({ state }) => neuron(state)?.layer,
  "ev.neuron.index": ({ state }) => next(neuron(state)?.index),
  "ev.picked": ({ events }) => events.picked,
  "ev.pixelEdits": ({ events }) => events.pixels.size,
  "ev.edits": ({ events }) => events.edits,
  "ev.run.edits": ({ state }) =>
    state.journal.reduce((sum, { changes }) => sum + lengthOf(changes.edits), 0),
  "ev.edit.size": ({ events }) => events.edit_size,
  "ev.updates": ({ events }) => events.updates,
  "ev.evaluated": ({ events }) => events.evaluated,
  "ev.stepOn": ({ events }) => events.step_on,
  "ev.restarts": ({ events }) => events.restarts,
  "ev.listened": ({ events }) => events.listened > 0,
};

/** @param {unknown} list */
const lengthOf = (list) => (Array.isArray(list) ? list.length : 0);

/** @param {State} state */
const connection = ({ selected }) => (selected?.kind === "connection" ? selected : undefined);
/** @param {State} state */
const neuron = ({ selected }) =>
  selected?.kind === "neuron" && selected.layer > 0 ? selected : undefined;
/** People count from 1. @param {number | undefined} index */
const next = (index) => (index === undefined ? undefined : index + 1);

/**
 * The value of each word, looked up once.
 * @param {Situation} situation
 * @param {boolean} [ahead] whether all that the step computes counts as known, also where the stage has not come to it
 * @returns {(name: string) => Value}
 */
export function wordsOf({ state, opening, events }, ahead = false) {
  const view = viewOf(state, ahead);
  const atOpening = opening && viewOf(opening, ahead);
  /** @type {Map<string, Value>} */
  const known = new Map();
  /** @param {string} name */
  function look(name) {
    if (name === "moved") return movedSince(atOpening, view);
    const own = EVENT_WORDS[/** @type {EventWord} */ (name)];
    if (own) return own({ state, events });
    const isOld = name.startsWith("s0.");
    const of = isOld ? atOpening : view;
    const word = /** @type {keyof typeof STATE_WORDS} */ (isOld ? name.slice(3) : name);
    return of ? STATE_WORDS[word]?.(of) : undefined;
  }
  return (name) => {
    if (!known.has(name)) known.set(name, look(name));
    return known.get(name);
  };
}
