/**
 * What is pointed at or picked, in a fixed place: its name, a sentence, its values of this very step. What this step has
 * not computed yet is said to be so.
 */

import { html, nothing, render } from "lit-html";
import { formatInteger, formatNumber, formatPercent, formatSignificant } from "../lib/format.js";
import { scalarOf, tensorOf } from "../protocol/tensors.js";
import { activationOf } from "../scene/neurons.js";
import { batchSize, exampleWord, meanWord, neuronName, selectionName } from "../scene/words.js";
import { FACTS, factsOf } from "./facts.js";

/** @import { TemplateResult } from "lit-html" */
/** @import { Scene } from "../scene/stage.js" */
/** @import { PanelContext, Selection } from "../types.d.ts" */

/** @param {number} value @param {number} digits */
const signed = (value, digits) => formatNumber(value, digits, { sign: true });
/** @param {number} value */
const signClass = (value) => (value < 0 ? "negative" : "positive");
const WAITING = html`<span class="waiting">not computed yet</span>`;

/** @param {unknown} term @param {unknown} value @param {string} [name] class of the value @param {string} [key] */
const row = (term, value, name = "", key = "") =>
  html`<dt class=${key}>${term}</dt><dd class="${name} ${key}">${value}</dd>`;

/** @param {string} text */
const symbol = (text) => html`<span class="symbol">${text}</span>`;

/** ∂L over what. @param {string} what */
const slopeOf = (what) => html`<span class="symbol">∂L/∂${what}</span>`;

/**
 * @param {HTMLElement} root
 * @param {PanelContext} context
 */
