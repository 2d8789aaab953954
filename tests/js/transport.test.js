import assert from "node:assert/strict";
import { test } from "node:test";
import { merged } from "../../static/js/lib/merged.js";
import { createStore } from "../../static/js/state/store.js";
import { INTERVAL_MS } from "../../static/js/transport/changes.js";
import { closingOf, delay_ms } from "../../static/js/transport/closing.js";
import { createRate } from "../../static/js/transport/rate.js";
import { connect } from "../../static/js/transport/socket.js";
import { catalog, experimentEvent } from "./catalog.js";
import { encodeFrame, layoutOf } from "./frames.js";

/** @import { FrameContent } from "./frames.js" */

const layout = layoutOf([2, 3, 1]);

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget {
  binaryType = "blob";
  isClosed = false;
  /** @type {any[]} */
  sent = [];
  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.isClosed = true;
  }
  open() {
    this.dispatchEvent(new Event("open"));
  }
  /** @param {object | ArrayBuffer} message */
  receive(message) {
    const data = message instanceof ArrayBuffer ? message : JSON.stringify(message);
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
  /** @param {number} code */
  end(code, reason = "") {
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
  }
  /** Commands other than hello and credit. */
  get commands() {
    return this.sent.filter(({ type }) => type !== "hello" && type !== "credit");
  }
}

/** A clock that goes on when the test says so. */
class HandClock {
  time = 0;
  /** @type {{ at: number, callback: () => void }[]} */
  timers = [];
  now = () => this.time;
  setTimeout = (/** @type {() => void} */ callback, /** @type {number} */ delay) => {
    const timer = { at: this.time + delay, callback };
    this.timers.push(timer);
    return timer;
  };
  clearTimeout = (/** @type {unknown} */ timer) => {
    this.timers = this.timers.filter((other) => other !== timer);
  };
  /** @param {number} ms */
  advance(ms) {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      this.clearTimeout(next);
      next.callback();
    }
    this.time = end;
  }
}

/** @param {Map<string, string>} [stored] what the tab has kept of an earlier page */
function page(stored = new Map()) {
  const store = createStore(catalog);
  const clock = new HandClock();
  /** @type {FakeSocket[]} */
  const sockets = [];
  let onReturn = () => {};
  let onLeave = () => {};
  const transport = connect(store, {
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return /** @type {any} */ (socket);
    },
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, value),
    },
    clock,
    random: () => 1,
    onReturn: (listener) => {
      onReturn = listener;
      return () => {};
    },
    onLeave: (listener) => {
      onLeave = listener;
      return () => {};
    },
  });
  const socket = () => /** @type {FakeSocket} */ (sockets.at(-1));
  return {
    store,
    clock,
    sockets,
    stored,
    transport,
    socket,
    comeBack: () => onReturn(),
    leave: () => onLeave(),
  };
}

/** @param {Partial<FrameContent>} content */
const frame = (content) => encodeFrame({ layout, ...content });

/** @param {FakeSocket} socket @param {"new" | "live" | "rebuilt" | "lost"} resumed @param {Partial<FrameContent>} [first] */
function greet(socket, resumed, first = {}) {
  socket.open();
  socket.receive({
    type: "welcome",
    protocol: 1,
    build: "b",
    session: "s1",
    resumed,
    sentence: "Hi.",
  });
  socket.receive(experimentEvent());
  socket.receive({ type: "layout", ...layout, tensors: [...layout.tensors.values()] });
  socket.receive(frame(first));
}

function openPage() {
  const opened = page();
  greet(opened.socket(), "new");
  return opened;
}

test("the first message is hello, without a session when the tab is new", () => {
  const { socket, store, stored } = openPage();
  assert.deepEqual(socket().sent[0], {
    type: "hello",
    protocol: 1,
    session: null,
    have_step: 0,
    run: null,
    branches: null,
  });
  assert.equal(store.state.connection.status, "open");
  assert.equal(store.state.frame?.step, 0);
  assert.equal(stored.get("learning-loop-session"), "s1");
});

