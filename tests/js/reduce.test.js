import assert from "node:assert/strict";
import { test } from "node:test";
import { reduce } from "../../static/js/state/reduce.js";
import { asRead, ownPoint } from "../../static/js/state/selectors.js";
import { initialState } from "../../static/js/state/state.js";
import { createStore } from "../../static/js/state/store.js";
import { catalog, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

/** @import { FrameContent } from "./frames.js" */
/** @import { ServerEvent, State, StateEvent } from "../../static/js/types.d.ts" */

const layout = layoutOf([2, 3, 1]);

/** @param {State} state @param {...StateEvent} events */
const after = (state, ...events) => events.reduce(reduce, state);
/** @param {Partial<FrameContent>} content @returns {StateEvent} */
const frame = (content) => ({ type: "frame", frame: frameOf({ layout, ...content }) });
/** @param {ServerEvent} event @returns {StateEvent} */
const server = (event) => ({ type: "server", event });
/** @param {Partial<State["player"]>} player @returns {StateEvent} */
const player = (player) => ({ type: "player", player });
/** @param {"new" | "live" | "rebuilt" | "lost"} resumed */
const welcome = (resumed) =>
  server({ type: "welcome", protocol: 1, build: "b", session: "s", resumed, sentence: "Hello." });
/** @param {number} run */
const experiment = (run) => server(experimentEvent({ run }));

const atStep5 = after(
  initialState(catalog),
  welcome("new"),
  experiment(1),
  frame({ step: 5, firstLoss: 0, losses: [5, 4, 3, 2, 1] }),
);

test("the first frame goes on the stage at its first beat", () => {
  assert.equal(atStep5.frame?.step, 5);
  assert.equal(atStep5.player.time, 0);
  assert.equal(atStep5.losses.steps, 5);
});

test("a pending step that is computed anew replaces the shown one and keeps the playhead", () => {
  const state = after(atStep5, player({ time: 3, playing: true }), frame({ step: 5, command: 9 }));
  assert.equal(state.frame?.command, 9);
  assert.equal(state.player.time, 3);
  assert.equal(state.player.playing, true);
});

test("the step after the shown one waits until it is committed", () => {
  const waiting = after(
    atStep5,
    player({ time: 12, playing: true }),
    frame({ step: 6, losses: [0.5] }),
  );
  assert.equal(waiting.frame?.step, 5);
  assert.equal(waiting.upcoming?.step, 6);
  assert.equal(waiting.player.time, 12);
  assert.equal(waiting.losses.steps, 6, "its losses are known already");
  const committed = after(waiting, { type: "commit" });
  assert.equal(committed.frame?.step, 6);
  assert.equal(committed.upcoming, null);
  assert.equal(committed.player.time, 0);
  assert.equal(committed.player.playing, true);
  assert.equal(after(committed, { type: "commit" }), committed, "a second commit does nothing");
});

test("a step asked for at once replaces the shown one", () => {
  const state = after(atStep5, player({ time: 0 }), frame({ step: 6 }));
  assert.equal(state.frame?.step, 6);
  assert.equal(state.player.time, 0);
});

test("many steps asked for at once replace the shown one, wherever the playhead is", () => {
  const state = after(atStep5, player({ time: 4 }), frame({ step: 25 }));
  assert.equal(state.frame?.step, 25);
  assert.equal(state.player.time, 0);
});

test("a waiting step that a change computes anew is shown at once", () => {
  const state = after(
    atStep5,
    player({ time: 12 }),
    frame({ step: 6, command: 3 }),
    frame({ step: 6, command: 4 }),
  );
  assert.equal(state.frame?.command, 4);
  assert.equal(state.upcoming, null);
  assert.equal(state.player.time, 0);
});

test("a running frame replaces the shown one at once and the player runs", () => {
  const state = after(
    atStep5,
    player({ time: 12 }),
    frame({ step: 6 }),
    frame({ step: 900, running: true }),
  );
  assert.equal(state.frame?.step, 900);
  assert.equal(state.upcoming, null);
  assert.deepEqual([state.player.running, state.player.playing], [true, true]);
});

test("a running frame that was under way when pause was pressed is not shown, but its losses count", () => {
  const paused = after(
    atStep5,
    frame({ step: 900, running: true }),
    player({ playing: false }),
    frame({ step: 950, running: true, firstLoss: 900, losses: [3, 2, 1] }),
  );
  assert.equal(paused.frame?.step, 900);
  assert.equal(paused.losses.steps, 903);
  assert.equal(paused.player.playing, false);
  const state = after(paused, frame({ step: 951 }));
  assert.deepEqual([state.player.running, state.player.playing], [false, false]);
  assert.equal(state.frame?.step, 951);
  assert.equal(state.player.time, 0);
});

test("a run that reached its goal rests, and says so", () => {
  const state = after(
    atStep5,
    frame({ step: 99, running: true }),
    frame({ step: 100 }),
    server({ type: "stopped", reason: "until", step: 100, sentence: "Step 100 is reached." }),
  );
  assert.deepEqual([state.player.running, state.player.playing], [false, false]);
  assert.equal(state.notice?.sentence, "Step 100 is reached.");
});

test("a run that sleeps goes on playing when it wakes up", () => {
  const state = after(
    atStep5,
    frame({ step: 99, running: true }),
    server({ type: "stopped", reason: "asleep", step: 100, sentence: "The tab slept." }),
  );
  assert.deepEqual([state.player.running, state.player.playing], [true, true]);
});

test("another architecture goes on the stage from its first beat, and playing ends", () => {
  const state = after(
    atStep5,
    player({ time: 12, playing: true }),
    frame({ step: 6 }),
    frame({ step: 5, layout: layoutOf([2, 4, 1], { id: 2 }) }),
  );
  assert.equal(state.frame?.layout.id, 2);
  assert.equal(state.upcoming, null);
  assert.deepEqual([state.player.time, state.player.playing], [0, false]);
});

test("another architecture does not end a run", () => {
  const state = after(
    atStep5,
    frame({ step: 9, running: true }),
    frame({ step: 12, running: true, layout: layoutOf([2, 4, 1], { id: 2 }) }),
  );
  assert.deepEqual([state.player.running, state.player.playing], [true, true]);
});

test("another width of the batch is not another architecture", () => {
  const state = after(
    atStep5,
    player({ time: 3, playing: true }),
    frame({ step: 5, layout: layoutOf([2, 3, 1], { id: 2, batch: 10 }) }),
  );
  assert.deepEqual([state.player.time, state.player.playing], [3, true]);
});

test("another run begins with an empty history and rests at its first beat", () => {
  const state = after(
    atStep5,
    player({ time: 12, playing: true }),
    frame({ step: 6, evaluations: [[6, 1, 1, 1, 1]] }),
    experiment(2),
    frame({ step: 0 }),
  );
  assert.equal(state.run, 2);
  assert.equal(state.losses.steps, 0);
  assert.ok(state.losses.version > atStep5.losses.version);
  assert.deepEqual(state.readings, []);
  assert.equal(state.frame?.step, 0);
  assert.deepEqual([state.player.time, state.player.playing], [0, false]);
});

test("a rebuilt run keeps its history, whatever number the new server gives it", () => {
  const state = after(atStep5, welcome("rebuilt"), experiment(7), frame({ step: 5 }));
  assert.equal(state.losses.steps, 5);
  assert.equal(state.notice?.kind, "resumed");
});

test("a run that is lost begins anew and says so", () => {
  const state = after(atStep5, welcome("lost"), experiment(1), frame({ step: 0 }));
  assert.equal(state.losses.steps, 0);
  assert.equal(state.notice?.kind, "resumed");
});

test("a resumed run says so only if a person saw it lost", () => {
  assert.equal(after(atStep5, welcome("live")).notice, null);
  const lost = after(atStep5, {
    type: "connection",
    connection: { status: "lost", attempt: 1, retry_at_ms: 0, sentence: null },
  });
  assert.equal(after(lost, welcome("live")).notice?.kind, "resumed");
});

test("a rejected command changes nothing but the notice, and equal sentences differ by number", () => {
  const rejected = server({
    type: "rejected",
    command: 4,
    field: "learning_rate",
    sentence: "Too large.",
  });
  const once = after(atStep5, rejected);
  assert.deepEqual({ ...once, notice: null }, { ...atStep5, notice: null });
  assert.equal(once.notice?.field, "learning_rate");
  const twice = after(once, rejected);
  assert.notEqual(twice.notice?.number, once.notice?.number);
  assert.equal(after(twice, experiment(1)).notice, null, "an accepted change settles it");
  assert.equal(after(twice, { type: "dismiss" }).notice, null);
});

test("a pick leaves nothing lit that was pointed at before", () => {
  const lit = after(atStep5, { type: "light", mark: "weights.1.1.1" });
  assert.equal(lit.lit, "weights.1.1.1");
  const selection = /** @type {const} */ ({ kind: "neuron", layer: 1, index: 0 });
  assert.equal(after(lit, { type: "select", selection }).lit, null);
});

test("a selection is dropped when what it names is gone", () => {
  const smaller = frame({ step: 5, layout: layoutOf([2, 2, 1], { id: 2 }) });
  const kept = /** @type {const} */ ([
    { kind: "neuron", layer: 0, index: 1 },
    { kind: "neuron", layer: 1, index: 1 },
    { kind: "connection", layer: 2, to: 0, from: 1 },
    { kind: "bias", layer: 1, to: 1 },
  ]);
  const dropped = /** @type {const} */ ([
    { kind: "neuron", layer: 1, index: 2 },
    { kind: "neuron", layer: 3, index: 0 },
    { kind: "connection", layer: 2, to: 0, from: 2 },
    { kind: "bias", layer: 1, to: 2 },
  ]);
  for (const selection of kept)
    assert.deepEqual(after(atStep5, { type: "select", selection }, smaller).selected, selection);
  for (const selection of dropped) {
    assert.equal(after(atStep5, { type: "select", selection }, smaller).selected, null);
    assert.equal(after(atStep5, { type: "hover", selection }, smaller).hovered, null);
  }
});

test("readings stay in order of steps, bounded, and are taken back with the losses", () => {
  let state = atStep5;
  for (let step = 6; step < 3000; step++)
    state = after(state, frame({ step, losses: [1], evaluations: [[step, 1, 1, 1, 1]] }));
  assert.ok(state.readings.length <= 512 && state.readings.length > 250);
  assert.equal(state.readings.at(-1)?.step, 2999);
  const steps = state.readings.map(({ step }) => step);
  assert.deepEqual(
    steps,
    steps.toSorted((a, b) => a - b),
  );
  state = after(state, frame({ step: 2999, firstLoss: 2999 }));
  assert.equal(state.readings.at(-1)?.step, 2999, "a step computed anew takes nothing back");
  state = after(state, frame({ step: 100, firstLoss: 100, evaluations: [[100, 2, 2, 2, 2]] }));
  assert.equal(state.readings.at(-1)?.training_loss, 2);
  assert.equal(state.losses.steps, 100);
});

test("the shown example is the one that the frame on the stage shows", () => {
  const inputs = Float32Array.of(1, 2, 3, 4, 5, 6);
  const examples = { features: 2, outputs: 1, count: 3, training_count: 2 };
  const data = {
    ...examples,
    compared: false,
    inputs,
    targets: inputs,
    coordinates: 2,
    points: inputs,
  };
  const floats = new Float32Array(layout.size);
  floats.set([5, 6], layout.tensors.get("example.inputs")?.offset);
  const state = after(
    atStep5,
    { type: "data", data: { ...data, shown: { set: "training", index: 1 } } },
    frame({ step: 5, floats }),
  );
  assert.deepEqual(state.data?.shown, { set: "test", index: 0 });
});

test("progress is shown while there is something left, and ends with the next frame", () => {
  const working = after(atStep5, server({ type: "progress", task: "replay", done: 3, total: 9 }));
  assert.deepEqual(working.progress, { task: "replay", done: 3, total: 9 });
  assert.equal(after(working, frame({ step: 5 })).progress, null);
});

test("the rate of steps is known only while running", () => {
  const running = after(atStep5, {
    type: "frame",
    frame: frameOf({ layout, step: 50, running: true }),
    steps_per_second: 1234,
  });
  assert.equal(running.steps_per_second, 1234);
  assert.equal(after(running, frame({ step: 51 })).steps_per_second, null);
});

test("a derived value tells its listeners only when it changes", () => {
  const store = createStore(catalog);
  /** @type {boolean[]} */
  const heard = [];
  const stop = store
    .derive((state) => state.player.playing)
    .subscribe((value) => heard.push(value));
  store.dispatch(player({ time: 1 }));
  store.dispatch(player({ playing: true }));
  stop();
  store.dispatch(player({ playing: false }));
  assert.deepEqual(heard, [false, true]);
});

test("a point of one's own is known from when it is shown until another is asked for", () => {
  const asked = [
    { command: 3, point: [0.5, -0.25] },
    { command: 5, point: null },
  ].reduce(
    (state, { command, point }) => reduce(state, { type: "show", command, point }),
    initialState(catalog),
  );
  const at = (/** @type {number} */ command) =>
    ownPoint({ ...asked, frame: frameOf({ layout, command }) });
  assert.equal(at(2), null);
  assert.deepEqual(at(4), [0.5, -0.25]);
  assert.equal(at(5), null);
});

test("a point that was refused is not shown", () => {
  const asked = reduce(initialState(catalog), { type: "show", command: 3, point: [9, 9] });
  const event = {
    type: /** @type {const} */ ("rejected"),
    command: 3,
    sentence: "No.",
    field: null,
  };
  assert.deepEqual(reduce(asked, { type: "server", event }).shows, []);
});

test("while running all numbers are of one frame, which stands until it can be read", () => {
  const at = (
    /** @type {State} */ state,
    /** @type {number} */ step,
    /** @type {number} */ now_ms,
  ) => reduce(state, { type: "frame", frame: frameOf({ layout, step, running: true }), now_ms });
  const begun = at(initialState(catalog), 10, 0);
  const soon = at(begun, 20, 100);
  assert.equal(soon.frame?.step, 20, "what moves is drawn at once");
  assert.equal(asRead(soon).frame?.step, 10);
  assert.equal(asRead(at(soon, 30, 130)).frame?.step, 30);
  const ended = reduce(soon, { type: "frame", frame: frameOf({ layout, step: 21 }), now_ms: 110 });
  assert.equal(asRead(ended).frame?.step, 21, "at rest there is one frame");
});

test("what is played before another run's first frame is there plays on", () => {
  const announced = after(atStep5, experiment(2), player({ playing: true }));
  const other = layoutOf([2, 4, 4, 1]);
  const there = after(announced, frame({ layout: other, step: 0, command: 9 }));
  assert.equal(there.frame?.step, 0);
  assert.equal(there.player.playing, true);
  const changed = after(there, frame({ layout, step: 0, command: 10 }));
  assert.equal(changed.player.playing, false, "another network within a run ends it");
});
