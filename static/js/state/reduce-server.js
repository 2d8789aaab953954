/** What the server's events do to the state. */

import { withAnswer } from "./answers.js";
import { emptyLossHistory } from "./loss-history.js";
import { reduceBranches } from "./reduce-branches.js";
import { reduceComparison } from "./reduce-comparison.js";
import { UNNAMED_RUN } from "./state.js";
import { WHOLE } from "./zoom.js";

/** @import { Notice, ServerEvent, State } from "../types.d.ts" */

/**
 * @param {State} state
 * @param {ServerEvent} event
 * @returns {State}
 */
export function reduceServer(state, event) {
  switch (event.type) {
    case "welcome":
      return welcomed(state, event);
    case "experiment":
      return changed(state, event);
    case "rejected":
      return {
        ...state,
        player: state.player.run?.command === event.command ? atRest(state.player) : state.player,
        shows: state.shows.filter(({ command }) => command !== event.command),
        notice: noticeOf(state, "rejected", event.sentence, event.field),
      };
    case "stopped":
      return stopped(state, event);
    case "progress":
      return {
        ...state,
        progress:
          event.done < event.total
            ? { task: event.task, done: event.done, total: event.total }
            : null,
      };
    case "shown":
      return { ...state, shown: event.example };
    case "answer":
      return { ...state, answers: withAnswer(state.answers, event) };
    case "time":
      return { ...state, time: event };
    case "branches":
      return reduceBranches(state, event);
    case "comparison":
      return reduceComparison(state, event);
    case "warning":
      return { ...state, notice: noticeOf(state, "warning", event.sentence) };
    default:
      return state; // layouts, checkpoints and what is kept of branches are the transport's
  }
}

/** @param {State} state @param {Extract<ServerEvent, { type: "welcome" }>} event */
function welcomed(state, { session, resumed, sentence }) {
  const wasLost = state.connection.status === "lost";
  const isWorthSaying = resumed === "rebuilt" || resumed === "lost" || (wasLost && sentence);
  const next = {
    ...state,
    session,
    run: UNNAMED_RUN, // a server counts its runs anew after a restart
    time: null,
    branches: resumed === "live" || resumed === "rebuilt" ? state.branches : null,
    comparison: null, // a server that knows of one tells of it
    notice: isWorthSaying ? noticeOf(state, "resumed", sentence) : state.notice,
  };
  return resumed === "new" || resumed === "lost" ? fromTheStart(next) : next;
}

/** @param {State} state @param {Extract<ServerEvent, { type: "experiment" }>} event */
function changed(state, event) {
  const isOtherRun = state.run !== UNNAMED_RUN && event.run !== state.run;
  const { losses, readings, player, upcoming } = state;
  const before = isOtherRun
    ? { ...fromTheStart(state), left: { losses, readings, player, upcoming } }
    : state;
  const isOtherNetwork = isOtherRun && !isLike(state.experiment, event.experiment);
  return {
    ...before,
    zoom: isOtherNetwork ? WHOLE : state.zoom,
    experiment: event.experiment,
    initial: event.initial,
    run: event.run,
    journal: event.journal,
    phases: event.phases,
    parameter_count: event.parameter_count,
    steps_per_epoch: event.steps_per_epoch,
    extent: event.extent,
    training_count: event.training_count,
    test_count: event.test_count,
    answers: {},
    // What was refused before is settled by a change that was not.
    notice: state.notice?.kind === "rejected" ? null : state.notice,
  };
}

/** Whether two experiments are drawn alike: the same task, and as many neurons. @param {State["experiment"]} a @param {State["experiment"]} b */
function isLike(a, b) {
  const shape = (/** @type {State["experiment"]} */ of) =>
    JSON.stringify([of?.data.name, of?.layers.map(({ units }) => units)]);
  return shape(a) === shape(b);
}

/** The frame stays on the stage until the new run's first one comes. @param {State} state */
function fromTheStart(state) {
  return {
    ...state,
    upcoming: null,
    time: null,
    losses: emptyLossHistory(state.losses.version + 1),
    readings: [],
    recent: [],
    answers: {},
    steps_per_second: null,
    player: { ...atRest(state.player), time: 0, stop_at: null, only_layer: null, seek: null },
  };
}

/** Without a run on the server. @param {State["player"]} player */
const atRest = (player) => ({ ...player, playing: false, running: false, run: null });

/** @param {State} state @param {Extract<ServerEvent, { type: "stopped" }>} event */
function stopped(state, { reason, sentence }) {
  const said = { ...state, notice: noticeOf(state, "stopped", sentence) };
  if (reason === "asleep" || reason === "woken") return said;
  return { ...said, player: { ...state.player, playing: false } };
}

/**
 * @param {State} state
 * @param {Notice["kind"]} kind
 * @param {string} sentence
 * @param {string | null} [field]
 * @returns {Notice}
 */
export const noticeOf = (state, kind, sentence, field = null) => ({
  kind,
  sentence,
  field,
  number: (state.notice?.number ?? 0) + 1,
});