test("commands carry growing numbers, and wait until the first frame is here", () => {
  const { transport, socket } = page();
  assert.equal(transport.send({ type: "pause" }), 1);
  assert.equal(transport.send({ type: "show", set: "test", index: 3 }), 2);
  socket().open();
  assert.deepEqual(socket().commands, []);
  greet(socket(), "new");
  assert.deepEqual(
    socket().commands.map(({ id, type }) => [id, type]),
    [
      [1, "pause"],
      [2, "show"],
    ],
  );
  assert.equal(transport.send({ type: "advance", steps: 1 }), 3);
  assert.equal(socket().commands.at(-1).id, 3);
});

test("credit goes back for frames once they are drawn", () => {
  const { transport, socket } = openPage();
  socket().receive(frame({ step: 1 }));
  const credits = () => socket().sent.filter(({ type }) => type === "credit");
  assert.deepEqual(credits(), []);
  transport.drawn();
  transport.drawn();
  assert.deepEqual(credits(), [{ type: "credit", frames: 2 }]);
});

test("a bad frame becomes a sentence, and its credit goes back all the same", () => {
  const { transport, socket, store } = openPage();
  transport.drawn();
  socket().receive(frame({ step: 1 }).slice(0, -4));
  assert.match(store.state.notice?.sentence ?? "", /bytes where its header says/);
  assert.equal(store.state.frame?.step, 0);
  transport.drawn();
  assert.equal(socket().sent.at(-1).frames, 1);
});

test("changes of a dragged slider go at most 15 times a second, merged, the newest last", () => {
  const { transport, socket, clock } = openPage();
  for (let i = 1; i <= 100; i++) {
    transport.send({ type: "change", changes: { data: { noise: i }, learning_rate: i } });
    transport.send({ type: "change", changes: { data: { samples: i } } });
    clock.advance(10);
  }
  clock.advance(INTERVAL_MS);
  const sent = socket().commands;
  assert.ok(sent.length <= 17, `${sent.length} in a second`);
  assert.deepEqual(sent.at(-1).changes, { data: { noise: 100, samples: 100 }, learning_rate: 100 });
  assert.deepEqual(sent[0].changes, { data: { noise: 1 }, learning_rate: 1 });
  const ids = sent.map(({ id }) => id);
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  );
});

test("another command does not overtake a change that is held back", () => {
  const { transport, socket } = openPage();
  transport.send({ type: "change", changes: { learning_rate: 1 } });
  transport.send({ type: "change", changes: { learning_rate: 2 } });
  transport.send({ type: "advance", steps: 1 });
  assert.deepEqual(
    socket().commands.map(({ type, changes }) => changes?.learning_rate ?? type),
    [1, 2, "advance"],
  );
});

test("merging keeps what only one of both says, and replaces lists", () => {
  assert.deepEqual(merged({ a: { b: 1, c: 2 }, l: [1, 2] }, { a: { c: 3 }, l: [4] }), {
    a: { b: 1, c: 3 },
    l: [4],
  });
});

test("a short break goes unsaid; after a second the page says that it is lost", () => {
  const { socket, sockets, store, clock } = openPage();
  socket().end(1006);
  assert.equal(store.state.connection.status, "open");
  clock.advance(300);
  assert.equal(sockets.length, 2, "it tries again after a quarter of a second");
  socket().end(1006);
  clock.advance(700);
  assert.equal(store.state.connection.status, "lost");
  assert.match(store.state.connection.sentence ?? "", /lost/);
  greet(sockets[2] ?? socket(), "live");
  assert.equal(store.state.connection.status, "open");
  assert.equal(store.state.notice?.kind, "resumed");
});

test("attempts are 0.25 s · 2ⁿ apart, at most 2 s, each shortened by chance", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 9].map((n) => delay_ms("soon", n, () => 1)),
    [250, 500, 1000, 2000, 2000, 2000],
  );
  assert.equal(
    delay_ms("soon", 3, () => 0),
    1000,
  );
  const { socket, sockets, clock } = openPage();
  for (const wait of [250, 500, 1000, 2000, 2000]) {
    const before = sockets.length;
    socket().end(1012);
    clock.advance(wait - 1);
    assert.equal(sockets.length, before);
    clock.advance(1);
    assert.equal(sockets.length, before + 1);
  }
});

