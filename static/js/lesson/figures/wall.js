/**
 * All test pictures as a wall: as they are, moved, or inverted. Tested on request (or after each epoch), each gets a tick or a
 * cross, and they are counted. A picture that is pressed goes to the stage as it hangs here.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatInteger, formatPercent } from "../../lib/format.js";
import { labelOf } from "../../panels/digit-wall.js";
import { tensorOf } from "../../protocol/tensors.js";
import { isFromData, newestFrame } from "../../state/selectors.js";
import { createAsked } from "./asked.js";
import { altered, pictureOf } from "./picture-canvas.js";
import { ACROSS, createWallCanvas } from "./wall-canvas.js";

/** @import { Answered, Data, Frame } from "../../types.d.ts" */
/** @import { Evaluation } from "../../protocol/messages.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

/** @typedef {{ title: string, words: string, how: { shift?: number[], inverted?: boolean } }} Way */

/** @type {Record<string, Way>} the ways in which the pictures can hang */
const WAYS = {
  plain: { title: "As they are", words: "as they are", how: {} },
  right: { title: "1 right", words: "one pixel to the right", how: { shift: [0, 1] } },
  further: { title: "2 right", words: "two pixels to the right", how: { shift: [0, 2] } },
  swapped: { title: "Swapped", words: "ink and paper swapped", how: { inverted: true } },
};

const EPOCHS = 10;
const WIDTH = 352;
const TALL = 54;

/** @typedef {{ step: number, right: boolean[], count: number }} Test */

