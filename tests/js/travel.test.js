import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../static/js/state/store.js";
import { createPlayer, stepSpans } from "../../static/js/timeline/player.js";
import { endOf, stops } from "../../static/js/timeline/training-step.js";
import { catalog, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

/** @import { FrameContent } from "./frames.js" */
/** @import { Time } from "../../static/js/types.d.ts" */

const layout = layoutOf([2, 3, 1]);

/** A run that has lived to step 1000 and stands before step 600. */
function standing() {
  const store = createStore(catalog);
  /** @type {any[]} */
  const sent = [];
  const player = createPlayer(store, (command) => sent.push(command));
  /** @param {Partial<FrameContent>} content */
  const arrive = (content) =>
    store.dispatch({ type: "frame", frame: frameOf({ layout, ...content }) });
  /** @type {Time} */
  const time = {
    type: "time",
    step: 600,
    end: 1000,
    undo: "Rate 1 → 2",
    redo: null,
    changes: [],
    kept: [],
    digest: "",
  };
  store.dispatch({ type: "server", event: experimentEvent({ steps_per_epoch: 50 }) });
  store.dispatch({ type: "server", event: time });
  arrive({ step: 600 });
  return { store, sent, player, travel: player.travel, arrive };
}

test("while a hand drags one question is on its way, and the newest follows", () => {
  const { sent, travel, arrive } = standing();
  travel.drag(500);
  travel.drag(400);
  travel.drag(300);
  assert.deepEqual(sent, [{ type: "seek", step: 500, exact: false }]);
  assert.equal(travel.wanted, 300);
  arrive({ step: 496, command: 1 });
  assert.deepEqual(sent.slice(1), [{ type: "seek", step: 300, exact: false }]);
  arrive({ step: 288, command: 2 });
  assert.equal(sent.length, 2);
  assert.equal(travel.wanted, null);
});

test("letting go asks for the very step at once", () => {
  const { sent, travel, store, arrive } = standing();
  travel.drag(500);
  travel.drag(480);
  travel.to(481);
  assert.deepEqual(sent.at(-1), { type: "seek", step: 481, exact: true });
  arrive({ step: 496, command: 1 });
  arrive({ step: 481, command: 2 });
  assert.equal(sent.length, 2, "the step that was dragged over is not asked for any more");
  assert.equal(store.state.frame?.step, 481);
});

test("keys go on from the last wish and stay within what was lived", () => {
  const { sent, travel, arrive } = standing();
  for (let i = 0; i < 5; i++) travel.by(1);
  arrive({ step: 601, command: 1 });
  assert.deepEqual(
    sent.map(({ step }) => step),
    [601, 605],
  );
  arrive({ step: 605, command: 2 });
  travel.by(900);
  assert.equal(sent.at(-1).step, 1000);
  assert.equal(travel.page, 50);
});

test("a refused seek does not stop the next ones", () => {
  const { sent, travel, store } = standing();
  travel.drag(500);
  store.dispatch({ type: "say", sentence: "No." });
  travel.drag(400);
  assert.equal(sent.length, 2);
});

test("before the first phase of a step comes the last phase of the step before", () => {
  const { sent, player, store, arrive } = standing();
  player.previousPhase();
  assert.deepEqual(sent, [{ type: "seek", step: 599, exact: true }]);
  arrive({ step: 599, command: 1 });
  const spans = stepSpans(store.state.frame);
  assert.equal(store.state.player.time, endOf(spans));
  player.previousPhase();
  assert.equal(store.state.player.time, stops(spans).at(-1)?.start);
  assert.equal(sent.length, 1);
});

test("back by a step and by an epoch", () => {
  const { sent, travel, arrive } = standing();
  travel.previousStep();
  arrive({ step: 599, command: 1 });
  travel.previousEpoch();
  assert.deepEqual(
    sent.map(({ step }) => step),
    [599, 549],
  );
});

test("another step is shown in the same phase, but never after its update", () => {
  const { store, travel, arrive } = standing();
  const spans = stepSpans(store.state.frame);
  store.dispatch({ type: "player", player: { time: 3 } });
  travel.to(10);
  arrive({ step: 10, command: 1 });
  assert.equal(store.state.player.time, 3);
  store.dispatch({ type: "player", player: { time: endOf(spans) } });
  travel.to(20);
  arrive({ step: 20, command: 2 });
  assert.equal(store.state.player.time, stops(spans).at(-1)?.start);
});

test("undo is asked for only where there is something to undo", () => {
  const { sent, travel } = standing();
  travel.redo();
  travel.undo();
  assert.deepEqual(sent, [{ type: "undo" }]);
});
