/** How far each phase of the shown step has come: the one thing that painters know of time. */

import { progress } from "../timeline/combinators.js";
import { stopAt } from "../timeline/training-step.js";

/** @import { Span } from "../timeline/combinators.js" */
/** @import { State } from "../types.d.ts" */

/**
 * @typedef {object} Moment every number from 0 (not begun) to 1 (done); arrays by layer, index 0 unused
 * @property {number[]} forward
 * @property {number} loss
 * @property {number[]} backward
 * @property {number[]} update
 * @property {{ id: string, kind: string, layer: number, start: number, end: number } | null} stop the phase under way or just done
 * @property {boolean} running whole states at speed: everything is known, no phase is under way
 * @property {number} depth number of layers
 */

/**
 * @param {State} state
 * @param {Span[]} spans
 * @param {boolean} stills two still pictures per phase instead of motion
 * @returns {Moment}
 */
export function momentOf({ player, frame }, spans, stills) {
  const running = player.running || (frame?.running ?? false);
  const depth = spans.filter(({ kind }) => kind === "forward").length;
  const stop = stopAt(spans, player.time);
  const time = stills && stop ? stillOf(stop, player.time) : player.time;
  /** @type {Moment} */
  const moment = {
    forward: [0],
    loss: 0,
    backward: [0],
    update: [0],
    stop: running ? null : stop,
    running,
    depth,
  };
  for (const span of spans) {
    const done = progress(span, time);
    const alone = player.only_layer !== null && player.only_layer !== span.layer;
    if (span.kind === "loss") moment.loss = running ? 1 : done;
    else if (span.kind === "forward") moment.forward[span.layer] = running ? 1 : done;
    else if (span.kind === "backward") moment.backward[span.layer] = running ? 1 : done;
    else moment.update[span.layer] = running ? 0 : alone && time > span.start ? 1 : done;
  }
  return moment;
}

/**
 * The still that says most of what a phase begins with, as a share of it: what arrived is added up and not yet bent; ŷ and y stand on
 * the ruler without their gap; blame and wishes are there, slopes are not; the old weights.
 */
const BEFORE = new Map([
  ["forward", 0.57],
  ["loss", 0.39],
  ["backward", 0.58],
  ["update", 0.02],
]);

/** Before and after, each for half of the phase. @param {{ kind: string, start: number, end: number }} stop @param {number} time */
function stillOf({ kind, start, end }, time) {
  const isAfter = time - start >= (end - start) / 2;
  return isAfter ? end : start + (BEFORE.get(kind) ?? 0) * (end - start);
}

/**
 * The part of a progress between two marks, again from 0 to 1, eased at both ends.
 * @param {number} progress
 * @param {number} from
 * @param {number} to
 */
export function within(progress, from, to) {
  const t = Math.max(0, Math.min(1, (progress - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