test("it tries at once when the network or the person comes back", () => {
  const { socket, sockets, comeBack } = openPage();
  comeBack();
  assert.equal(sockets.length, 1, "not while the line is open");
  socket().end(1006);
  comeBack();
  comeBack();
  assert.equal(sockets.length, 2);
});

test("hello after a break names the session, the losses at hand, and the run to rebuild", () => {
  const { socket, clock } = openPage();
  const checkpoint = {
    type: "checkpoint",
    run: 1,
    step: 2,
    epoch: 2,
    offset: 0,
    changes: 0,
    parameters: "AA==",
    slots: "",
  };
  const example = { set: null, index: null, inputs: [0.5, -0.25], targets: null };
  socket().receive(checkpoint);
  socket().receive({ type: "shown", example });
  socket().receive(frame({ step: 3, losses: [3, 2, 1] }));
  socket().end(1012);
  clock.advance(250);
  socket().open();
  const { initial, journal } = experimentEvent();
  assert.deepEqual(socket().sent[0], {
    type: "hello",
    protocol: 1,
    session: "s1",
    have_step: 3,
    run: {
      experiment: initial,
      journal,
      step: 3,
      changes: 0,
      end: 3,
      shown: example,
      checkpoint,
    },
    branches: null,
  });
});

/** @param {number} step @param {number} rate */
const change = (step, rate) => ({ step, changes: { learning_rate: rate } });

/** @param {object} fields of a `time` event */
const told = (fields) => ({
  type: "time",
  step: 1,
  undo: null,
  redo: null,
  changes: [],
  kept: [],
  digest: "",
  ...fields,
});

test("what is handed back holds the whole run: its known future, and how many changes are in force", () => {
  const { socket, transport } = openPage();
  const [made, ahead, later] = [change(1, 0.5), change(4, 0.2), change(8, 0.1)];
  socket().receive(experimentEvent({ journal: [made, ahead], future: [later] }));
  socket().receive(told({ end: 12 }));
  socket().receive(frame({ step: 3 })); // the picture is behind the second change
  const { run } = transport.held();
  assert.deepEqual(run?.journal, [made, ahead, later]);
  assert.deepEqual([run?.step, run?.changes, run?.end], [3, 1, 12]);
  socket().receive(experimentEvent({ run: 2 }));
  socket().receive(frame({ step: 5 }));
  assert.equal(transport.held().run?.end, 5, "another run has not lived so far");
});

test("a state from before a change was made another one is not handed back", () => {
  const { socket, transport } = openPage();
  const checkpoint = {
    ...{ type: "checkpoint", run: 1, step: 0, epoch: 0, offset: 0 },
    ...{ changes: 1, parameters: "AA==", slots: "" },
  };
  socket().receive(experimentEvent({ journal: [change(0, 0.5)] }));
  socket().receive(checkpoint);
  socket().receive(experimentEvent({ journal: [], future: [change(0, 0.5)] }));
  assert.ok(transport.held().run?.checkpoint, "taken back, the change is known as before");
  socket().receive(experimentEvent({ journal: [change(0, 0.2)] }));
  assert.equal(transport.held().run?.checkpoint, undefined);
});

/** @param {number} id */
const entry = (id) => ({
  id,
  name: `Branch ${id}`,
  step: 1,
  end: 2,
  loss: null,
  parent: null,
  from_step: 0,
  sentence: "",
});
/** @param {number} branch @param {object} [fields] */
const keptBranch = (branch, fields) => ({
  type: "kept",
  branch,
  experiment: {},
  journal: [],
  step: 1,
  changes: 0,
  end: 2,
  digest: "00000000",
  shown: {},
  by_itself: false,
  ...fields,
});