export function mountInspector(root, { store, send }) {
  let shown = "";
  /** @type {object | null} */
  let frameShown = null;

  /** @param {Selection} selection */
  const select = (selection) => store.dispatch({ type: "select", selection });

  /** @param {Scene} scene @param {Selection} selection */
  function body(scene, selection) {
    if (selection.kind === "neuron")
      return selection.layer === 0
        ? inputBody(scene, selection.index)
        : neuronBody(scene, selection.layer, selection.index);
    return parameterBody(scene, selection);
  }

  /** @param {Scene} scene @param {number} index */
  function inputBody({ frame, units, dataset }, index) {
    const value = tensorOf(frame, "example.inputs").at(index);
    return html`<p class="what">${dataset.picture ? "one pixel of the picture, from 0 for blank to 1 for full ink" : "one of the two numbers that go in: where the point stands"}</p>
      <p class="big"><span class=${signClass(value)}>${signed(value, 3)}</span></p>
      <h3>Its connections</h3>
      ${links(
        Array.from({ length: units[1] ?? 0 }, (_, to) => ({
          kind: "connection",
          layer: 1,
          to,
          from: index,
        })),
        frame,
        units,
      )}`;
  }

  /** @param {Selection[]} selections @param {Scene["frame"]} frame @param {number[]} units */
  function links(selections, frame, units) {
    return html`<div class="links">${selections.map((selection) => {
      if (selection.kind === "neuron") return nothing;
      const weight =
        selection.kind === "bias"
          ? tensorOf(frame, "biases", selection.layer).at(selection.to)
          : tensorOf(frame, "weights", selection.layer).at(selection.to, selection.from);
      return html`<button type="button" class="link" @click=${() => select(selection)}>
        <span>${selectionName(units, selection)}</span><strong class=${signClass(weight)}>${signed(weight, 3)}</strong>
      </button>`;
    })}</div>`;
  }

  /** @param {Scene} scene @param {number} layer @param {number} index */
  function neuronBody(scene, layer, index) {
    const { frame, units } = scene;
    const facts = factsOf(scene);
    const activation = activationOf(scene, layer);
    const z = tensorOf(frame, "example.z", layer).at(index);
    const a = tensorOf(frame, "example.a", layer).at(index);
    const dz = tensorOf(frame, "example.dz", layer).at(index);
    const da = tensorOf(frame, "example.da", layer).at(index);
    const fanIn = units[layer - 1] ?? 0;
    const output = layer === units.length - 1;
    return html`<p class="what">${activation?.title ?? ""} of a weighted sum of ${fanIn} ${fanIn === 1 ? "number" : "numbers"} and a bias</p>
      <p class="big"><span class="symbol">${output ? "ŷ" : "a"}</span>${facts.forward(layer) ? html`<span class=${signClass(a)}>${signed(a, 3)}</span>` : WAITING}</p>
      <p class="says">${saying(scene, layer, index)}</p>
      <h3>For this ${exampleWord(scene)}</h3>
      <dl class="values">
        ${row(html`weighted sum ${symbol("z")}`, facts.forward(layer) ? signed(z, 4) : WAITING, signClass(z))}
        ${row(html`after the bend ${symbol("a")}`, facts.forward(layer) ? signed(a, 4) : WAITING, signClass(a))}
        ${row(html`error signal ${slopeOf("z")}`, facts.backward(layer) ? signed(dz, 4) : WAITING, "gradient")}
        ${row(html`its wish −${slopeOf("a")}`, facts.backward(layer) ? signed(-da, 4) : WAITING, "gradient")}
      </dl>
      <h3>What comes in</h3>
      ${
        fanIn > 20
          ? strongest(scene, layer, index)
          : contributions(
              scene,
              layer,
              index,
              Array.from({ length: fanIn }, (_, from) => from),
            )
      }`;
  }

  /** @param {Scene} scene @param {number} layer @param {number} index */
  function strongest(scene, layer, index) {
    const weights = tensorOf(scene.frame, "weights", layer);
    const source = sourceOf(scene, layer);
    const fanIn = weights.shape[1] ?? 0;
    const order = Array.from({ length: fanIn }, (_, from) => from).toSorted(
      (x, y) =>
        Math.abs(weights.at(index, y) * source(y)) - Math.abs(weights.at(index, x) * source(x)),
    );
    return html`<p class="what">the 8 that count most, of ${fanIn}</p>${contributions(scene, layer, index, order.slice(0, 8))}`;
  }

  /** Weight × input, line by line, with the bias. @param {Scene} scene @param {number} layer @param {number} index @param {number[]} sources */
  function contributions(scene, layer, index, sources) {
    const { frame, units } = scene;
    const weights = tensorOf(frame, "weights", layer);
    const source = sourceOf(scene, layer);
    const known = layer === 1 || factsOf(scene).forward(layer - 1);
    const bias = tensorOf(frame, "biases", layer).at(index);
    return html`<div class="links">
      ${sources.map((from) => {
        const weight = weights.at(index, from);
        const product = weight * source(from);
        return html`<button type="button" class="link" @click=${() => select({ kind: "connection", layer, to: index, from })}>
          <span>${shortName(units, layer - 1, from)}</span>
          <span class="quiet">${signed(weight, 2)}${known ? html` × ${formatNumber(source(from), 2)}` : nothing}</span>
          <strong class=${known ? signClass(product) : "quiet"}>${known ? signed(product, 3) : "…"}</strong>
        </button>`;
      })}
      <button type="button" class="link" @click=${() => select({ kind: "bias", layer, to: index })}>
        <span>bias</span><span></span><strong class=${signClass(bias)}>${signed(bias, 3)}</strong>
      </button>
    </div>`;
  }

  /** @param {Scene} scene @param {Exclude<Selection, { kind: "neuron" }>} selection */
  function parameterBody(scene, selection) {
    const { frame, units, state } = scene;
    const { layer, to } = selection;
    const facts = factsOf(scene);
    const isBias = selection.kind === "bias";
    const from = isBias ? 0 : selection.from;
    const name = isBias ? "biases" : "weights";
    const letter = isBias ? "b" : "w";
    const value = tensorOf(frame, name, layer).at(to, from);
    const slope = tensorOf(frame, `${name}_gradient`, layer).at(to, from);
    const move = tensorOf(frame, `${name}_update`, layer).at(to, from);
    const came = isBias ? 1 : sourceOf(scene, layer)(from);
    const signal = tensorOf(frame, "example.dz", layer).at(to);
    const known = facts.backward(layer);
    const moved = facts.update(layer);
    const sourceKnown = isBias || layer === 1 || facts.forward(layer - 1);
    const last = facts.previous && tensorOf(facts.previous, `${name}_update`, layer).at(to, from);
    return html`<p class="what">${isBias ? "a number added to the sum whatever comes in" : "what comes in is multiplied by this weight"}</p>
      <p class="big"><span class="symbol">${letter}</span><span class=${signClass(value + (moved ? move : 0))}>${signed(value + (moved ? move : 0), 4)}</span></p>
      <p class="says">${known ? verdict(slope, isBias ? "bias" : "weight") : FACTS.slopeWaits}</p>
      <h3>Slope, ${meanWord(frame)}</h3>
      <dl class="values">${row(slopeOf(letter), known ? signed(slope, 6) : WAITING, "gradient")}</dl>
      ${
        batchSize(frame) > 1 || !isBias
          ? html`<h3>What this ${exampleWord(scene)} asks</h3>
      <dl class="values">
        ${row("came in", sourceKnown ? signed(came, 4) : WAITING, signClass(came))}
        ${row(html`× error signal ${slopeOf("z")}`, known ? signed(signal, 4) : WAITING, "gradient")}
        ${row(`this ${exampleWord(scene)}’s slope`, known ? signed(came * signal, 5) : WAITING, "gradient", "sum")}
      </dl>`
          : nothing
      }
      <h3>Move</h3>
      <dl class="values">
        ${known ? row(moved ? "moved in this step" : "will move in this step", signed(move, 6), "gradient") : row("in this step", WAITING)}
        ${moved ? row("before → after", html`${signed(value, 4)} → ${signed(value + move, 4)}`) : nothing}
        ${last !== null ? row(`last move, step ${formatInteger(facts.previous?.step ?? 0)}`, signed(last, 6)) : nothing}
        ${row("learning rate η", formatSignificant(state.experiment?.learning_rate ?? NaN, 3))}
      </dl>
      <h3>It joins</h3>
      <div class="links">
        ${isBias ? nothing : html`<button type="button" class="link" @click=${() => select({ kind: "neuron", layer: layer - 1, index: from })}><span>${neuronName(units, layer - 1, from)}</span></button>`}
        <button type="button" class="link" @click=${() => select({ kind: "neuron", layer, index: to })}><span>${neuronName(units, layer, to)}</span></button>
      </div>`;
  }

  /** Nothing is picked: the example on the stage and the whole network. @param {Scene} scene */
  function overview(scene) {
    const { frame, state, dataset } = scene;
    const facts = factsOf(scene);
    const { data, experiment } = state;
    if (!data || !experiment) return nothing;
    const { set, index } = data.shown;
    const count = set === "training" ? data.training_count : data.count - data.training_count;
    const { reading } = frame;
    const share = (/** @type {number} */ accuracy) =>
      Number.isNaN(accuracy) ? "–" : formatPercent(accuracy);
    const word = exampleWord(scene);
    return html`<h2>${word === "picture" ? "The picture" : "The point"} on the stage</h2>
      <p class="what">${set} example ${index + 1} of ${formatInteger(count)}</p>
      ${
        count > 1
          ? html`<div class="play-words">
        <button type="button" class="plain" id="example-before" @click=${() => show((index + count - 1) % count)}>Previous</button>
        <button type="button" class="plain" id="example-next" @click=${() => show((index + 1) % count)}>Next</button>
        ${data.count > data.training_count ? html`<button type="button" class="plain" id="example-set" @click=${() => show(0, set === "training" ? "test" : "training")}>${set === "training" ? "A test one" : "A training one"}</button>` : nothing}
      </div>`
          : nothing
      }
      <h3>${meanWord(frame) === "this example" ? "Loss" : `Loss, ${meanWord(frame)}`}</h3>
      <p class="big"><span class="gradient">${facts.loss ? formatNumber(scalarOf(frame, "loss"), 4) : WAITING}</span></p>
      <p class="says">One number for how wrong the network is. It is all that it is told.</p>
      <h3>${scene.moment.running || reading.step === frame.step ? "The whole data" : `The whole data, at step ${formatInteger(reading.step)}`}</h3>
      <dl class="values">
        ${row("training loss", formatNumber(reading.training_loss, 4))}
        ${row("test loss", data.count > data.training_count ? formatNumber(reading.test_loss, 4) : "no test data")}
        ${dataset.task === "regression" ? nothing : row("right, training", share(reading.training_accuracy))}
        ${dataset.task === "regression" || data.count === data.training_count ? nothing : row("right, test", share(reading.test_accuracy))}
      </dl>
      <p class="what hint">Point at a neuron or a connection to see its numbers. A click keeps it here.</p>`;

    /** @param {number} next @param {"training" | "test"} [of] */
    function show(next, of = set) {
      send({ type: "show", set: of, index: next });
    }
  }

  /** @param {Scene | null} scene */
  return function update(scene) {
    if (!scene) return;
    const { focus, moment, frame, state, units } = scene;
    const second = moment.running ? frame.step : 0;
    const key = `${JSON.stringify(focus)} ${moment.stop?.id} ${moment.running} ${second} ${FACTS.key(scene)} ${state.training_count} ${state.test_count} ${state.experiment?.learning_rate}`;
    if (key === shown && frameShown === frame) return;
    shown = key;
    frameShown = frame;
    render(
      focus
        ? html`<h2>${capital(selectionName(units, focus))}</h2>
            ${body(scene, focus)}
            ${state.selected ? html`<button type="button" class="plain" id="close-inspector" @click=${() => store.dispatch({ type: "select", selection: null })}>Let go</button>` : nothing}`
        : overview(scene),
      root,
    );
  };
}

