/**
 * What a tab keeps of its run when it is left or reloaded, so that the next page finds it: what a server needs that has been
 * restarted meanwhile, and the curves, which such a server cannot tell before it has lived the branches again.
 */

/** @import { BranchCurves, Curves, LossHistory, LossPoints, Player, Reading, State } from "../types.d.ts" */
/** @import { KeptBranches, RunRecord } from "../protocol/messages.d.ts" */

/**
 * @typedef {object} Held what a server needs that knows the run no more
 * @property {RunRecord | null} run
 * @property {KeptBranches | null} branches
 * @property {PlainCurves[]} curves of all branches
 * @property {Pick<Player, "pace" | "run">} [player] how fast the run goes: a server that still knows the run goes on with it
 */

/**
 * @typedef {object} PlainCurves curves as JSON has them
 * @property {number} branch
 * @property {Reading[]} readings
 * @property {Omit<LossPoints, "values"> & { values: number[] }} losses
 */

const KEY = "learning-loop-keepsake";
const MOST_POINTS = 512; // of a curve, as a server would tell it
const DIGITS = 9; // enough for each 32-bit number

/** @param {Pick<Storage, "setItem">} storage @param {string | null} session @param {Held} held */
export function keep(storage, session, held) {
  try {
    storage.setItem(KEY, JSON.stringify({ session, ...held }));
  } catch {
    // There is no room, or the browser keeps nothing: the server tells what it knows.
  }
}

/**
 * What was kept of this session; a second time there is nothing, for what happened since then is not in it.
 * @param {Pick<Storage, "getItem" | "setItem">} storage @param {string | null} session
 * @returns {Held | null}
 */
export function take(storage, session) {
  try {
    const { session: of, ...held } = JSON.parse(storage.getItem(KEY) || "{}");
    storage.setItem(KEY, "");
    return session !== null && of === session ? held : null;
  } catch {
    return null;
  }
}

/** The curves of all branches. @param {State} state @returns {PlainCurves[]} */
export function plainCurves({ branches, losses, readings }) {
  /** @type {[number, Curves][]} */
  const all = branches ? [...branches.curves, [branches.present, { losses, readings }]] : [];
  return all.map(([branch, of]) => ({
    branch,
    readings: of.readings,
    losses: pointsOf(of.losses),
  }));
}

/** A curve in at most so many points, as a server tells it. @param {LossHistory} losses */
function pointsOf(losses) {
  const { low, mean, high, size } = losses.by(Math.ceil(losses.steps / MOST_POINTS));
  const points = Array.from(mean, (value, i) => (size === 1 ? [value] : [low[i], value, high[i]]));
  const values = points.flat().map((value) => Number(value?.toPrecision(DIGITS)));
  return { first_step: 0, steps: losses.steps, steps_per_point: size, values };
}

/** The same as a server tells them; JSON has no word for what is not a number. @param {PlainCurves} curves @returns {BranchCurves} */
export const revived = ({ branch, losses, readings }) => ({
  branch,
  losses: { ...losses, values: Float32Array.from(losses.values, (value) => value ?? NaN) },
  readings: readings.map((reading) => ({
    step: reading.step,
    training_loss: reading.training_loss ?? NaN,
    test_loss: reading.test_loss ?? NaN,
    training_accuracy: reading.training_accuracy ?? NaN,
    test_accuracy: reading.test_accuracy ?? NaN,
  })),
});
