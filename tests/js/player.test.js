import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../static/js/state/store.js";
import { describePace, paceAt, positionNow, positionOf } from "../../static/js/timeline/pace.js";
import { createPlayer, stepSpans } from "../../static/js/timeline/player.js";
import { endOf, stops } from "../../static/js/timeline/training-step.js";
import { catalog, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

const layout = layoutOf([2, 3, 1]);

/** A player over a real store and a server that only takes notes. */
function fixture(pace = positionOf(0.5)) {
  /** @type {any[]} */
  const sent = [];
  const store = createStore(catalog);
  store.dispatch({ type: "server", event: experimentEvent({ run: 1 }) });
  store.dispatch({ type: "player", player: { pace } });
  const player = createPlayer(store, (command) => sent.push(command));
  const arrive = (/** @type {number} */ step, /** @type {number} */ command, running = false) =>
    store.dispatch({ type: "frame", frame: frameOf({ layout, step, command, running }) });
  arrive(0, 0);
  const end = endOf(stepSpans(store.state.frame));
  const first = stops(stepSpans(store.state.frame))[0]?.end ?? 0;
  return { store, player, sent, arrive, end, first };
}

test("the update is committed when it has been shown, once", () => {
  const { store, player, sent, arrive, end } = fixture();
  player.play();
  for (let i = 0; i < 100; i++) player.tick(0.1);
  assert.equal(store.state.player.time, end);
  assert.deepEqual(sent, [{ type: "advance", steps: 1 }]);
  arrive(1, 1);
  assert.equal(store.state.upcoming?.step, 1);
  player.tick(0.1);
  assert.equal(store.state.frame?.step, 1);
});

test("next phase rests at the end of the phase", () => {
  const { store, player, first } = fixture();
  player.nextPhase();
  for (let i = 0; i < 60; i++) player.tick(0.1);
  assert.equal(store.state.player.time, first);
  assert.equal(store.state.player.playing, false);
});

test("what moves can be skipped: it rests at the end of the phase, or plays on from there", () => {
  const { store, player, first } = fixture();
  player.nextPhase();
  player.tick(0.1);
  player.nextPhase();
  assert.equal(store.state.player.time, first);
  assert.equal(store.state.player.playing, false);
  player.seek(0);
  player.play();
  player.tick(0.1);
  player.nextPhase();
  assert.equal(store.state.player.time, first);
  assert.equal(store.state.player.playing, true);
});

test("the phase that is shown can be seen again", () => {
  const { store, player, first } = fixture();
  player.seek(first);
  player.again();
  assert.equal(store.state.player.time, 0);
  for (let i = 0; i < 60; i++) player.tick(0.1);
  assert.equal(store.state.player.time, first);
  assert.equal(store.state.player.playing, false);
});

test("next phase after the update plays the first phase of the next step, however late it arrives", () => {
  const { store, player, arrive, end, first } = fixture();
  player.seek(end);
  player.nextPhase();
  player.tick(0.1);
  assert.equal(store.state.frame?.step, 0);
  arrive(1, 1);
  for (let i = 0; i < 60; i++) player.tick(0.1);
  assert.equal(store.state.frame?.step, 1);
  assert.equal(store.state.player.time, first);
});

test("replaying the update does not commit it again", () => {
  const { player, sent, arrive, end } = fixture();
  player.seek(end);
  arrive(1, 1);
  player.replayUpdate(2);
  for (let i = 0; i < 60; i++) player.tick(0.1);
  player.replay("update");
  for (let i = 0; i < 60; i++) player.tick(0.1);
  assert.equal(sent.length, 1);
});

test("next step commits without showing the phases, from wherever the playhead is", () => {
  const { store, player, sent, arrive } = fixture();
  player.seek(1);
  player.nextStep();
  assert.deepEqual(sent, [{ type: "advance", steps: 1 }]);
  arrive(1, 1);
  assert.equal(store.state.frame?.step, 1);
  assert.equal(store.state.player.time, 0);
});

test("full speed runs on the server, and pause ends it", () => {
  const { store, player, sent, arrive } = fixture(1);
  player.play();
  assert.deepEqual(sent, [{ type: "run", steps_per_second: null }]);
  arrive(900, 1, true);
  assert.equal(store.state.player.running, true);
  player.pause();
  assert.deepEqual(sent.at(-1), { type: "pause" });
});

test("slowing down from full speed goes on phase by phase", () => {
  const { store, player, sent, arrive } = fixture(1);
  player.play();
  arrive(900, 1, true);
  player.setPace(positionOf(0.3));
  assert.deepEqual(sent.at(-1), { type: "pause" });
  arrive(950, 2);
  player.tick(0.1);
  assert.equal(store.state.player.playing, true);
  assert.ok(store.state.player.time > 0);
});

test("pace is that of the run while it runs, and the chosen one else", () => {
  const { store, player, sent, arrive } = fixture(positionOf(1 / 8));
  player.runUntil({ quantity: "loss", below: 0.1 });
  assert.equal(describePace(paceAt(positionNow(store.state.player))), "full speed");
  player.setPace(positionOf(100));
  assert.deepEqual(sent.at(-1).until, { quantity: "loss", below: 0.1 });
  assert.equal(Math.round(sent.at(-1).steps_per_second), 100);
  player.setPace(1);
  arrive(9, 9); // it has stopped
  assert.equal(positionNow(store.state.player), 1);
  player.setPace(positionOf(1 / 8));
  assert.equal(positionNow(store.state.player), positionOf(1 / 8));
});

test("a slow pace ends a run to a goal, at whatever pace that was", () => {
  const { store, player, sent } = fixture(positionOf(1 / 8));
  player.runUntil({ step: 100 });
  player.setPace(positionOf(1 / 4));
  assert.deepEqual(sent.at(-1), { type: "pause" });
  assert.equal(store.state.player.playing, true);
});

test("a goal that is refused ends the run that was to reach it", () => {
  const { store, player, sent } = fixture(positionOf(1 / 8));
  player.runUntil({ quantity: "loss", below: 0 });
  store.dispatch({
    type: "server",
    event: { type: "rejected", command: sent.length, field: "until", sentence: "Never." },
  });
  assert.equal(store.state.player.playing, false);
  assert.equal(store.state.player.running, false);
});

test("a point of one's own stands on the stage with its answer, wherever in the step that was", () => {
  const { store, player, end } = fixture();
  const forward = stops(stepSpans(store.state.frame)).findLast(({ kind }) => kind === "forward");
  player.passForward();
  assert.equal(store.state.player.time, forward?.end);
  player.seek(end);
  player.passForward();
  assert.equal(store.state.player.time, end, "what was shown already stays");
});
