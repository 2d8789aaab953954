/**
 * Two runs of one neuron, told apart by their loss: the output of each over its steps, as the tape had it, with its first
 * slope and the step at which it came below the line.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatInteger, formatNumber } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { unitsOf } from "../../protocol/layout.js";
import { tensorOf } from "../../protocol/tensors.js";
import { isFromData } from "../../state/selectors.js";

/** @import { State } from "../../types.d.ts" */
/** @import { MountFigure } from "../types.d.ts" */

const WIDTH = 320;
const HEIGHT = 138;
const EDGE = { left: 30, right: 14, top: 10, bottom: 24 };
/** An output below this has turned round; the loss it has then, which a run can be told to stop at. */
const LINE = 0.2;
const BELOW = { half_square: LINE ** 2 / 2, binary_cross_entropy: -Math.log(1 - LINE) };
const STEPS = 200;
const LOSSES = /** @type {const} */ (["half_square", "binary_cross_entropy"]);
const WORDS = { half_square: "half_square", binary_cross_entropy: "cross_entropy" };
const TITLES = { half_square: "half-square", binary_cross_entropy: "cross-entropy" };

/** @typedef {(typeof LOSSES)[number]} Loss */
/** @typedef {{ outputs: Map<number, number>, slope: number | null, isSeen: boolean, below: number | null }} Kept outputs by step; the first slope, and whether it has been shown */

/** The runs of a step that was opened, as long as the page lives. @type {WeakMap<object, Map<Loss, Kept>>} */
const keptSince = new WeakMap();

/** @type {MountFigure} */
export function mount(root, { store, player, start, redraw }) {
  /** @type {Map<Loss, Kept>} */
  let runs = new Map();
  let drawn = "";

  /** @param {State} state @returns {Loss | null} the loss of a run that belongs here */
  function lossIn({ frame, experiment }) {
    const units = frame ? unitsOf(frame.layout) : [];
    return units.length === 2 && units[0] === 1
      ? (LOSSES.find((name) => name === experiment?.loss) ?? null)
      : null;
  }

  /** What the tape has of this run, with each frame, also where it is not drawn. @param {State} state */
  function keep(state) {
    const { frame } = state;
    const since = start();
    const loss = lossIn(state);
    if (!since || !frame || !loss || !isFromData(state)) return;
    runs = keptSince.get(since) ?? new Map();
    keptSince.set(since, runs);
    const run = runs.get(loss) ?? { outputs: new Map(), slope: null, isSeen: false, below: null };
    runs.set(loss, run);
    const { step } = frame;
    if (step === 0) run.slope = tensorOf(frame, "weights_gradient", 1).at(0, 0);
    run.isSeen ||= step > 0;
    const output = tensorOf(frame, "example.a", 1).at(0);
    run.outputs.set(step, output);
    if (output >= LINE || (run.below !== null && step >= run.below)) return;
    run.below = step;
    queueMicrotask(redraw);
  }

  /** @type {State["frame"]} */
  let before = null;
  const stop = store
    .derive((state) => state)
    .subscribe((state) => {
      if (state.frame !== before) keep(state);
      before = state.frame;
    });

  return {
    update(scene) {
      const { frame, state } = scene;
      keep(state);
      const loss = lossIn(state);
      const now = loss && runs.get(loss);
      if (now) now.isSeen ||= factsOf(scene).backward(1);
      const isRunning = state.player.running;
      const told = [...runs].map(([name, { outputs, isSeen, below }]) => [
        name,
        outputs.size,
        isSeen,
        below,
      ]);
      const key = JSON.stringify([loss, frame.step, isRunning, told]);
      if (key === drawn) return;
      drawn = key;
      const output = loss ? tensorOf(frame, "example.a", 1).at(0) : 1;
      render(
        html`<svg class="twins" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${sentence(runs)}>
            ${ground()}${[...runs].map(([name, run]) => curve(name, run, name === loss))}
          </svg>
          <div class="figure-side">
          <button type="button" class="setup-button twins-run" ?disabled=${!loss || isRunning || output < LINE} @click=${() => loss && player.runUntil({ quantity: "loss", below: BELOW[loss] })}>Run until ŷ is below ${LINE}</button>
          <table class="twins-table">
            <thead><tr><th scope="col">loss</th><th scope="col">first slope</th><th scope="col">steps to ${LINE}</th></tr></thead>
            <tbody>${LOSSES.map((name) => row(name, runs.get(name), name === loss))}</tbody>
          </table></div>`,
        root,
      );
    },
    word(name) {
      for (const [loss, run] of runs) {
        if (name === WORDS[loss]) return run.below ?? undefined;
        if (name === `${WORDS[loss]}_slope`)
          return run.isSeen ? (run.slope ?? undefined) : undefined;
      }
      return undefined;
    },
    unmount() {
      stop();
      render(nothing, root);
    },
  };
}