test("hello after a break hands back what is known of the branches, as many as fit", () => {
  const { socket, clock } = openPage();
  const list = [1, 2, 3, 4].map(entry);
  socket().receive({ type: "branches", present: 4, branches: list });
  const large = { journal: [{ step: 1, changes: { note: "ä".repeat(15_000) } }] };
  for (const branch of [1, 2, 3]) socket().receive(keptBranch(branch, large));
  socket().receive(keptBranch(2));
  socket().receive(keptBranch(9));
  socket().end(1012);
  clock.advance(250);
  socket().open();
  const { branches } = socket().sent[0];
  assert.equal(branches.present, 4);
  assert.deepEqual(branches.branches, list);
  assert.deepEqual(
    branches.kept.map((/** @type {any} */ { branch }) => branch),
    [3, 2],
    "the newest first; two of 30 kB do not fit beside each other",
  );
  assert.ok(new TextEncoder().encode(JSON.stringify(socket().sent[0])).length < 65_536);
});

test("branches of another life are not handed back", () => {
  const { socket, clock } = openPage();
  socket().receive({ type: "branches", present: 2, branches: [entry(1), entry(2)] });
  socket().receive(keptBranch(1));
  socket().end(1006);
  clock.advance(250);
  greet(socket(), "lost");
  socket().receive({ type: "branches", present: 1, branches: [entry(1)] });
  socket().receive({ type: "branches", present: 2, branches: [entry(1), entry(2)] });
  socket().end(1006);
  clock.advance(500);
  socket().open();
  assert.deepEqual(socket().sent[0].branches.kept, []);
});

test("a frame of the branch beside waits for that of the run on the stage, and gives no credit", () => {
  const { socket, store, transport } = openPage();
  socket().receive({
    type: "comparison",
    branch: 1,
    run: experimentEvent(),
    differences: [],
  });
  transport.drawn();
  const credits = () => socket().sent.filter(({ type }) => type === "credit").length;
  const before = credits();
  socket().receive(frame({ step: 5, compared: true }));
  transport.drawn();
  assert.equal(credits(), before);
  const steps = () => [store.state.frame?.step, store.state.comparison?.frame?.step];
  assert.deepEqual(steps(), [0, undefined]);
  socket().receive(frame({ step: 5 }));
  transport.drawn();
  assert.equal(credits(), before + 1);
  assert.deepEqual(steps(), [5, 5]);
});

test("a checkpoint of another run, or one that is too long, is left out", () => {
  const { socket, clock } = openPage();
  const checkpoint = {
    type: "checkpoint",
    run: 1,
    step: 0,
    epoch: 0,
    offset: 0,
    changes: 0,
    parameters: "A".repeat(65_000),
    slots: "",
  };
  socket().receive(checkpoint);
  socket().end(1006);
  clock.advance(250);
  socket().open();
  assert.equal(socket().sent[0].run.checkpoint, undefined);
  socket().receive({ ...checkpoint, parameters: "AA==" });
  socket().receive(experimentEvent({ run: 2 }));
  socket().end(1006);
  clock.advance(500);
  socket().open();
  assert.equal(socket().sent[0].run.checkpoint, undefined);
});

test("what was not answered is said again after a break", () => {
  const { socket, clock, transport } = openPage();
  transport.send({ type: "show", set: "test", index: 1 });
  socket().receive(frame({ step: 0, command: 1 }));
  transport.send({ type: "restart", draw: true });
  transport.send({ type: "change", changes: { seed: 1 } });
  transport.send({ type: "change", changes: { learning_rate: 2 } });
  socket().end(1006);
  transport.send({ type: "change", changes: { learning_rate: 3 } });
  clock.advance(250);
  greet(socket(), "live");
  assert.deepEqual(
    socket().commands.map(({ type, changes }) => changes ?? type),
    ["restart", { seed: 1, learning_rate: 3 }],
  );
});

test("an update that the server has applied before the break is not applied twice", () => {
  const { socket, clock, transport, store } = openPage();
  const id = transport.send({ type: "advance", steps: 1 });
  socket().end(1006);
  clock.advance(250);
  greet(socket(), "live", { step: 1, losses: [1] });
  assert.deepEqual(socket().commands, []);
  assert.equal(store.state.frame?.command, id, "the page takes it as answered");
});