/** Within a list that has said the layer. @param {number[]} units @param {number} layer @param {number} index */
const shortName = (units, layer, index) =>
  layer === 0 ? neuronName(units, layer, index) : `neuron ${index + 1}`;

/** @param {string} text */
const capital = (text) =>
  /^[a-z]{2}/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

/** What a neuron receives, by source. @param {Scene} scene @param {number} layer @returns {(from: number) => number} */
function sourceOf({ frame }, layer) {
  const tensor =
    layer === 1 ? tensorOf(frame, "example.inputs") : tensorOf(frame, "example.a", layer - 1);
  return (from) => tensor.at(from);
}

/** @param {number} slope @param {string} what @returns {TemplateResult} */
function verdict(slope, what) {
  if (slope === 0) return html`A little change of this ${what} would not change the loss.`;
  return html`Make this ${what} a little larger and the loss would <strong class="gradient">${slope > 0 ? "rise" : "fall"}</strong>.`;
}

/** @param {Scene} scene @param {number} layer @param {number} index */
function saying(scene, layer, index) {
  const facts = factsOf(scene);
  if (!facts.forward(layer)) return `The ${exampleWord(scene)} has not come this far in this step.`;
  const a = tensorOf(scene.frame, "example.a", layer).at(index);
  if (!Number.isFinite(a))
    return "This is not a number any more: the steps were too large. Start again with a smaller learning rate.";
  if (a === 0 && activationOf(scene, layer)?.range[0] === 0)
    return `Silent: it answers 0 to this ${exampleWord(scene)}, and lets no blame through.`;
  if (!facts.backward(layer)) return `Its answer to this ${exampleWord(scene)}.`;
  const wish = -tensorOf(scene.frame, "example.da", layer).at(index);
  if (wish === 0) return html`This ${exampleWord(scene)} has no wish here.`;
  return html`This ${exampleWord(scene)} would like it <strong class="gradient">${wish > 0 ? "larger" : "smaller"}</strong>.`;
}
