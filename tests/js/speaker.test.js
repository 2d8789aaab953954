/** When the screen reader is told something, and when it is left in peace. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSpeaker } from "../../static/js/panels/speaker.js";
import { sceneOf } from "../../static/js/scene/stage.js";
import { stepSpans } from "../../static/js/timeline/player.js";
import { stops } from "../../static/js/timeline/training-step.js";
import { stateOf } from "./scenes.js";

/** @import { Player, State } from "../../static/js/types.d.ts" */

class Field {
  /** @param {string} type */
  constructor(type) {
    this.type = type;
  }
}

/** A page without a browser: where it has the focus, and what it was told. */
function listener() {
  const page = { activeElement: /** @type {unknown} */ (null) };
  Object.assign(globalThis, {
    document: page,
    HTMLInputElement: Field,
    HTMLTextAreaElement: class {},
  });
  /** @type {string[]} */
  const heard = [];
  const region = /** @type {HTMLElement} */ (
    /** @type {unknown} */ ({
      set textContent(/** @type {string} */ text) {
        heard.push(text);
      },
      get textContent() {
        return heard.at(-1) ?? "";
      },
    })
  );
  let now = 0;
  const speaker = createSpeaker(region, () => now);
  return {
    heard,
    speaker,
    focus: (/** @type {string | null} */ type) => {
      page.activeElement = type === null ? null : new Field(type);
    },
    wait: (/** @type {number} */ seconds) => {
      now += 1000 * seconds;
    },
    /** @param {State} state @param {Partial<Player>} player */
    show(state, player) {
      const scene = sceneOf(
        { ...state, player: { ...state.player, ...player } },
        { width: 866, height: 540 },
        false,
      );
      assert.ok(scene);
      speaker.update(scene);
    },
  };
}

const state = stateOf({ entry: {}, units: [2, 2, 1], targets: [1] });
const ends = Object.fromEntries(stops(stepSpans(state.frame)).map(({ id, end }) => [id, end]));
const at = (/** @type {string} */ id) => ends[id] ?? NaN;

test("a page that opens says nothing of itself, and a phase is said as soon as it has come to rest", () => {
  const { heard, show } = listener();
  show(state, { time: 0 });
  assert.deepEqual(heard, []);
  show(state, { time: at("forward.1") / 2, playing: true, stop_at: at("forward.1") });
  assert.deepEqual(heard, []);
  show(state, { time: at("forward.1") });
  assert.equal(heard.length, 1);
  assert.match(heard[0] ?? "", /^Layer 1 of 2\. 2 neurons\./);
  show(state, { time: at("forward.1") });
  assert.equal(heard.length, 1);
});

test("within a phase at rest nothing is said that has not happened", () => {
  const { heard, show } = listener();
  show(state, { time: 0 });
  show(state, { time: (at("forward.2") + at("loss")) / 2 });
  assert.deepEqual(heard, []);
});

test("while time goes on there is at most one sentence every five seconds", () => {
  const { heard, show, wait } = listener();
  show(state, { time: 0 });
  show(state, { time: at("forward.1"), playing: true });
  show(state, { time: at("forward.2"), playing: true });
  assert.equal(heard.length, 1);
  wait(5);
  show(state, { time: at("loss"), playing: true });
  assert.equal(heard.length, 2);
  assert.match(heard[1] ?? "", /Loss/);
});

test("a run is said every five seconds, and its end at once", () => {
  const { heard, show, wait } = listener();
  show(state, { time: 0 });
  for (let i = 0; i < 24; i++) {
    show(state, { playing: true, running: true });
    wait(0.5);
  }
  assert.equal(heard.length, 3);
  assert.match(heard[0] ?? "", /^Step 0, epoch 0\. Loss/);
  show(state, { time: 0 });
  assert.equal(heard.length, 4);
});

test("the end of a run is said even where no picture of it was drawn", () => {
  const { heard, show } = listener();
  show(state, { time: 0 });
  const notice = { kind: /** @type {const} */ ("stopped"), sentence: "", field: null, number: 1 };
  show({ ...state, notice }, { time: 0 });
  show({ ...state, notice }, { time: 0 });
  assert.equal(heard.length, 1);
  assert.match(heard[0] ?? "", /^Step /);
});

test("nothing is said while a person types, and a key says the last sentence again", () => {
  const { heard, show, focus, speaker } = listener();
  show(state, { time: 0 });
  focus("number");
  show(state, { time: at("loss") });
  assert.equal(heard.length, 0);
  focus("range");
  speaker.repeat();
  speaker.repeat();
  const [first = "", second = "", ...more] = heard;
  assert.match(first, /^Output/);
  assert.deepEqual(more, []);
  assert.notEqual(first, second);
  assert.equal(first.trim(), second.trim());
});

test("what is picked is said", () => {
  const { heard, show } = listener();
  show(state, { time: at("loss") });
  show({ ...state, selected: { kind: "neuron", layer: 1, index: 1 } }, { time: at("loss") });
  assert.match(heard[0] ?? "", /^Neuron 2, layer 1\. Sum /);
});
