/**
 * A neuron: what goes in is weighed and mixed, the sum is bent, and on the way back its blame is made of the blame ahead. An
 * input is a number that the example gives.
 */

import { html, nothing } from "lit-html";
import { formatSignificant } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { activationOf } from "../scene/neurons.js";
import { largest } from "../scene/sums.js";
import { exampleWord, layerWord, namesOf, selectionName } from "../scene/words.js";
import { anatomy } from "./anatomy.js";
import { curvePlot } from "./curve-plot.js";
import { bendEquation, blameEquation, sumEquation } from "./equations.js";
import { formula } from "./formula.js";
import {
  capital,
  marker,
  shortName,
  signClass,
  signed,
  slopeOf,
  sourceOf,
  symbol,
  WAITING,
} from "./inspector-parts.js";
import { createLensPicture } from "./lens-picture.js";
import { liveFormula } from "./live-formula.js";
import { saying } from "./neuron-state.js";
import { inTable } from "./own-table.js";
import { termStack } from "./term-stack.js";

/** @import { Selection } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */
/** @import { TermRow } from "./term-stack.js" */

const MOST_TERMS = 9;

export function createNeuronPanel() {
  const picture = createLensPicture("large");

  /** @param {View} view @param {number} layer @param {number} index */
  return function panel(view, layer, index) {
    return layer === 0 ? inputBody(view, index) : neuronBody(view, layer, index, picture);
  };
}

