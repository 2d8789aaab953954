/**
 * Going to any step that the run has lived through. While a hand drags, the server goes to the nearest state that it kept,
 * at most one question on its way; when the hand lets go, it goes to the very step.
 */

import { lifeEnd, newestFrame, redoOf, undoOf } from "../state/selectors.js";
import { endOf, stops } from "./training-step.js";

/** @import { Send, Store } from "../types.d.ts" */
/** @import { Span } from "./combinators.js" */

const STEPS_OF_A_PAGE = 10; // where an epoch is a single step

/**
 * @param {Store} store
 * @param {Send} send
 * @param {{ spans: () => Span[], rest: () => void }} playhead rest: time stands still, without a word to the server
 */
export function createTravel(store, send, { spans, rest }) {
  let awaiting = -1; // the seek whose frame is under way
  /** @type {{ step: number, exact: boolean, time: number } | null} where to go when it has come */
  let next = null;
  /** @type {number | null} the step that was asked for last, until it is there */
  let wanted = null;

  const isUnderWay = () => awaiting > (newestFrame(store.state)?.command ?? 0);

  /** @param {{ step: number, exact: boolean, time: number }} goal */
  function seek({ step, exact, time }) {
    wanted = step;
    goWith({ type: "seek", step, exact }, time);
  }

  /** The phase of another step that corresponds to the one now shown; before the update, for that moves on. */
  function sameTime() {
    const { time } = store.state.player;
    return time >= endOf(spans()) - 1e-9 ? (stops(spans()).at(-1)?.start ?? 0) : time;
  }

  /** @param {number} step */
  const inLife = (step) => Math.round(Math.min(lifeEnd(store.state), Math.max(0, step)));

  /** Asks now, or when the answer to the last question has come. @param {{ step: number, exact: boolean, time: number }} goal */
  function soon(goal) {
    wanted = goal.step;
    if (isUnderWay()) next = goal;
    else seek(goal);
  }

  store
    .derive((state) => newestFrame(state)?.command)
    .subscribe(() => {
      if (isUnderWay()) return;
      if (next) seek(next);
      else wanted = null;
    });
  store
    .derive(({ notice }) => notice)
    .subscribe((notice) => {
      if (notice?.kind === "rejected") awaiting = -1;
    });

  const travel = {
    /** The step that was asked for and is not there yet. */
    get wanted() {
      return wanted;
    },

    /** While a hand drags. @param {number} step */
    drag: (step) => soon({ step: inLife(step), exact: false, time: sameTime() }),

    /** To the very step, now. @param {number} step @param {number} [time] in beats */
    to: (step, time = sameTime()) => seek({ step: inLife(step), exact: true, time }),

    /** From where the last wish was; keys that are held down ask one question at a time. @param {number} steps */
    by(steps) {
      const from = wanted ?? store.state.frame?.step ?? 0;
      soon({ step: inLife(from + steps), exact: true, time: sameTime() });
    },

    /** To a change that was made, as the run stood right after it. @param {{ step: number, number: number }} change */
    toChange({ step, number }) {
      wanted = step;
      goWith({ type: "seek", step, changes: number }, 0);
    },

    /** So many steps as Page Up and Page Down go. */
    get page() {
      const { steps_per_epoch } = store.state;
      return steps_per_epoch > 1 ? steps_per_epoch : STEPS_OF_A_PAGE;
    },

    /** The last phase of the step before. */
    toPhaseBefore() {
      const step = (store.state.frame?.step ?? 0) - 1;
      if (step >= 0) travel.to(step, endOf(spans()));
    },

    /** The start of the step before. */
    previousStep() {
      const step = (wanted ?? store.state.frame?.step ?? 0) - 1;
      if (step >= 0) soon({ step, exact: true, time: 0 });
    },

    /** The start of this epoch, or where that is now of the one before. */
    previousEpoch() {
      const { frame, steps_per_epoch } = store.state;
      if (!frame || frame.step === 0) return;
      travel.to(frame.step - (frame.batch > 0 ? frame.batch : steps_per_epoch), 0);
    },

    undo: () => undoOf(store.state) !== null && goWith({ type: "undo" }, pendingTime()),
    redo: () => redoOf(store.state) !== null && goWith({ type: "redo" }, pendingTime()),

    /** Keeps this run with its future, and goes on from here on a new branch. */
    branch: () => goWith({ type: "branch" }, pendingTime()),

    /** Another branch comes beside this run, and both go to a step. @param {number} branch @param {number} step */
    compare: (branch, step) => goWith({ type: "compare", branch, step }, 0),

    /** @param {number} branch where that stands */
    switchTo: (branch) => goWith({ type: "switch", branch }, 0),
  };

  /** A change acts on the step that the server computes: the upcoming one, if there is one. */
  const pendingTime = () => (store.state.upcoming ? 0 : sameTime());

  /** @param {Parameters<Send>[0]} command @param {number} time in beats, of the frame that answers */
  function goWith(command, time) {
    rest();
    next = null;
    awaiting = send(command);
    store.dispatch({ type: "player", player: { seek: { id: awaiting, time } } });
  }

  return travel;
}

/** @typedef {ReturnType<typeof createTravel>} Travel */
