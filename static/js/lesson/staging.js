/**
 * Puts the stage where a step of the lesson says, and remembers the run of each step and the learner's own from before the
 * lesson: whoever changes the lens, goes back or leaves finds each as it was left. The newest wish wins.
 */

import { merged } from "../lib/merged.js";
import { momentOf } from "../state/link.js";
import { newestFrame } from "../state/selectors.js";
import { WHOLE } from "../state/zoom.js";
import { positionOf } from "../timeline/pace.js";
import { placeAt, timeOf } from "../timeline/place.js";
import { stepSpans } from "../timeline/player.js";
import { endOf, stops } from "../timeline/training-step.js";
import { revived } from "../transport/keepsake.js";
import { drawnNumbers } from "./drawn.js";
import { noEvents } from "./events.js";
import { selectedOf } from "./marks.js";
import { keepRuns, readRuns } from "./runs.js";

/** @import { Experiment, Send, State, Store } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */
/** @import { Stage } from "../protocol/lessons.d.ts" */
/** @import { Moment } from "../state/link.js" */
/** @import { Held } from "../transport/keepsake.js" */
/** @import { Kept, Own } from "./runs.js" */
/** @import { Events } from "./types.d.ts" */

/** Another wish came before this one was fulfilled. */
class Overtaken extends Error {}

const PACES = { phase: 0, step: positionOf(1 / 8), fast: positionOf(60) };

/**
 * @typedef {object} Context
 * @property {Store} store
 * @property {Send} send
 * @property {PlayerControls} player
 * @property {Pick<Storage, "getItem" | "setItem">} storage
 * @property {() => Held} held what brings the run back to a server that knows it no more
 * @property {() => void} lookInto goes near to what is selected
 * @property {() => number} [seed] the learner's own
 */