test("of two updates under way, the one that was applied is not sent again", () => {
  const { socket, clock, transport } = openPage();
  transport.send({ type: "advance", steps: 1 });
  const second = transport.send({ type: "advance", steps: 1 });
  socket().end(1006);
  clock.advance(250);
  greet(socket(), "live", { step: 1, losses: [1] });
  assert.deepEqual(socket().commands, [{ type: "advance", id: second, steps: 1 }]);
});

test("an update that the server has not seen is sent again", () => {
  const { socket, clock, transport, store } = openPage();
  const id = transport.send({ type: "advance", steps: 5 });
  socket().end(1006);
  clock.advance(250);
  greet(socket(), "rebuilt", { step: 2, losses: [1, 1] });
  assert.deepEqual(socket().commands, [{ type: "advance", id, steps: 3 }]);
  assert.ok((store.state.frame?.command ?? id) < id);
});

test("a run goes on after the server has been restarted", () => {
  const { socket, clock, transport } = openPage();
  const until = { step: 1000 };
  const id = transport.send({ type: "run", steps_per_second: null, until });
  socket().receive(
    frame({ step: 40, running: true, command: id, lossSteps: 40, losses: Array(40).fill(1) }),
  );
  socket().end(1012);
  clock.advance(250);
  greet(socket(), "rebuilt", { step: 40 });
  assert.deepEqual(socket().commands, [{ type: "run", id: id + 1, steps_per_second: null, until }]);
});

test("a run that was stopped or paused does not go on by itself", () => {
  for (const stop of /** @type {const} */ (["until", "pause"])) {
    const { socket, clock, transport } = openPage();
    const id = transport.send({ type: "run", steps_per_second: null });
    const last = stop === "pause" ? transport.send({ type: "pause" }) : id;
    if (stop === "until")
      socket().receive({ type: "stopped", reason: "until", step: 40, sentence: "Done." });
    socket().receive(frame({ step: 40, command: last }));
    socket().end(1012);
    clock.advance(250);
    greet(socket(), "rebuilt", { step: 40 });
    assert.deepEqual(socket().commands, []);
  }
});

test("nothing is said again to a server that has lost the run", () => {
  const { socket, clock, transport, store } = openPage();
  const id = transport.send({ type: "advance", steps: 5 });
  socket().end(1006);
  clock.advance(250);
  greet(socket(), "lost");
  assert.deepEqual(socket().commands, []);
  assert.equal(store.state.frame?.command, id);
});

test("a page whose run another tab has taken over waits for a person", () => {
  const { socket, sockets, store, clock, transport } = openPage();
  socket().end(4409);
  assert.equal(store.state.connection.status, "replaced");
  clock.advance(60_000);
  assert.equal(sockets.length, 1);
  transport.retry();
  assert.equal(sockets.length, 2);
});

test("every close code has a sentence, and no code leads to a storm of attempts", () => {
  for (const code of [1000, 1001, 1006, 1009, 1012, 4400, 4408, 4409, 4429, 4503, 4999]) {
    const closing = closingOf(code, "");
    assert.match(closing.sentence, /^[A-Z].*\.$/);
    if (closing.again === "never") assert.notEqual(closing.status, "lost");
    else assert.ok(delay_ms(closing.again, 5, () => 0) >= 1000);
  }
  assert.equal(closingOf(4503, "Forty people are here.").sentence, "Forty people are here.");
});

test("a server that answers nothing for ten seconds is given up", () => {
  const { socket, sockets, clock, transport } = openPage();
  clock.advance(60_000);
  assert.equal(sockets.length, 1, "silence is fine when nothing was asked");
  transport.send({ type: "advance", steps: 1 });
  const dead = socket();
  clock.advance(9_999);
  assert.equal(dead.isClosed, false);
  clock.advance(1);
  assert.equal(dead.isClosed, true);
  clock.advance(250);
  assert.equal(sockets.length, 2);
  dead.end(1006);
  clock.advance(60);
  assert.equal(sockets.length, 2, "its late close changes nothing");
});

