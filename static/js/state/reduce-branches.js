/** The branches of a run: the curves of the one that is left are kept, those of the one that is entered are taken up. */

import { emptyLossHistory, truncated, withLosses } from "./loss-history.js";

/** @import { BranchCurves, BranchEntry, BranchesState, Curves, ServerEvent, State } from "../types.d.ts" */

/**
 * @param {State} state
 * @param {Extract<ServerEvent, { type: "branches" }>} event
 * @returns {State}
 */
export function reduceBranches(state, { present, branches: list }) {
  const before = state.branches;
  const ids = new Set(list.map(({ id }) => id));
  const known = new Map([...(before?.curves ?? [])].filter(([id]) => ids.has(id)));
  const next = { ...state, left: null, branches: { present, list, curves: known } };
  if (!before || before.present === present) return next;
  const { losses, readings } = state.left ?? state;
  if (ids.has(before.present)) known.set(before.present, { losses: losses.copy(), readings });
  const entered = curvesOf(known, list, present);
  known.delete(present);
  const version = Math.max(losses.version, state.losses.version) + 1;
  return {
    ...next,
    losses: entered?.losses.copy(version) ?? emptyLossHistory(version),
    readings: entered?.readings ?? [],
    ...goingOn(
      state,
      before,
      list.find(({ id }) => id === present),
    ),
  };
}

/**
 * The state with the curves of a branch that this page has not seen itself, such as after a reload.
 * @param {State} state @param {BranchCurves} told
 * @returns {State}
 */
export function withToldCurves(state, { branch, losses: points, readings }) {
  const { branches } = state;
  if (!branches?.list.some(({ id }) => id === branch)) return state;
  const isPresent = branch === branches.present;
  const known = isPresent ? state : branches.curves.get(branch);
  if (known && known.losses.steps >= points.first_step + points.steps) return state;
  const losses = withLosses(emptyLossHistory((known?.losses.version ?? 0) + 1), points);
  if (isPresent) return { ...state, losses, readings };
  const curves = new Map(branches.curves).set(branch, { losses, readings });
  return { ...state, branches: { ...branches, curves } };
}

/**
 * A branch that begins at the step on the stage goes on in the middle of it, where the playhead is.
 * @param {State} state @param {BranchesState} before @param {BranchEntry | undefined} entry
 */
function goingOn({ left, frame }, before, entry) {
  const newest = left?.upcoming ?? frame;
  if (!left || entry?.parent !== before.present || entry.from_step !== newest?.step) return {};
  return { player: left.player, upcoming: left.upcoming };
}

/**
 * The curves of a branch: its own, or what it shares with the one it began from.
 * @param {ReadonlyMap<number, Curves>} known @param {BranchEntry[]} list @param {number} id
 * @returns {Curves | null}
 */
function curvesOf(known, list, id) {
  const own = known.get(id);
  if (own) return own;
  const entry = list.find((branch) => branch.id === id);
  const parent = entry && entry.parent !== null ? known.get(entry.parent) : undefined;
  if (!entry || !parent) return null;
  return {
    losses: truncated(parent.losses.copy(), entry.from_step),
    readings: parent.readings.filter(({ step }) => step <= entry.from_step),
  };
}

/**
 * Where two branches part: the last step that they share; 0 where they have nothing in common.
 * @param {BranchEntry[]} list @param {number} a @param {number} b
 */
export function parting(list, a, b) {
  const [line, other] = [lineOf(list, a), lineOf(list, b)];
  for (const [id, step] of line) {
    const there = other.get(id);
    if (there !== undefined) return Math.min(step, there);
  }
  return 0;
}

/**
 * A branch and those it came from, each with the last step that it gave.
 * @param {BranchEntry[]} list @param {number} id
 */
function lineOf(list, id) {
  /** @type {Map<number, number>} */
  const line = new Map();
  let step = Infinity;
  /** @type {number | null} */
  let at = id;
  while (at !== null && !line.has(at)) {
    line.set(at, step);
    /** @type {BranchEntry | undefined} */
    const entry = list.find((branch) => branch.id === at);
    step = Math.min(step, entry?.from_step ?? 0);
    at = entry?.parent ?? null;
  }
  return line;
}
