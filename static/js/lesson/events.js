/**
 * What a learner did since a step of the lesson opened: heard from the commands that are sent, seen in what becomes of the
 * state. Each call hands back the same object where nothing new was done.
 */

import { tensorAt } from "../protocol/tensors.js";
import { stepSpans } from "../timeline/player.js";

/** @import { Command, Selected, State } from "../types.d.ts" */
/** @import { Events } from "./types.d.ts" */

/** @returns {Events} */
export const noEvents = () => ({
  places: [],
  farthest: 0,
  phases: { forward: new Set(), loss: new Set(), backward: new Set(), update: new Set() },
  focused: new Set(),
  edges: new Set(),
  picked: undefined,
  pixels: new Set(),
  edits: 0,
  edit_size: undefined,
  updates: 0,
  evaluated: new Set(),
  on: undefined,
  step_on: undefined,
  restarts: 0,
  listened: 0,
});

/** Beyond so many places of the probe only those that lie farthest from others are of interest. */
const MOST_PLACES = 400;

/**
 * @param {Events} events
 * @param {{ type: Command["type"] } & Record<string, any>} command as it is sent
 * @param {State} state before it
 * @returns {Events}
 */
export function heard(events, command, state) {
  switch (command.type) {
    case "show":
      return shown(events, command, state);
    case "change":
      return changed(events, command.changes, state);
    case "ask":
      return command.question === "evaluate"
        ? { ...events, evaluated: new Set([...events.evaluated, evaluationName(command)]) }
        : events;
    case "restart":
      return { ...events, restarts: events.restarts + 1 };
    default:
      return events;
  }
}

/** @param {Events} events @param {Record<string, any>} command @param {State} state @returns {Events} */
function shown(events, { inputs, set, index }, { frame }) {
  if (!inputs) return set === "test" ? events : { ...events, picked: index ?? undefined };
  if (inputs.length === 2) return probed(events, [inputs[0], inputs[1]]);
  const before = frame && tensorAt(frame, "example.inputs");
  if (!before) return events;
  const pixels = new Set(events.pixels);
  inputs.forEach((/** @type {number} */ value, /** @type {number} */ i) => {
    if (Math.abs(value - before.at(i)) > 1e-6) pixels.add(i);
  });
  return pixels.size === events.pixels.size ? events : { ...events, pixels };
}

/** @param {Events} events @param {[number, number]} place @returns {Events} */
function probed(events, place) {
  const distances = events.places.map(([x, y]) => Math.hypot(x - place[0], y - place[1]));
  return {
    ...events,
    places: [...events.places.slice(-MOST_PLACES), place],
    farthest: Math.max(events.farthest, ...distances),
  };
}

/** @param {Events} events @param {Record<string, any>} changes @param {State} state @returns {Events} */
function changed(events, { edits = [], examples }, { frame }) {
  /** @type {{ layer: number, row: number, column?: number | null, value: number }[]} */
  const made = edits;
  const last = made.at(-1);
  const known = { ...events, on: examples?.length === 1 ? examples[0] : events.on };
  if (!last || !frame) return known;
  const { layer, row, column, value } = last;
  const before =
    typeof column === "number"
      ? tensorAt(frame, "weights", layer)?.at(row, column)
      : tensorAt(frame, "biases", layer)?.at(row);
  return {
    ...known,
    edits: events.edits + made.length,
    edit_size: before === undefined ? undefined : Math.abs(value - before),
  };
}

/** "test", "test shift 1", "test inverted", "test muted 2". @param {Record<string, any>} question */
function evaluationName({ set = "training", shift, inverted, muted }) {
  const moved = shift ? Math.max(...shift.map(Math.abs)) : 0;
  return [
    set,
    ...(moved > 0 ? [`shift ${moved}`] : []),
    ...(inverted ? ["inverted"] : []),
    ...(muted?.length ? [`muted ${muted.length}`] : []),
  ].join(" ");
}

/**
 * @param {Events} events
 * @param {State} before
 * @param {State} after
 * @returns {Events}
 */
export function seen(events, before, after) {
  let now = events;
  if (after.selected !== before.selected) now = opened(now, after.selected);
  if (after.frame !== before.frame || after.upcoming !== before.upcoming)
    now = stepped(now, before, after);
  if (after.player.time > before.player.time && after.frame === before.frame)
    now = walked(now, before, after);
  return now;
}

/** @param {Events} events @param {Selected | null} selected @returns {Events} */
export function opened(events, selected) {
  if (selected?.kind === "neuron" && selected.layer > 0) {
    const name = `${selected.layer}.${selected.index + 1}`;
    if (!events.focused.has(name))
      return { ...events, focused: new Set([...events.focused, name]) };
  }
  if (selected?.kind === "connection") {
    const name = `${selected.layer}.${selected.to + 1}.${selected.from + 1}`;
    if (!events.edges.has(name)) return { ...events, edges: new Set([...events.edges, name]) };
  }
  return events;
}

/** Updates that were applied to the run on the stage. @param {Events} events @param {State} before @param {State} after @returns {Events} */
function stepped(events, before, after) {
  const [was, is] = [stepOf(before), stepOf(after)];
  if (was === null || is === null || before.run !== after.run || is <= was) return events;
  return {
    ...events,
    updates: events.updates + is - was,
    step_on: is === was + 1 ? events.on : undefined,
    on: undefined,
  };
}

/** @param {State} state */
const stepOf = ({ frame, upcoming }) => (upcoming ?? frame)?.step ?? null;

/** Phases that the playhead has gone through while it was seen to move. @param {Events} events @param {State} before @param {State} after @returns {Events} */
function walked(events, before, after) {
  if (!before.player.playing || after.player.running) return events;
  const ended = stepSpans(after.frame).filter(({ kind, layer, start, duration }) => {
    const end = start + duration - 1e-6;
    const known = events.phases[/** @type {keyof Events["phases"]} */ (kind)];
    return before.player.time < end && after.player.time >= end && !known.has(layer);
  });
  if (ended.length === 0) return events;
  const phases = { ...events.phases };
  for (const { kind, layer } of ended) {
    const key = /** @type {keyof Events["phases"]} */ (kind);
    phases[key] = new Set([...phases[key], layer]);
  }
  return { ...events, phases };
}
