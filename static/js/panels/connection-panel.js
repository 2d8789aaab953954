/**
 * A weight or a bias: its value, its slope as a product for the shown example and as a mean over the batch, its move, the check
 * by trying, a value set by hand, and its history.
 */

import { html, nothing } from "lit-html";
import { formatInteger } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { activationOf } from "../scene/neurons.js";
import {
  batchSize,
  exampleWord,
  meanWord,
  namesOf,
  neuronName,
  selectionName,
} from "../scene/words.js";
import { pastOf } from "../state/recent.js";
import { batchWishes } from "./batch-wishes.js";
import { createCheck } from "./check.js";
import { slopeEquation } from "./equations.js";
import { FACTS } from "./facts.js";
import {
  capital,
  fraction,
  marker,
  row,
  shortName,
  signClass,
  signed,
  slopeOf,
  sourceOf,
  WAITING,
} from "./inspector-parts.js";
import { createLensPicture } from "./lens-picture.js";
import { liveFormula } from "./live-formula.js";
import { moveLine } from "./move-line.js";
import { history, smallChart } from "./small-chart.js";
import { createWeightEditor } from "./weight-editor.js";

/** @import { TemplateResult } from "lit-html" */
/** @import { Parameter, Selection } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */

/** @typedef {Exclude<Selection, { kind: "neuron" }>} OfParameter */

/** @param {(sentence: string) => void} say to a screen reader */
export function createConnectionPanel(say) {
  const [source, target] = [createLensPicture("small"), createLensPicture("small end")];
  const check = createCheck(say);
  const editor = createWeightEditor();

  /** @param {View} view @param {OfParameter} selection */
  return function panel(view, selection) {
    const { frame, units, state, moment } = view.scene;
    const { layer, to } = selection;
    const column = selection.kind === "bias" ? null : selection.from;
    /** @type {Parameter} */
    const parameter = { layer, row: to, column };
    const isBias = column === null;
    /** @type {["biases", "b"] | ["weights", "w"]} */
    const [name, letter] = isBias ? ["biases", "b"] : ["weights", "w"];
    const at = (/** @type {string} */ suffix) =>
      tensorOf(frame, `${name}${suffix}`, layer).at(to, column ?? 0);
    const { facts } = view;
    const known = facts.backward(layer);
    const value = at("") + (facts.update(layer) ? at("_update") : 0);
    const slope = at("_gradient");
    if (!isBias && layer > 1) view.after(() => source.draw(view.scene, layer - 1, column));
    view.after(() => target.draw(view.scene, layer, to));
    return html`<h2>${capital(selectionName(units, selection, namesOf(view.scene)))}</h2>
      <div class="joins">
        ${isBias ? html`<span class="one">1</span>` : marker(view, { kind: "neuron", layer: layer - 1, index: column }, "join", layer > 1 ? html`${source.canvas}<span class="visually-hidden">${neuronName(units, layer - 1, column, namesOf(view.scene))}</span>` : html`<span class="port">${shortName(view.scene, 0, column)}</span>`)}
        <span class="arrow ${signClass(value)}" aria-hidden="true"></span>
        ${marker(view, { kind: "neuron", layer, index: to }, "join", html`${target.canvas}<span class="visually-hidden">${neuronName(units, layer, to, namesOf(view.scene))}</span>`)}
        <p class="what">${isBias ? "added to the sum whatever comes in" : "what comes in is multiplied by it"}</p>
      </div>
      <div class="pair">
        <p class="big"><span class="symbol">${letter}</span><span class=${signClass(value)}>${signed(value, 4)}</span></p>
        <p class="big slope">${fraction("∂L", `∂${letter}`)}${known ? html`<span class="gradient">${signed(slope, 6)}</span>` : WAITING}</p>
      </div>
      <p class="says">${known ? verdict(slope, isBias ? "bias" : "weight") : FACTS.slopeWaits}</p>
      ${product(view, parameter, letter, known)}
      ${wishes(view, parameter, known)}
      ${moveLine(view, parameter, letter)}
      ${lastMove(view, name, parameter)}
      ${known || moment.running ? check(view, parameter, letter) : nothing}
      ${editor(view, parameter, letter)}
      ${past(view, parameter, letter, state.recent, known)}`;
  };
}

/** The shown example's slope: blame · steepness · input. @param {View} view @param {Parameter} parameter @param {"w" | "b"} letter @param {boolean} known */
function product(view, parameter, letter, known) {
  const { scene, facts } = view;
  if (!facts.truth)
    return html`<p class="what">The ${exampleWord(scene)} on the stage is your own and has no truth, so it asks for nothing. The slope is that of the batch.</p>`;
  const { layer, row: to } = parameter;
  const steepness = view.ask("factors", { parameter })?.steepness ?? null;
  const mixes = activationOf(scene, layer)?.flat === null;
  const signal = tensorOf(scene.frame, "example.dz", layer).at(to);
  return html`<h3>What this ${exampleWord(scene)} asks</h3>
    ${liveFormula("slope", slopeEquation(view, parameter, letter, steepness), view.joint)}
    ${mixes || !known ? nothing : html`<dl class="values">${row(html`error signal ${slopeOf("z")}, the first two`, signed(signal, 4), "gradient")}</dl>`}`;
}

/** What the others of the batch ask. @param {View} view @param {Parameter} parameter @param {boolean} known */
function wishes(view, parameter, known) {
  const { scene, facts } = view;
  const { frame, moment } = scene;
  if (batchSize(frame) < 2 || !known || moment.running) return nothing;
  const { layer, row: to, column } = parameter;
  const came = column === null ? 1 : sourceOf(scene, layer)(column);
  const own = came * tensorOf(frame, "example.dz", layer).at(to);
  return html`<h3>And the others, <span class="quiet">${meanWord(frame)} is the slope</span></h3>
    ${batchWishes(view.ask("wishes", { parameter }), facts.truth ? own : null, exampleWord(scene))}`;
}

/** @param {View} view @param {string} name @param {Parameter} parameter @returns {TemplateResult | typeof nothing} */
function lastMove({ facts }, name, { layer, row: to, column }) {
  const { previous } = facts;
  if (!previous) return nothing;
  const last = tensorOf(previous, `${name}_update`, layer).at(to, column ?? 0);
  return html`<dl class="values">${row(`last move, step ${formatInteger(previous.step)}`, signed(last, 6))}</dl>`;
}

/** @param {View} view @param {Parameter} parameter @param {string} letter @param {View["scene"]["state"]["recent"]} recent @param {boolean} known whether this step has its slope already */
function past(view, parameter, letter, recent, known) {
  const { frame, moment } = view.scene;
  const older = moment.running ? null : view.ask("path", { parameter });
  const weights = history(pastOf(recent, parameter, ""), older, frame.step);
  const slopes = history(
    pastOf(recent, parameter, "_gradient"),
    null,
    known ? frame.step : frame.step - 1,
  );
  if (weights.length < 2) return nothing;
  return html`<h3>Its history</h3>
    <div class="history"><span class="symbol">${letter}</span>${smallChart(weights, { name: letter, hue: "ink", digits: 3 })}</div>
    <div class="history"><span class="symbol">g</span>${smallChart(slopes, { name: "slope", hue: "gradient", digits: 4 })}</div>`;
}

/** @param {number} slope @param {string} what */
function verdict(slope, what) {
  if (!Number.isFinite(slope)) return "Its slope is not a number any more.";
  if (slope === 0) return `A little change of this ${what} would not change the loss.`;
  return html`Make this ${what} a little larger and the loss would <strong class="gradient">${slope > 0 ? "rise" : "fall"}</strong>.`;
}
