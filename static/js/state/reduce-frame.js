/** What a frame does to the state: which picture is on the stage, which comes next, and where the playhead is. */

import { sameStructure } from "../protocol/layout.js";
import { stillTrue } from "./answers.js";
import { relived } from "./loss-history.js";
import { withRecent } from "./recent.js";
import { isThere, shownExample, toldEnd } from "./selectors.js";

/** @import { Frame, Player, Reading, Selected, State } from "../types.d.ts" */

const MOST_READINGS = 512;

/**
 * @param {State} state
 * @param {Frame} frame
 * @param {number | null} steps_per_second as measured, while running
 * @returns {State}
 */
export function reduceFrame(state, frame, steps_per_second) {
  const end = Math.max(toldEnd(state), frame.step);
  const next = {
    ...state,
    losses: relived(state.losses, frame.losses, end),
    readings: withReadings(state.readings, frame, end),
    steps_per_second: frame.running ? steps_per_second : null,
    progress: null,
    kept_maps: keptMaps(state, frame),
    hovered: ifThere(state.hovered, frame),
    selected: ifThere(state.selected, frame),
    recent: withRecent(state.recent, frame),
    answers: stillTrue(state, frame),
  };
  const placed = placeOf(state, frame);
  return withShownExample({ ...next, ...placed, previous: before(state, placed.frame) });
}

/**
 * The newest maps of this network: a busy server leaves them out of some frames while running.
 * @param {Pick<State, "kept_maps" | "frame">} state @param {Frame} frame
 */
export function keptMaps({ kept_maps, frame: shown }, frame) {
  if (frame.maps) return { step: frame.step, maps: frame.maps };
  return shown && sameStructure(shown.layout, frame.layout) ? kept_maps : null;
}

/**
 * The step before the one that is now on the stage, if it was there.
 * @param {Pick<State, "frame" | "previous">} state @param {Frame | null} shown
 */
export function before({ frame, previous }, shown) {
  if (!frame || !shown || !sameStructure(frame.layout, shown.layout)) return null;
  if (shown.step === frame.step) return previous;
  return shown.step === frame.step + 1 ? frame : null;
}

/**
 * The data with the example that is on the stage as the shown one.
 * @param {State} state
 * @returns {State}
 */
export function withShownExample(state) {
  if (!state.data || !state.frame) return state;
  const shown = shownExample(state.frame, state.data);
  return shown === state.data.shown ? state : { ...state, data: { ...state.data, shown } };
}

/**
 * Where a frame goes: on the stage or up next.
 * @param {State} state
 * @param {Frame} frame
 * @returns {Pick<State, "frame" | "upcoming" | "player">}
 */
function placeOf({ frame: shown, upcoming, player, recent }, frame) {
  const { seek } = player;
  if (seek && frame.command >= seek.id && !frame.running)
    return atTime(
      frame,
      { ...player, running: false, seek: null },
      shown && sameStructure(shown.layout, frame.layout) ? seek.time : 0,
    );
  if (frame.running && player.running && !player.playing && shown)
    return { frame: shown, upcoming, player }; // it was under way when pause was pressed
  if (frame.running)
    return onStage(frame, player.running ? player : { ...player, playing: true, running: true });
  if (player.running || !shown) return onStage(frame, { ...player, running: false });
  // Another run was put to rest when it was announced: what plays now is meant to.
  const isFirst = recent.length === 0;
  if (!sameStructure(shown.layout, frame.layout))
    return onStage(frame, isFirst ? player : { ...player, playing: false });
  if (frame.step === shown.step) return { frame, upcoming: null, player }; // the pending step, computed anew
  if (frame.step === shown.step + 1 && player.time > 0 && !isRecomputed(frame, upcoming))
    return { frame: shown, upcoming: frame, player };
  return onStage(frame, player);
}

/**
 * A step that waited to be shown and was computed anew: what changed it would be hidden if it waited on.
 * @param {Frame} frame @param {Frame | null} upcoming
 */
const isRecomputed = (frame, upcoming) => upcoming !== null && frame.command > upcoming.command;

/** @param {Frame} frame @param {Player} player */
const onStage = (frame, player) => atTime(frame, player, 0);

/** @param {Frame} frame @param {Player} player @param {number} time in beats */
const atTime = (frame, player, time) => ({
  frame,
  upcoming: null,
  player: { ...player, time, stop_at: null, only_layer: null },
});

/** @template {Selected} S @param {S | null} selection @param {Frame} frame */
export const ifThere = (selection, frame) =>
  selection && isThere(selection, frame.layout) ? selection : null;

/**
 * Readings in order of their steps, up to the end of what was lived: those that the frame's own replace are dropped, and
 * every other one when there are too many.
 * @param {Reading[]} readings @param {Pick<Frame, "evaluations">} frame @param {number} end
 */
export function withReadings(readings, { evaluations }, end) {
  const [first, last] = [evaluations[0]?.step ?? Infinity, evaluations.at(-1)?.step ?? -Infinity];
  const isKept = (/** @type {Reading} */ { step }) => step <= end && (step < first || step > last);
  const newest = readings.at(-1);
  if (evaluations.length === 0 && (!newest || isKept(newest))) return readings;
  const kept = readings.filter(isKept);
  let all = [
    ...kept.filter(({ step }) => step < first),
    ...evaluations,
    ...kept.filter(({ step }) => step > last),
  ];
  while (all.length > MOST_READINGS)
    all = all.filter((_, i) => i % 2 === 0 || i === all.length - 1);
  return all;
}
