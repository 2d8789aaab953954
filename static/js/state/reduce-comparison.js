/** The branch beside the run on the stage: its frames go where those of that run go, so that both show one moment. */

import { emptyLossHistory, relived } from "./loss-history.js";
import { before, ifThere, keptMaps, withReadings } from "./reduce-frame.js";

/** @import { BranchesState, ComparisonState, Data, Frame, ServerEvent, State } from "../types.d.ts" */

const NOTHING = { data: null, frame: null, upcoming: null, previous: null, kept_maps: null };

/**
 * @param {State} state
 * @param {Extract<ServerEvent, { type: "comparison" }>} event
 * @returns {State}
 */
export function reduceComparison(state, { branch, run, differences }) {
  if (branch === null || run === null) return { ...state, comparison: null };
  const known = state.comparison?.branch === branch ? state.comparison : NOTHING;
  return { ...state, comparison: { ...known, branch, run, differences } };
}

/** @param {State} state @param {Data} data @returns {State} */
export const withComparedData = (state, data) =>
  state.comparison ? { ...state, comparison: { ...state.comparison, data } } : state;

/**
 * The state with a frame of the branch beside, after the frame of the same step that came with it.
 * @param {State} state @param {Frame} frame of the run on the stage @param {Frame | null} compared
 * @returns {State}
 */
export function withComparedFrame(state, frame, compared) {
  const { comparison, branches } = state;
  if (!comparison || !compared) return state;
  const waits = state.upcoming === frame;
  const shown = waits ? comparison.frame : compared;
  return {
    ...state,
    branches: branches && withLived(branches, comparison.branch, compared),
    comparison: {
      ...comparison,
      frame: shown,
      upcoming: waits ? compared : null,
      previous: before(comparison, shown),
      kept_maps: keptMaps(comparison, compared),
    },
  };
}

/** The upcoming step is on the stage now. @param {ComparisonState | null} comparison */
export const committed = (comparison) =>
  comparison?.upcoming
    ? {
        ...comparison,
        frame: comparison.upcoming,
        upcoming: null,
        previous: comparison.frame,
      }
    : comparison;

/**
 * The branches with what one of them has lived through while it was compared.
 * @param {BranchesState} branches @param {number} branch @param {Frame} frame
 * @returns {BranchesState}
 */
function withLived(branches, branch, frame) {
  const known = branches.curves.get(branch) ?? { losses: emptyLossHistory(), readings: [] };
  const told = branches.list.find(({ id }) => id === branch)?.end ?? 0;
  const end = Math.max(told, known.losses.steps, frame.step);
  const losses = relived(known.losses, frame.losses, end);
  const readings = withReadings(known.readings, frame, end);
  if (losses === known.losses && readings === known.readings) return branches;
  return { ...branches, curves: new Map(branches.curves).set(branch, { losses, readings }) };
}

/**
 * The state as if the branch beside were the run on the stage, and that run beside it; null where there is none.
 * @param {State} state
 * @returns {State | null}
 */
export function besideOf(state) {
  const { comparison, branches } = state;
  if (!comparison?.frame || !comparison.data) return null;
  const { branch, run, data, frame, upcoming, previous, kept_maps } = comparison;
  const curves = branches?.curves.get(branch);
  return {
    ...state,
    ...run,
    data,
    frame,
    upcoming,
    previous,
    read: state.read?.compared ? { ...state.read, frame: state.read.compared } : null,
    kept_maps,
    comparison: { ...comparison, frame: state.frame },
    losses: curves?.losses ?? emptyLossHistory(),
    readings: curves?.readings ?? [],
    selected: ifThere(state.selected, frame),
    hovered: ifThere(state.hovered, frame),
    answers: {},
    recent: [],
  };
}