/** @param {number} step */
const across = (step) =>
  EDGE.left + (Math.min(STEPS, step) / STEPS) * (WIDTH - EDGE.left - EDGE.right);
/** @param {number} output */
const up = (output) => EDGE.top + (1 - output) * (HEIGHT - EDGE.top - EDGE.bottom);

function ground() {
  const [left, right] = [across(0), across(STEPS)];
  return svg`<path class="axes" d="M${left} ${EDGE.top}V${up(0)}H${right}"></path>
    <line class="line" x1=${left} x2=${right} y1=${up(LINE)} y2=${up(LINE)}></line>
    <text class="end" x=${left - 6} y=${up(1) + 8}>1</text><text class="end" x=${left - 6} y=${up(LINE) + 5}>${LINE}</text><text class="end" x=${left - 6} y=${up(0) + 2}>0</text>
    ${[0, 50, 100, 150, 200].map((step) => svg`<text class="middle" x=${across(step)} y=${HEIGHT - 5}>${step === 200 ? "200" : step}</text>`)}
    <text class="symbol" x=${left + 8} y=${EDGE.top + 34}>ŷ</text>`;
}

/** The places that were seen, joined; where steps between them were not, with dots. @param {Loss} name @param {Kept} run @param {boolean} isNow */
function curve(name, { outputs, below }, isNow) {
  const places = [...outputs].toSorted(([a], [b]) => a - b).filter(([step]) => step <= STEPS);
  const last = places.at(-1);
  if (!last) return nothing;
  let whole = "";
  let gaps = "";
  places.forEach(([step, output], i) => {
    const here = `${across(step).toFixed(1)} ${up(output).toFixed(1)}`;
    const before = places[i - 1];
    if (before && step - before[0] > 8)
      gaps += `M${across(before[0]).toFixed(1)} ${up(before[1]).toFixed(1)}L${here}`;
    whole += `${before && step - before[0] <= 8 ? "L" : "M"}${here}`;
  });
  const [x, y] = [across(last[0]), up(last[1])];
  return svg`<path class="run ${WORDS[name]}" d=${whole}></path><path class="gap" d=${gaps}></path>
    <circle class="end-of-run ${isNow ? "now" : ""}" cx=${x} cy=${y} r="5.5"></circle>
    ${below === null ? nothing : svg`<text class="run-name ${below > STEPS / 2 ? "left" : ""}" x=${x + (below > STEPS / 2 ? -10 : 10)} y=${y - 8}>${TITLES[name]}</text>`}`;
}

/** @param {Loss} name @param {Kept | undefined} run @param {boolean} isNow */
const row = (name, run, isNow) =>
  html`<tr class=${isNow ? "now" : ""} data-run=${WORDS[name]}>
    <th scope="row">${TITLES[name]}</th>
    <td>${run?.isSeen && run.slope !== null ? html`<span class="gradient">${formatNumber(run.slope, 4)}</span>` : "…"}</td>
    <td>${run?.below == null ? "…" : html`<strong>${formatInteger(run.below)}</strong>`}</td>
  </tr>`;

/** @param {Map<Loss, Kept>} runs */
const sentence = (runs) =>
  `The output over the steps. ${[...runs].map(([name, { outputs, below }]) => `With the ${TITLES[name]} loss ${below === null ? `${Math.max(...outputs.keys())} steps so far` : `it came below ${LINE} at step ${below}`}.`).join(" ")}`;