/** @param {Context} context */
export function createStaging({ store, send, player, storage, held, lookInto, seed = () => 0 }) {
  const stored = readRuns(storage);
  let turn = 0;
  /** @type {Map<string, Kept>} by step, or by step and set-up */
  const kept = new Map();
  /** @type {Kept | null} what was on the stage before a visit */
  let waiting = null;
  /** @type {string | null} the step that was open before it */
  let visitor = null;
  /** The run from before the lesson. */
  let { own } = stored;
  for (const [key, left] of Object.entries(stored.steps)) kept.set(key, left);

  /** @type {{ key: string | null, isBusy: boolean, opening: State | null, start: Moment | null, events: Events }} */
  const now = { key: null, isBusy: false, opening: null, start: null, events: noEvents() };

  /** What a line of the notes lights stays lit while the stage is set. @param {State["selected"]} selection */
  function pick(selection) {
    const { lit } = store.state;
    store.dispatch({ type: "select", selection });
    store.dispatch({ type: "light", mark: lit });
  }

  /**
   * Waits for a state.
   * @param {number} mine the wish that waits
   * @param {(state: State) => boolean} test
   * @returns {Promise<void>}
   */
  function until(mine, test) {
    return new Promise((resolve, reject) => {
      let isDone = false;
      /** @type {() => void} */
      let stop = () => {};
      stop = store
        .derive((state) => state)
        .subscribe((state) => {
          if (isDone || (mine === turn && !test(state))) return;
          isDone = true;
          queueMicrotask(() => {
            stop();
            if (mine === turn) resolve();
            else reject(new Overtaken());
          });
        });
    });
  }

  /** Sends a command and waits until it is answered, by a frame or by a refusal. @param {number} mine @param {Parameters<Send>[0]} command */
  async function done(mine, command) {
    const before = store.state.notice?.number ?? 0;
    const id = send(command);
    await until(
      mine,
      (state) =>
        (newestFrame(state)?.command ?? 0) >= id ||
        (state.notice?.kind === "rejected" && state.notice.number > before),
    );
  }

  const momentNow = () =>
    momentOf(store.state, placeAt(stepSpans(store.state.frame), store.state.player.time));

  /** What is on the stage, to be found again. @returns {Kept | null} */
  function present() {
    const { state } = store;
    const moment = momentNow();
    if (!moment || !state.frame) return null;
    return {
      moment,
      opening: now.start,
      old: now.opening,
      events: now.events,
    };
  }

  /** Remembers the step on the stage as it stands. */
  function keep() {
    if (now.key === null || now.isBusy) return;
    const left = present();
    if (left) kept.set(now.key, left);
    save();
  }

  const save = () => keepRuns(storage, { own, steps: Object.fromEntries(kept) });

  /** The learner's own run waits on the server while the lesson is open, with its branches and all that it has lived through. */
  function leaveOwn() {
    const moment = momentNow();
    if (own !== null || !moment) return;
    own = { moment, ...held() };
    send({ type: "leave" });
    save();
  }

  /** @param {number} mine @param {Own} left */
  async function returnTo(mine, { moment, run, branches, curves = [] }) {
    await done(mine, { type: "return", run: run ?? moment.run, branches });
    for (const told of curves.map(revived)) store.dispatch({ type: "curves", curves: told });
    const { step } = moment.run; // the server was perhaps a step ahead of the picture
    if (newestFrame(store.state)?.step === step + 1) await done(mine, { type: "seek", step });
    look(moment);
  }

  /** @param {number} mine @param {Pick<Kept, "moment">} left */
  async function restore(mine, { moment }) {
    await done(mine, { type: "load", run: moment.run });
    look(moment);
  }

  /** Looks at the run on the stage as somebody did before. @param {Moment} moment */
  function look(moment) {
    player.setPace(moment.pace);
    pick(moment.selected);
    store.dispatch({ type: "zoom", zoom: moment.zoom });
    const time = timeOf(stepSpans(store.state.frame), moment.at);
    if (time > 0) player.seek(time);
  }

  /** @param {number} mine @param {NonNullable<Stage["show"]>} example */
  async function show(mine, example) {
    const { shown } = store.state;
    if (example.set && shown?.set === example.set && shown.index === example.index) return;
    await done(mine, { type: "show", ...example });
  }

  /** Puts the stage where a document says, with the run that is there where it fits. @param {number} mine @param {Stage} stage @param {number} [number] seed of drawn numbers */
  async function set(mine, stage, number = 0) {
    if (stage.run === "fresh" || !fits(store.state, stage)) {
      await done(mine, { type: "load", preset: stage.preset });
      if (stage.changes) await done(mine, { type: "change", changes: stage.changes });
      if (stage.numbers) {
        const { experiment, data } = store.state;
        const changes = experiment && drawnNumbers(number, experiment, data?.features ?? 1);
        if (changes) await done(mine, { type: "change", changes });
      }
    }
    await train(mine, stage.steps);
    if (stage.show) await show(mine, stage.show);
    view(stage);
    if (stage.at) player.seek(timeAt(store.state, stage.at));
  }

  /** What is open, near, lit and dimmed, and the pace. @param {Stage} stage */
  function view(stage) {
    const { select, zoom, lit, dim, pace } = stage;
    const open = select ?? zoom;
    pick(open ? selectedOf(open) : null);
    store.dispatch({ type: "look", look: { lit, dim } });
    store.dispatch({ type: "zoom", zoom: WHOLE });
    if (zoom) lookInto();
    if (pace) player.setPace(PACES[pace]);
  }

  /** @param {number} mine @param {number} steps */
  async function train(mine, steps) {
    if ((newestFrame(store.state)?.step ?? 0) >= steps) return;
    send({ type: "run", steps_per_second: null, until: { step: steps } });
    await until(mine, (state) => !state.player.running && (newestFrame(state)?.step ?? 0) >= steps);
    // That this run came to its end is what was wanted, and nothing to be told.
    if (store.state.notice?.kind === "stopped") store.dispatch({ type: "dismiss" });
  }

  /**
   * One wish after another: what one does is undone by none, and an older one gives up.
   * @param {(mine: number) => Promise<void>} work
   * @returns {Promise<boolean>} whether it came to its end
   */
  async function wish(work) {
    const mine = ++turn;
    now.isBusy = true;
    if (store.state.player.playing) player.pause();
    try {
      await until(mine, ({ frame, connection }) => frame !== null && connection.status === "open");
      await work(mine);
      await until(mine, ({ player: { seek } }) => seek === null);
      now.isBusy = false;
      return true;
    } catch (error) {
      if (error instanceof Overtaken) return false;
      throw error;
    }
  }

  /** What was done and how things stood are counted from here. */
  function begin() {
    now.opening = store.state;
    now.start = momentNow();
    now.events = noEvents();
  }

  const staging = {
    now,

    /**
     * Opens a step: as it was left, or as its document says.
     * @param {string} key @param {Stage} stage
     * @param {string[]} [earlier] steps before it in this way, the nearest first, whose run it may go on with
     */
    async open(key, stage, earlier = []) {
      const isThere = now.key === key && now.opening !== null && !now.isBusy;
      if (isThere) return true;
      keep();
      waiting = null;
      visitor = null;
      leaveOwn();
      now.key = key;
      now.opening = null;
      const left = kept.get(key);
      return wish(async (mine) => {
        if (left) {
          await restore(mine, left);
          store.dispatch({ type: "look", look: { lit: stage.lit, dim: stage.dim } });
          now.opening = left.old ?? store.state;
          now.start = left.opening ?? momentNow();
          now.events = left.events;
          return;
        }
        const before = earlier.map((step) => kept.get(step)).find((run) => run !== undefined);
        if (stage.run === "keep" && before && !fits(store.state, stage))
          await restore(mine, before);
        await set(mine, stage, stage.numbers ? seed() : 0);
        begin();
      });
    },

    /** The step once more, from the run with which it opened; of drawn numbers, the next ones. @param {Stage} stage */
    again(stage) {
      const { start } = now;
      const number = (store.state.experiment?.seed ?? 0) + 1;
      now.opening = null;
      return wish(async (mine) => {
        if (start && stage.run === "keep") await restore(mine, { moment: start });
        await set(mine, stage, number);
        begin();
      });
    },

    /** Another set-up within the step on the stage; what was done and how things stood goes on counting. @param {string} key @param {Stage} stage */
    swap(key, stage) {
      keep();
      const { key: _, ...counted } = now;
      const left = kept.get(key);
      now.key = key;
      return wish(async (mine) => {
        if (left && stage.run === "keep") await restore(mine, left);
        else await set(mine, stage);
        Object.assign(now, { ...counted, key, isBusy: true });
      });
    },

    view,

    /** A stage that belongs to no step, such as that of a note. What was there waits. @param {Stage} stage */
    async visit(stage) {
      keep();
      waiting ??= present();
      visitor = now.key ?? visitor;
      leaveOwn();
      now.key = null;
      now.opening = null;
      return wish(async (mine) => {
        await set(mine, stage);
        begin();
      });
    },

    /** The step from which it was visited has been listened to to the end. */
    listened() {
      const left = visitor !== null ? kept.get(visitor) : undefined;
      if (visitor === null || !left) return;
      const { events } = left;
      kept.set(visitor, { ...left, events: { ...events, listened: events.listened + 1 } });
    },

    /** Nothing runs on behind what is asked from memory. */
    rest() {
      const { playing, running } = store.state.player;
      if (playing || running) player.pause();
    },

    /** What was on the stage before it was visited. */
    async back() {
      const left = waiting;
      waiting = null;
      if (!left || now.key !== null) return true;
      store.dispatch({ type: "look", look: { lit: [], dim: [] } });
      return wish((mine) => restore(mine, left));
    },

    /** The run from before the lesson, as it was left. */
    async leave() {
      keep();
      const before = own;
      own = null;
      waiting = null;
      now.key = null;
      now.opening = null;
      save();
      store.dispatch({ type: "look", look: { lit: [], dim: [] } });
      if (!before) return true;
      return wish((mine) => returnTo(mine, before));
    },

    keep,

    /**
     * Does something on the stage for the learner, and waits; another wish of the learner's ends it.
     * @param {(tools: { done: (command: Parameters<Send>[0]) => Promise<void>, until: (test: (state: State) => boolean) => Promise<void>, wish: (work: () => Promise<boolean | undefined>) => Promise<void> }) => Promise<void>} work
     */
    async act(work) {
      let mine = turn;
      try {
        await work({
          done: (command) => done(mine, command),
          until: (test) => until(mine, test),
          // What is done may put another set-up on the stage, which is a wish of its own.
          async wish(other) {
            const made = other();
            mine = turn;
            if (!(await made)) throw new Overtaken();
          },
        });
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    },
  };
  return staging;
}

/** Whether the run on the stage was made of what a step wants: the same data, layers and loss. @param {State} state @param {Stage} stage */
export function fits({ experiment, catalog }, { preset, changes }) {
  const entry = catalog.presets.find(({ name }) => name === preset)?.experiment;
  if (!entry || !experiment) return false;
  const { edits, surgery, examples, ...settings } = changes ?? {};
  const wanted = /** @type {Experiment} */ (
    /** @type {unknown} */ (merged({ ...entry }, settings))
  );
  return JSON.stringify(madeOf(wanted)) === JSON.stringify(madeOf(experiment));
}

/** @param {Experiment} experiment */
const madeOf = ({ data, layers, loss, start }) => [
  data.name,
  data.samples,
  layers.map(({ units, activation }) => [units, activation]),
  loss,
  start.name,
];

/** So far into a forward phase its sums stand, with the curve that will bend them. */
const MIXED = 0.65;

/** When a stop has been shown, in beats; `mix.1` is a moment within forward.1. @param {State} state @param {string} stop */
export function timeAt({ frame }, stop) {
  const spans = stepSpans(frame);
  if (stop === "ready") return 0;
  if (stop.startsWith("mix.")) {
    const forward = stops(spans).find(({ id }) => id === stop.replace("mix", "forward"));
    if (forward) return forward.start + MIXED * (forward.end - forward.start);
  }
  return stops(spans).find(({ id }) => id === stop)?.end ?? endOf(spans);
}

/** @typedef {ReturnType<typeof createStaging>} Staging */
