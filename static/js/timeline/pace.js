/**
 * One control from "one phase, wait" to "as fast as the machine can", without a gap. A position p from 0 to 1 means
 *
 *     p = 0            play does one phase and waits
 *     0 < p < 1        steps per second = 0.04 · 250 000^p, from one step in 25 seconds to 10 000 a second
 *     p = 1            as fast as the machine can
 *
 * Below ANIMATED_STEPS a second the phases of each step are played; above, whole states are shown.
 */

const SLOWEST = 0.04;
const RANGE = 250_000;
const ANIMATED_STEPS = 1.5;

/** @typedef {{ kind: "phase" } | { kind: "animated", steps: number } | { kind: "run", steps: number | null }} Pace */

/**
 * @param {number} position
 * @returns {Pace}
 */
export function paceAt(position) {
  if (position <= 0) return { kind: "phase" };
  if (position >= 1) return { kind: "run", steps: null };
  const steps = SLOWEST * RANGE ** position;
  return steps <= ANIMATED_STEPS ? { kind: "animated", steps } : { kind: "run", steps };
}

/** The position at which a step takes a given time. @param {number} steps a second */
export const positionOf = (steps) => Math.log(steps / SLOWEST) / Math.log(RANGE);

/**
 * The position at which the run goes: what the server was told, while it runs, and else what is chosen.
 * @param {Pick<import("../types.d.ts").Player, "pace" | "running" | "run">} player
 */
export function positionNow({ pace, running, run }) {
  if (!running || !run) return pace;
  return run.steps === null ? 1 : positionOf(run.steps);
}

/** Beats a second when a phase is stepped by hand. */
export const STEPPING_BEATS = 1.25;

/**
 * @param {Pace} pace
 * @param {number} stepBeats beats of a whole step
 */
export const beatsPerSecond = (pace, stepBeats) =>
  pace.kind === "animated" ? pace.steps * stepBeats : STEPPING_BEATS;

/** @param {Pace} pace */
export function describePace(pace) {
  if (pace.kind === "phase") return "one phase, then wait";
  if (pace.steps === null) return "full speed";
  if (pace.steps < 0.95) return `a step in ${Math.round(1 / pace.steps)} seconds`;
  if (pace.steps < 1.05) return "a step a second";
  if (pace.steps < 10) return `${pace.steps.toFixed(1)} steps a second`;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(pace.steps)) - 1);
  return `${(Math.round(pace.steps / digits) * digits).toLocaleString("en").replaceAll(",", " ")} steps a second`;
}
