/** The two hidden neurons of a small network as gates: a knob for the bias of each, where it stands on its bend, and the slopes behind it. */

import { html, nothing, render, svg } from "lit-html";
import { factsOf } from "../../panels/facts.js";
import { signed } from "../../panels/inspector-parts.js";
import { tensorOf } from "../../protocol/tensors.js";
import { activationOf, windowOf } from "../../scene/activation.js";
import { stepSpans } from "../../timeline/player.js";
import { stops } from "../../timeline/training-step.js";
import { WAITING } from "../content.js";
import { createKnobs } from "../knobs.js";
import { isSameKey, keyOf } from "./plane-and-knobs.js";

/** @import { Scene } from "../../scene/stage.js" */

const WIDTH = 92;
const HEIGHT = 74;

/** @type {import("../types.d.ts").MountFigure} */
export function mount(root, context) {
  const { store, player, ask } = context;
  const knob = createKnobs({ ...context, moved: wayBack });
  /** @type {unknown[]} */
  let drawn = [];

  /** The way back is gone through anew with each change. */
  function wayBack() {
    const last = stops(stepSpans(store.state.frame)).find(({ id }) => id === "backward.1");
    if (last && store.state.player.time < last.end) player.seek(last.end);
  }

  /** @param {number} index */
  const steepness = (index) =>
    ask("factors", { parameter: { layer: 1, row: index, column: 0 } })?.steepness ?? undefined;

  return {
    update(scene) {
      const key = keyOf(scene);
      if (isSameKey(key, drawn)) return;
      drawn = key;
      const { units, state } = scene;
      render(
        html`<div class="gates">${Array.from(
          { length: units[1] ?? 0 },
          (_, i) => html`<section class="gate" aria-label="Neuron ${i + 1}">
          <h3>Neuron ${i + 1}</h3>
          <div class="gate-knob">
            ${knob(state, {
              parameter: { layer: 1, row: i, column: null },
              letter: "b",
              index: String(i + 1),
              what: `bias of neuron ${i + 1}`,
              mark: `biases.1.${i + 1}`,
            })}
          </div>
          ${standing(scene, i)}
          ${slopes(scene, i)}
        </section>`,
        )}</div>`,
        root,
      );
    },
    word(name) {
      if (name === "steepness_1") return steepness(0);
      return name === "steepness_2" ? steepness(1) : undefined;
    },
    unmount: () => render(nothing, root),
  };
}

/** Where the neuron stands on its bend, and whether it is open. @param {Scene} scene @param {number} index */
function standing(scene, index) {
  const [z, a] = ["z", "a"].map((name) => tensorOf(scene.frame, `example.${name}`, 1).at(index));
  const curve = activationOf(scene, 1)?.curve;
  if (!curve || z === undefined || a === undefined) return nothing;
  const known = factsOf(scene).forward(1);
  const { half, low, high, points } = windowOf(curve, z, 2);
  const x = (/** @type {number} */ value) => 4 + ((value + half) / (2 * half)) * (WIDTH - 8);
  const y = (/** @type {number} */ value) =>
    6 + ((high - value) / (high - low || 1)) * (HEIGHT - 16);
  const path = points.map((point) => `${x(point.z).toFixed(1)},${y(point.a).toFixed(1)}`).join(" ");
  const isShut = known && a === 0;
  return html`<div class="gate-bend ${isShut ? "shut" : ""}">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
      ${svg`<line class="axis" x1="2" x2=${WIDTH - 2} y1=${y(0)} y2=${y(0)}></line>
        <line class="axis" x1=${x(0)} x2=${x(0)} y1="2" y2=${HEIGHT - 4}></line>
        <polyline class="curve" points=${path}></polyline>
        ${known ? svg`<circle class="operating" cx=${x(z)} cy=${y(a)} r="5"></circle>` : nothing}`}
    </svg>
    <p>${known ? html`<span class="symbol">z</span> <b>${signed(z, 2)}</b>, <b class="gate-word">${isShut ? "shut" : "open"}</b>` : WAITING}</p>
  </div>`;
}

/** Its slopes of this step: of its two weights and its bias. @param {Scene} scene @param {number} index */
function slopes(scene, index) {
  const known = factsOf(scene).backward(1);
  const weights = tensorOf(scene.frame, "weights_gradient", 1);
  const bias = tensorOf(scene.frame, "biases_gradient", 1).at(index);
  const rows = [
    ...Array.from({ length: weights.shape[1] ?? 0 }, (_, j) => ({
      letter: "w",
      index: j + 1,
      value: weights.at(index, j),
    })),
    { letter: "b", index: "", value: bias },
  ];
  return html`<div class="gate-slopes">
    <p>slopes</p>
    ${rows.map(
      ({ letter, index: at, value }) =>
        html`<p><span class="symbol">${letter}<sub>${at}</sub></span> ${known ? html`<b class="gradient">${value === 0 ? "0" : signed(value, 4)}</b>` : html`<span class="waiting" title="not computed yet"></span>`}</p>`,
    )}
  </div>`;
}