/** @type {MountFigure} */
export function mount(root, { store, send, attributes, redraw }) {
  const names = (attributes.ways ?? "plain").split(/\s+/).filter((name) => name in WAYS);
  const neuron = Number(attributes.neuron?.split(".")[1] ?? 1);
  const isFollowing = attributes.follows === "epochs";
  const wall = createWallCanvas();
  let name = names[0] ?? "plain";
  let pointed = 0;
  /** @type {{ run: number, experiment: unknown, entries: number, made: string }} what the tests are of */
  let of = { run: -1, experiment: null, entries: 0, made: "" };
  /** @type {Map<string, Test>} the last test of each way */
  const tests = new Map();
  const asked = createAsked(store, send);
  /** @type {Test | null} of the first network, whose seed may have changed since the run took its reading */
  let untrained = null;
  /** @type {Set<number>} epochs that were asked about */
  const begun = new Set();
  /** @type {{ index: number, sums: number[], step: number } | null} the first layer's sums for the picture as it is */
  let plain = null;
  /** @type {number | null} the picture that goes to the stage moved, once it was there as it is */
  let wanted = null;
  let key = "";

  const way = () => /** @type {Way} */ (WAYS[name] ?? WAYS.plain);
  const testOf = (/** @type {string} */ of) => tests.get(of) ?? null;

  /** @param {string} of */
  function test(of) {
    const { how } = /** @type {Way} */ (WAYS[of] ?? WAYS.plain);
    asked.ask({ question: "evaluate", set: "test", ...how }, (answer) => keep(of, answer));
  }

  /** @param {string} of @param {Answered} answer */
  function keep(of, { step, content }) {
    const { right } = /** @type {Evaluation} */ (content);
    const found = { step, right, count: right.filter(Boolean).length };
    tests.set(of, found);
    if (of === "plain" && step === 0) untrained = found;
    redraw();
  }

  /** Whether the run is another, or was changed by hand. */
  function isAnother() {
    const { run, experiment, journal } = store.state;
    if (run === of.run && experiment === of.experiment && journal.length === of.entries)
      return false;
    const made = `${run} ${journal.length} ${JSON.stringify(experiment)}`;
    const isNew = made !== of.made;
    of = { run, experiment, entries: journal.length, made };
    return isNew;
  }

  /** What was tested is true of one run, up to where it stands. @param {Frame} frame */
  function forget(frame) {
    const { state } = store;
    if (isAnother()) {
      tests.clear();
      asked.forget();
      begun.clear();
      untrained = null;
    }
    // While it runs, answers come before the frame that they are about.
    if (frame.running || state.player.running) return;
    for (const [of, { step }] of tests)
      if (step > frame.step || (!isFollowing && step !== frame.step)) tests.delete(of);
    if (isFollowing && !tests.has("plain")) begun.clear();
  }

  /** @param {number} step */
  const epochOf = (step) => Math.floor(step / Math.max(1, store.state.steps_per_epoch));

  /** @param {Frame} frame */
  function follow(frame) {
    const epoch = epochOf(frame.step);
    if (!isFollowing || begun.has(epoch) || store.state.connection.status !== "open") return;
    begun.add(epoch);
    test("plain");
  }

  /** @param {string} to */
  function hang(to) {
    name = to;
    key = "";
    const { data } = store.state;
    if (data && data.shown.set === "test" && !isFollowing) put(data, data.shown.index);
    redraw();
  }

  /** A picture to the stage: as it is, and then as it hangs here. @param {Data} data @param {number} index */
  function put(data, index) {
    pointed = index;
    wanted = name === "plain" ? null : index;
    if (wanted === null || plain?.index !== index) send({ type: "show", set: "test", index });
    else move(data, index);
  }

  /** @param {Data} data @param {number} index */
  function move(data, index) {
    wanted = null;
    const example = data.training_count + index;
    const inputs = altered(pictureOf(data, example), wall.columns, way().how);
    const { outputs } = data;
    const targets = [...data.targets.subarray(example * outputs, (example + 1) * outputs)];
    send({ type: "show", inputs, targets });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const { data } = store.state;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -ACROSS, ArrowDown: ACROSS }[event.key];
    if (!data || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = data.count - data.training_count;
    if (by !== undefined) point(Math.max(0, Math.min(count - 1, pointed + by)));
    else if (event.key === "Enter" || event.key === " ") put(data, pointed);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} index */
  function point(index) {
    if (index === pointed) return;
    pointed = index;
    redraw();
  }

  wall.canvas.addEventListener("keydown", onKey);
  wall.canvas.addEventListener("pointermove", (event) => {
    const index = wall.at(event);
    if (index >= 0) point(index);
  });
  wall.canvas.addEventListener("click", (event) => {
    const { data } = store.state;
    const index = wall.at(event);
    if (data && index >= 0) put(data, index);
  });
  wall.canvas.addEventListener("focus", redraw);
  wall.canvas.addEventListener("blur", redraw);

  /** @param {Scene} scene */
  function update({ frame, state, dataset }) {
    const { data } = state;
    const newest = newestFrame(state) ?? frame;
    if (!data || !dataset.picture) return;
    forget(newest);
    follow(newest);
    remember(frame);
    const found = testOf(name);
    const now = `${isFollowing ? newest.step : ""} ${name} ${found?.step} ${found?.count} ${pointed} ${state.run} ${data.shown.set}${data.shown.index} ${document.activeElement === wall.canvas}`;
    const isNew = now !== key;
    key = now;
    wall.paint({
      data,
      columns: dataset.picture[1] ?? 8,
      how: way().how,
      right: found?.right ?? null,
      pointed: document.activeElement === wall.canvas ? pointed : null,
      shown: data.shown.set === "test" ? data.shown.index : null,
    });
    if (!isNew) return;
    const label = dataset.classes[labelOf(data, data.training_count + pointed)] ?? "";
    const verdict = found ? (found.right[pointed] ? ", right" : ", wrong") : "";
    const count = data.count - data.training_count;
    wall.canvas.setAttribute(
      "aria-label",
      `${count} test pictures, ${way().words}. ${found ? `${found.count} are answered rightly. ` : ""}Arrow keys go from picture to picture, Enter puts one on the stage. Picture ${pointed + 1}, a ${label}${verdict}.`,
    );
    render(
      html`${
        names.length > 1
          ? html`<div class="switch wall-ways" role="group" aria-label="How the pictures hang">${names.map((of) => html`<button type="button" data-way-hung=${of} aria-pressed=${of === name} @click=${() => hang(of)}>${WAYS[of]?.title}</button>`)}</div>`
          : nothing
      }
        <div class="wall-line">
          ${isFollowing ? nothing : html`<button type="button" class="primary" id="wall-test" ?disabled=${found !== null} @click=${() => test(name)}>${found ? "Tested" : `Test all ${count}`}</button>`}
          <p class="wall-count" role="status">${found ? html`<strong>${formatInteger(found.count)}</strong> of ${count} right, <span class="no-wrap">${formatPercent(found.count / count, 1)}</span>${isFollowing ? html`<span class="quiet">, at update ${formatInteger(found.step)}</span>` : nothing}` : html`<span class="quiet">not tested yet</span>`}</p>
        </div>
        ${wall.canvas}
        <p class="figure-line"><span>Test picture ${pointed + 1}: a ${label}${verdict}</span>
          ${found ? html`<span class="wall-legend"><i class="tick-sample"></i> right <i class="cross-sample"></i> wrong</span>` : nothing}</p>
        ${isFollowing ? rows(count, newest) : nothing}`,
      root,
    );
  }

  /** What the picture on the stage gives as it is. @param {Frame} frame */
  function remember(frame) {
    const { state } = store;
    const { data } = state;
    if (data?.shown.set !== "test" || !isFromData(state)) return;
    const sums = tensorOf(frame, "example.z", 1);
    const { index } = data.shown;
    if (plain?.index !== index || plain.step !== frame.step) {
      const length = sums.shape[0] ?? 0;
      plain = { index, sums: Array.from({ length }, (_, i) => sums.at(i)), step: frame.step };
    }
    if (wanted === index) move(data, index);
  }

  /** How many were right when an epoch was over, by the run's first reading after it. @param {number} epoch @param {number} now @param {number} count */
  function readAfter(epoch, now, count) {
    const reading = store.state.readings.find(
      ({ step, test_accuracy }) =>
        epochOf(step) === epoch && step <= now && !Number.isNaN(test_accuracy),
    );
    return reading ? Math.round(reading.test_accuracy * count) : null;
  }

  /** How many were right after each epoch, by the run's own readings. @param {number} count @param {Frame} newest */
  function rows(count, newest) {
    const perEpoch = Math.max(1, store.state.steps_per_epoch);
    const width = WIDTH / (EPOCHS + 1);
    /** @type {string[]} */
    const told = [];
    const bars = Array.from({ length: EPOCHS + 1 }, (_, epoch) => {
      const right = (epoch === 0 ? untrained?.count : null) ?? readAfter(epoch, newest.step, count);
      if (right !== null) told.push(`${epoch}: ${right}`);
      const tall = right === null ? 0 : Math.max(1, (right / count) * TALL);
      const middle = (epoch + 0.5) * width;
      return svg`<rect x=${epoch * width + 2} y=${18 + TALL - tall} width=${width - 4} height=${tall} rx="3"></rect>
        ${right !== null ? svg`<text class="score" x=${middle} y=${12 + TALL - tall}>${right}</text>` : nothing}
        <text x=${middle} y=${TALL + 34}>${epoch}</text>`;
    });
    const words = told.length > 0 ? `Right answers by epoch: ${told.join(", ")}` : "Not tested yet";
    return html`<svg class="wall-epochs" viewBox="0 0 ${WIDTH} ${TALL + 40}" role="img" aria-label=${words}>${bars}</svg>
      <p class="figure-line"><span>right after each epoch</span><span class="no-wrap">update <strong>${formatInteger(newest.step)}</strong> of ${formatInteger(EPOCHS * perEpoch)}</span></p>`;
  }

  return {
    update,
    /** @param {string} word */
    word(word) {
      switch (word) {
        case "count": {
          const { data } = store.state;
          return data ? data.count - data.training_count : undefined;
        }
        case "right":
          return testOf("plain")?.count;
        case "accuracy":
          return share(testOf("plain"));
        case "moved":
          return share(testOf("right"));
        case "further":
          return share(testOf("further"));
        case "swapped":
          return share(testOf("swapped"));
        case "before":
          return plain?.sums[neuron - 1];
        default:
          return undefined;
      }
    },
    act(id) {
      if (id === "test") test(name);
      if (id in WAYS) {
        hang(id);
        test(id);
      }
    },
    unmount() {
      asked.stop();
      render(nothing, root);
    },
  };
}

/** @param {Test | null} found */
const share = (found) => (found ? found.count / found.right.length : undefined);
