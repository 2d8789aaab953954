/** A layer: how its numbers are spread over the batch, which of its neurons are dead, and how many answers are saturated. */

import { html, nothing } from "lit-html";
import { formatNumber, formatPercent } from "../lib/format.js";
import { batchSize, layerWord } from "../scene/words.js";
import { capital, marker, shortName, signed, symbol, WAITING } from "./inspector-parts.js";
import { histogram } from "./small-chart.js";

/** @import { Distribution } from "../protocol/messages.d.ts" */
/** @import { Answers } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */

/** @typedef {{ name: string, symbol: string, words: string, hue: string, phase: "rest" | "forward" | "backward" }} Spread */

/** @type {Spread[]} */
const SPREADS = [
  { name: "z", symbol: "z", words: "sums", hue: "ink", phase: "forward" },
  { name: "a", symbol: "a", words: "after the bend", hue: "ink", phase: "forward" },
  { name: "dz", symbol: "δ", words: "error signals", hue: "gradient", phase: "backward" },
  { name: "weights", symbol: "w", words: "weights", hue: "ink", phase: "rest" },
  { name: "gradient", symbol: "g", words: "slopes", hue: "gradient", phase: "backward" },
  { name: "update", symbol: "Δw", words: "moves", hue: "gradient", phase: "backward" },
];

/** @param {View} view @param {number} layer */
export function layerPanel(view, layer) {
  const { scene } = view;
  const { units, state, frame, moment } = scene;
  const name = state.experiment?.layers[layer - 1]?.activation;
  const activation = state.catalog.activations.find((entry) => entry.name === name);
  const count = units[layer] ?? 0;
  const answer = view.ask("layer", { layer });
  return html`<h2>${capital(layerWord(units, layer))}</h2>
    <p class="what">${count} ${count === 1 ? "neuron" : "neurons"}, ${activation?.title ?? ""}, over the batch of ${batchSize(frame)}</p>
    ${answer ? states(view, layer, answer, activation) : html`<p class="line">${moment.running ? "Pause to see how its numbers are spread." : WAITING}</p>`}
    ${answer ? SPREADS.map((spread) => part(view, layer, spread, answer.tensors[spread.name])) : nothing}
    <h3>Its neurons</h3>
    <div class="links tiles">${Array.from({ length: count }, (_, index) =>
      marker(
        view,
        { kind: "neuron", layer, index },
        "link",
        html`<span>${shortName(scene, layer, index)}${answer?.dead[index] ? html` <span class="state dead">dead</span>` : nothing}</span>`,
      ),
    )}</div>`;
}

/** @param {View} view @param {number} layer @param {Answers["layer"]} answer @param {import("../protocol/messages.d.ts").Activation | undefined} activation */
function states(view, layer, { dead_share, saturated_share, dead }, activation) {
  if (!view.facts.forward(layer)) return nothing;
  if (dead_share === null || saturated_share === null)
    return html`<p class="what">${activation?.saturated}</p>`;
  return html`<div class="pair shares">
      <p><strong>${formatPercent(dead_share, 0)}</strong><span class="state dead">dead</span></p>
      <p><strong>${formatPercent(saturated_share, 0)}</strong><span class="state flat">saturated</span></p>
    </div>
    <p class="what">${dead.some(Boolean) ? activation?.dead : saturated_share > 0 ? activation?.saturated : "Every neuron lets blame through."}</p>`;
}

/** @param {View} view @param {number} layer @param {Spread} spread @param {Distribution | undefined} found */
function part({ facts }, layer, { symbol: letter, words, hue, phase }, found) {
  const known =
    phase === "rest" || (phase === "forward" ? facts.forward(layer) : facts.backward(layer));
  if (!found) return nothing;
  const missing = found.not_finite > 0 ? `${found.not_finite} are not numbers` : "";
  const [low, high] = [found.minimum ?? NaN, found.maximum ?? NaN];
  const said = `${words}: from ${signed(low, 3)} to ${signed(high, 3)}, mean ${signed(found.mean ?? NaN, 3)}`;
  return html`<section class="spread ${hue}">
    <h3>${symbol(letter)} <span class="quiet">${words}</span></h3>
    ${
      !known
        ? html`<p class="line">${WAITING}</p>`
        : Number.isFinite(low)
          ? html`${histogram(found, said)}
        <p class="ends"><span>${signed(low, 3)}</span><span class="quiet">size ${formatNumber(found.rms ?? NaN, 3)}</span><span>${signed(high, 3)}</span></p>`
          : nothing
    }
    ${known && missing ? html`<p class="what"><span class="state hatch">Not a number</span> ${missing}</p>` : nothing}
  </section>`;
}