test("the rate is measured over about a second", () => {
  const rate = createRate();
  assert.equal(rate.measure(0, 0), null);
  let measured = null;
  for (let t = 20; t <= 5000; t += 20) measured = rate.measure(t * 3, t);
  assert.equal(measured, 3000);
  for (let t = 5020; t <= 7000; t += 20) measured = rate.measure(15_000 + (t - 5000), t);
  assert.equal(measured, 1000);
});

test("a closed transport does nothing more", () => {
  const { socket, sockets, clock, transport } = openPage();
  transport.close();
  assert.equal(socket().isClosed, true);
  socket().end(1006);
  clock.advance(60_000);
  assert.equal(sockets.length, 1);
});

/** A page with one branch that waits, and a run of three steps on another, which is then left. */
function leftPage() {
  const opened = openPage();
  const { socket, store, leave } = opened;
  const curve = { first_step: 0, steps: 3, steps_per_point: 1 };
  socket().receive({ type: "branches", present: 2, branches: [entry(1), entry(2)] });
  socket().receive(keptBranch(1));
  socket().receive(frame({ step: 3, losses: [3, 2, 1], evaluations: [[0, 3, 4, 0.5, NaN]] }));
  const values = Float32Array.of(0.1, NaN, 7);
  store.dispatch({
    type: "curves",
    curves: { branch: 1, losses: { ...curve, values }, readings: [] },
  });
  leave();
  return opened;
}

test("a page that is reloaded hands back what the one before held, and has its curves", () => {
  const { stored } = leftPage();
  const { socket, store } = page(stored);
  socket().open();
  const [hello] = socket().sent;
  assert.equal(hello.run.step, 3);
  assert.deepEqual(
    hello.branches.kept.map((/** @type {any} */ { branch }) => branch),
    [1],
  );
  greet(socket(), "rebuilt");
  socket().receive({ type: "branches", present: 2, branches: [entry(1), entry(2)] });
  const ghost = store.state.branches?.curves.get(1)?.losses;
  assert.deepEqual(
    [0, 1, 2].map((step) => ghost?.at(step)?.mean),
    [Math.fround(0.1), NaN, 7],
  );
  assert.equal(store.state.losses.steps, 3);
  assert.deepEqual(
    store.state.readings.map((reading) => [reading.test_loss, reading.test_accuracy]),
    [[4, NaN]],
  );
});

test("a page that is reloaded knows at what pace the run goes, and to where", () => {
  const opened = leftPage();
  const run = { command: 5, steps: null, until: { quantity: "loss", below: 0.1 } };
  opened.store.dispatch({
    type: "player",
    player: {
      pace: 1,
      run: /** @type {import("../../static/js/types.d.ts").Player["run"]} */ (run),
    },
  });
  opened.leave();
  const { store } = page(opened.stored);
  assert.equal(store.state.player.pace, 1);
  assert.deepEqual(store.state.player.run?.until, run.until);
});

test("what was kept counts once, and neither for another session nor after a takeover", () => {
  const { stored } = leftPage();
  const again = new Map(stored);
  page(stored);
  const second = page(stored);
  second.socket().open();
  assert.equal(second.socket().sent[0].run, null);
  again.set("learning-loop-session", "another");
  const other = page(again);
  other.socket().open();
  assert.equal(other.socket().sent[0].run, null);
  const taken = openPage();
  taken.socket().end(4409);
  taken.leave();
  assert.equal(taken.stored.get("learning-loop-keepsake"), "");
});

test("a refused question is nobody's fault where a command on its way has made the run another", () => {
  const { socket, store, transport } = openPage();
  const ask = () =>
    transport.send({
      type: "ask",
      question: "factors",
      parameter: { layer: 2, row: 3, column: 0 },
    });
  const refuse = (/** @type {number} */ command) =>
    socket().receive({ type: "rejected", command, field: null, sentence: "No such weight." });
  const load = transport.send({ type: "load", preset: "tiny" });
  refuse(ask());
  const said = () => store.state.notice?.sentence ?? null;
  assert.equal(said(), null);
  socket().receive(frame({ command: load }));
  refuse(ask());
  assert.equal(said(), "No such weight.", "of the run that is there");
});
