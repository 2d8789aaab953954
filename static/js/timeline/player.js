/**
 * The player joins a person's wishes about time to the playhead and the server. While the phases of a step are shown, time
 * is the browser's own: the frame at hand holds the whole step. The server hears of it when the update has been shown
 * (`advance`: that update counts now), and when a run at speed begins or ends.
 */

import { unitsOf } from "../protocol/layout.js";
import { beatsPerSecond, paceAt } from "./pace.js";
import { endOf, stopAt, stops, trainingStep } from "./training-step.js";
import { createTravel } from "./travel.js";

/** @import { Frame, Send, State, Store, Until } from "../types.d.ts" */
/** @import { Span } from "./combinators.js" */

/** @type {import("./pace.js").Pace} */
const STEP_BY_HAND = { kind: "phase" };

/** @type {WeakMap<object, Span[]>} */
const spansOf = new WeakMap();

/**
 * The spans of the step on the stage.
 * @param {Frame | null} frame
 */
export function stepSpans(frame) {
  if (!frame) return [];
  let spans = spansOf.get(frame.layout);
  if (!spans) {
    spans = trainingStep(unitsOf(frame.layout));
    spansOf.set(frame.layout, spans);
  }
  return spans;
}

/** @param {Store} store @param {Send} send */
export function createPlayer(store, send) {
  let awaiting = -1; // the command whose frame is under way
  let goOn = false; // go on playing when it arrives

  /** @param {Partial<State["player"]>} player */
  const set = (player) => store.dispatch({ type: "player", player });
  const spans = () => stepSpans(store.state.frame);
  const atEnd = () => store.state.player.time >= endOf(spans()) - 1e-9;
  const travel = createTravel(store, send, { spans, rest });

  /** Time stands still; a run on the server is ended by what is said to it next. */
  function rest() {
    goOn = false;
    set({ playing: false, stop_at: null, only_layer: null });
  }

  /** The update has been shown: make it count, and have the next step computed. */
  function advance() {
    awaiting = send({ type: "advance", steps: 1 });
  }

  /** Moves the playhead on to the upcoming step, or remembers to do so when it arrives. */
  function enterNextStep() {
    if (store.state.upcoming) {
      goOn = false;
      store.dispatch({ type: "commit" });
      return true;
    }
    goOn = true;
    const { frame } = store.state;
    if (frame && awaiting <= frame.command) advance();
    return false;
  }

  /** @param {Until | null} until @param {boolean} [isTold] whether it is said where the run stops */
  function runOnServer(until, isTold = until !== null) {
    const pace = paceAt(store.state.player.pace);
    const steps = pace.kind === "run" ? pace.steps : null;
    const command = send({ type: "run", steps_per_second: steps, ...(until && { until }) });
    const run = { command, steps, until: isTold ? until : null };
    set({ playing: true, running: true, stop_at: null, only_layer: null, run });
  }

  /** What moves is shown as it is at the end of its phase; a step that plays goes on from there. */
  function skip() {
    const { time, stop_at } = store.state.player;
    const next = stops(spans()).find(({ end }) => end > time + 1e-6);
    if (stop_at !== null) player.seek(stop_at);
    else if (next) set({ time: next.end });
  }

  const player = {
    travel,

    play() {
      const { player: state, frame } = store.state;
      if (!frame) return;
      const pace = paceAt(state.pace);
      if (pace.kind === "phase") player.nextPhase();
      else if (pace.kind === "run") runOnServer(null);
      else {
        set({ playing: true, stop_at: null, only_layer: null });
        if (atEnd()) enterNextStep();
      }
    },

    pause() {
      if (store.state.player.running) send({ type: "pause" });
      rest();
    },

    toggle() {
      if (store.state.player.playing) player.pause();
      else player.play();
    },

    nextPhase() {
      const { player: state } = store.state;
      if (state.running) return player.pause();
      if (state.playing && !atEnd()) return skip();
      if (atEnd() && !enterNextStep()) {
        set({ playing: true, stop_at: 0, only_layer: null });
        return;
      }
      const now = store.state.player.time;
      const next = stops(spans()).find(({ end }) => end > now + 1e-6);
      if (next) set({ playing: true, stop_at: next.end, only_layer: null });
    },

    previousPhase() {
      if (store.state.player.running) return player.pause();
      const current = stopAt(spans(), store.state.player.time);
      if (!current) return travel.toPhaseBefore();
      set({ playing: false, stop_at: null, only_layer: null, time: current.start });
    },

    /** Rests at a moment of the shown step. @param {number} time in beats */
    seek(time) {
      const held = Math.max(0, Math.min(endOf(spans()), time));
      set({ playing: false, stop_at: null, only_layer: null, time: held });
      const { frame, upcoming } = store.state;
      if (atEnd() && frame && !upcoming && awaiting <= frame.command) advance();
    },

    /** What is shown from now on has been sent through the network: the stage stands at the end of forward at least. */
    passForward() {
      const { time, stop_at, running } = store.state.player;
      const end = stops(spans()).findLast(({ kind }) => kind === "forward")?.end ?? 0;
      if (running || time >= end) return;
      set({ time: end, ...(stop_at !== null && { playing: false, stop_at: null }) });
    },

    /** @param {string} id of a stop: show it from its beginning. */
    replay(id) {
      const stop = stops(spans()).find((candidate) => candidate.id === id);
      if (stop && !store.state.player.running)
        set({ playing: true, time: stop.start, stop_at: stop.end, only_layer: null });
    },

    /** The phase that is shown, once more. */
    again() {
      const stop = stopAt(spans(), store.state.player.time);
      if (stop) player.replay(stop.id);
    },

    /** One layer's nudge alone. @param {number} layer */
    replayUpdate(layer) {
      const update = stops(spans()).at(-1);
      if (update && !store.state.player.running)
        set({ playing: true, time: update.start, stop_at: update.end, only_layer: layer });
    },

    nextStep() {
      if (store.state.player.running) return player.pause();
      set({ playing: false, stop_at: null, only_layer: null });
      goOn = false;
      if (store.state.upcoming) return store.dispatch({ type: "commit" });
      const underWay = atEnd() && awaiting > (store.state.frame?.command ?? 0);
      set({ time: 0 });
      if (!underWay) advance();
    },

    nextEpoch() {
      const { frame } = store.state;
      if (frame) runOnServer({ epoch: (store.state.upcoming ?? frame).epoch + 1 }, false);
    },

    /** At the chosen pace where whole states are shown at it, and else as fast as it can. @param {Until} until */
    runUntil: (until) => runOnServer(until),

    /** The very same start values, or others. @param {boolean} draw */
    restart(draw) {
      goOn = false;
      set({ playing: false, running: false, stop_at: null, only_layer: null });
      send({ type: "restart", draw });
    },

    /** @param {number} position */
    setPace(position) {
      set({ pace: Math.min(1, Math.max(0, position)) });
      const { player: state } = store.state;
      if (!state.playing) return;
      const now = paceAt(state.pace);
      if (now.kind === "run") runOnServer(state.running ? (state.run?.until ?? null) : null);
      else if (state.running) {
        send({ type: "pause" });
        set({ stop_at: null, playing: now.kind === "animated" });
      } else if (now.kind === "phase") {
        const next = stops(spans()).find(({ end }) => end > state.time + 1e-6);
        set({ stop_at: next?.end ?? null });
      } else set({ stop_at: null });
    },

    /**
     * One turn of the frame loop: moves the playhead by the time that passed.
     * @param {number} seconds
     */
    tick(seconds) {
      const { player: state, frame, upcoming } = store.state;
      if (!frame || state.running || !state.playing) return;
      const end = endOf(spans());
      if (state.time >= end) {
        if (!upcoming && !goOn) enterNextStep();
        if (!upcoming) return;
        const onePhase = state.stop_at !== null;
        goOn = false;
        store.dispatch({ type: "commit" });
        const first = stops(spans())[0];
        set({ playing: true, stop_at: onePhase ? (first?.end ?? null) : null });
        return;
      }
      const pace = state.stop_at === null ? paceAt(state.pace) : STEP_BY_HAND;
      const limit = state.stop_at ?? end;
      const time = Math.min(limit, state.time + seconds * beatsPerSecond(pace, end));
      set(time === state.stop_at ? { time, playing: false, stop_at: null } : { time });
      if (time >= end && !upcoming && awaiting <= frame.command) advance();
    },
  };
  return player;
}

/** @typedef {ReturnType<typeof createPlayer>} PlayerControls */