/** @param {View} view @param {number} index */
function inputBody(view, index) {
  const { frame, units, dataset } = view.scene;
  const value = tensorOf(frame, "example.inputs").at(index);
  const raw = inTable(view.scene.state, index, value);
  return html`<h2>${capital(selectionName(units, { kind: "neuron", layer: 0, index }, namesOf(view.scene)))}</h2>
    <p class="what">${dataset.picture ? "one pixel of the picture, from 0 for blank to 1 for full ink" : "one of the numbers that go in"}</p>
    <p class="big"><span class=${signClass(value)}>${signed(value, 3)}</span></p>
    ${raw === null ? nothing : html`<p class="what">In your table ${formatSignificant(raw, 4)}, standardised for the network: minus the column's mean, divided by its deviation.</p>`}
    <h3>Its connections</h3>
    <div class="links">${Array.from({ length: units[1] ?? 0 }, (_, to) => {
      const weight = tensorOf(frame, "weights", 1).at(to, index);
      return marker(
        view,
        { kind: "connection", layer: 1, to, from: index },
        "link",
        html`<span>to ${shortName(view.scene, 1, to)}</span><strong class=${signClass(weight)}>${signed(weight, 3)}</strong>`,
      );
    })}</div>`;
}

/**
 * @param {View} view @param {number} layer @param {number} index
 * @param {ReturnType<typeof createLensPicture>} picture
 */
function neuronBody(view, layer, index, picture) {
  const { scene, facts } = view;
  const { frame, units } = scene;
  const at = (/** @type {string} */ name) => tensorOf(frame, `example.${name}`, layer).at(index);
  const activation = activationOf(scene, layer);
  const known = facts.forward(layer);
  const parameter = { layer, row: index, column: null };
  const steepness = view.ask("factors", { parameter })?.steepness ?? null;
  const output = layer === units.length - 1;
  const letter = output ? "ŷ" : "a";
  const [z, a] = [at("z"), at("a")];
  view.after(() => picture.draw(scene, layer, index));
  return html`<div class="who">${picture.canvas}<div>
      <h2>${capital(selectionName(units, { kind: "neuron", layer, index }, namesOf(scene)))}</h2>
      <p class="big"><span class="symbol">${letter}</span>${!known ? WAITING : Number.isFinite(a) ? html`<span class=${signClass(a)}>${signed(a, 3)}</span>` : "–"}</p>
      <p class="says">${saying(view, layer, index, steepness)}</p>
    </div></div>
    ${anatomy({ inputs: units[layer - 1] ?? 0, z, a, out: letter, known, steepness: known ? steepness : null, activation })}
    <h3>Mix: <span class="quiet">weight × what comes in, and the bias</span></h3>
    ${liveFormula("sum", sumEquation(view, layer, index), view.joint)}
    ${known ? termStack(view, contributions(view, layer, index), { name: html`sum ${symbol("z")}`, value: z }) : weightList(view, layer, index)}
    <h3>Bend: <span class="quiet">${activation?.title ?? ""}</span></h3>
    ${bend(view, layer, index)}
    ${activation ? curvePlot(activation, known ? { z, a, steepness } : null) : nothing}
    <h3>Back: <span class="quiet">what this ${exampleWord(scene)} blames it for</span></h3>
    ${blame(view, layer, index, steepness)}
    <p class="more"><button type="button" class="plain" id="whole-layer" @click=${() => view.select({ kind: "layer", layer })}>All of ${output ? "the output" : layerWord(units, layer)}</button></p>`;
}

/** a = σ(z), and the rule itself where z stands deep in it. @param {View} view @param {number} layer @param {number} index */
function bend(view, layer, index) {
  const pieces = bendEquation(view, layer, index);
  const isWhole = !pieces.some((piece) => "op" in piece && piece.op.includes("\\sigma"));
  const rule = activationOf(view.scene, layer)?.formula ?? "";
  return html`${liveFormula("bend", pieces, view.joint)}
    ${isWhole ? nothing : html`<p class="line">${formula("neuron activation", rule)}</p>`}`;
}

/** What a neuron adds up: its largest terms, and the bias. @param {Pick<View, "scene">} view @param {number} layer @param {number} index @returns {TermRow[]} */
export function contributions({ scene }, layer, index) {
  const { frame, units } = scene;
  const weights = tensorOf(frame, "weights", layer);
  const source = sourceOf(scene, layer);
  const terms = Array.from({ length: units[layer - 1] ?? 0 }, (_, from) => ({
    key: from,
    value: weights.at(index, from) * source(from),
  }));
  const { shown, others, rest } = largest(terms, MOST_TERMS);
  const bias = tensorOf(frame, "biases", layer).at(index);
  /** @type {TermRow[]} */
  const rows = shown.map(({ key, value }) => ({
    name: shortName(scene, layer - 1, key),
    factors: `${signed(weights.at(index, key), 2)} × ${signed(source(key), 2)}`,
    value,
    selection: { kind: "connection", layer, to: index, from: key },
  }));
  if (others > 0)
    rows.push({ name: `and ${others} more`, factors: "", value: rest, selection: null });
  rows.push({
    name: "bias",
    factors: "",
    value: bias,
    selection: { kind: "bias", layer, to: index },
  });
  return rows;
}

/** Before the sum is made: the weights alone. @param {View} view @param {number} layer @param {number} index */
function weightList(view, layer, index) {
  const { frame, units } = view.scene;
  const weights = tensorOf(frame, "weights", layer);
  const bias = tensorOf(frame, "biases", layer).at(index);
  const terms = Array.from({ length: units[layer - 1] ?? 0 }, (_, from) => ({
    key: from,
    value: weights.at(index, from),
  }));
  const { shown, others } = largest(terms, MOST_TERMS);
  /** @param {Selection} selection @param {string} name @param {number} value */
  const line = (selection, name, value) =>
    marker(
      view,
      selection,
      "link",
      html`<span>${name}</span><strong class=${signClass(value)}>${signed(value, 3)}</strong>`,
    );
  return html`<div class="links">
    ${shown.map(({ key, value }) => line({ kind: "connection", layer, to: index, from: key }, shortName(view.scene, layer - 1, key), value))}
    ${others > 0 ? html`<p class="what others">and ${others} more</p>` : nothing}
    ${line({ kind: "bias", layer, to: index }, "bias", bias)}
    <p class="sum-waits">sum ${symbol("z")} ${WAITING}</p>
  </div>`;
}

/**
 * ∂L/∂a as the sum of what the neurons ahead pass back, and δ = ∂L/∂a · σ′(z).
 * @param {View} view @param {number} layer @param {number} index @param {number | null} steepness
 */
function blame(view, layer, index, steepness) {
  const { scene, facts } = view;
  const { frame, units } = scene;
  if (!facts.truth)
    return html`<p class="what">This ${exampleWord(scene)} has no truth: there is no loss, and no blame.</p>`;
  if (!facts.backward(layer)) return html`<p class="line">${symbol("δ")} ${WAITING}</p>`;
  const ahead = layer + 1;
  const da = tensorOf(frame, "example.da", layer).at(index);
  const dz = tensorOf(frame, "example.dz", layer).at(index);
  const output = layer === units.length - 1;
  const mixes = activationOf(scene, layer)?.flat === null;
  const sum = output
    ? html`<p class="what">${mixes ? "The loss gives its error signal directly." : "Its blame comes straight from the loss."}</p>`
    : termStack(view, passedBack(view, ahead, index), {
        name: html`blame ${slopeOf("a")}`,
        value: da,
        hue: "gradient",
      });
  if (mixes)
    return html`${sum}<p class="product"><span>error signal ${symbol("δ")}</span><strong class="gradient">${signed(dz, 4)}</strong></p>`;
  return html`${sum}${liveFormula("blame", blameEquation(view, layer, index, steepness), view.joint)}`;
}

/** @param {View} view @param {number} ahead the layer that the blame comes from @param {number} index @returns {TermRow[]} */
function passedBack({ scene }, ahead, index) {
  const { frame, units } = scene;
  const weights = tensorOf(frame, "weights", ahead);
  const signals = tensorOf(frame, "example.dz", ahead);
  const terms = Array.from({ length: units[ahead] ?? 0 }, (_, to) => ({
    key: to,
    value: weights.at(to, index) * signals.at(to),
  }));
  const { shown, others, rest } = largest(terms, MOST_TERMS);
  /** @type {TermRow[]} */
  const rows = shown.map(({ key, value }) => ({
    name: shortName(scene, ahead, key),
    factors: html`<span class="symbol">w</span> ${signed(weights.at(key, index), 2)} × <span class="symbol">δ</span> ${signed(signals.at(key), 2)}`,
    value,
    selection: { kind: "connection", layer: ahead, to: key, from: index },
  }));
  if (others > 0)
    rows.push({ name: `and ${others} more`, factors: "", value: rest, selection: null });
  return rows;
}
