/**
 * Nothing is picked: the example on the stage, how to choose another (of the data, one's own), and the network as a whole.
 */

import { html, nothing } from "lit-html";
import { formatInteger, formatNumber, formatPercent, formatSignificant } from "../lib/format.js";
import { scalarOf, tensorOf } from "../protocol/tensors.js";
import { countBeyond } from "../scene/point-columns.js";
import { exampleWord, layerWord, meanWord } from "../scene/words.js";
import { isFromData } from "../state/selectors.js";
import { createDigitWall } from "./digit-wall.js";
import { sideBySide } from "./digits.js";
import { createDrawingPad } from "./drawing-pad.js";
import { lossEquation } from "./equations.js";
import { formula } from "./formula.js";
import { row, WAITING } from "./inspector-parts.js";
import { liveFormula } from "./live-formula.js";
import { inTable } from "./own-table.js";
import { createProbe } from "./probe.js";

/** @import { Send } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */

/** @typedef {"training" | "test"} ExampleSet */

/** Of a wider table the first columns are told. */
const MOST_COLUMNS = 4;

/** @param {Send} send @param {() => void} again draws the panel */
export function createExamplePanel(send, again) {
  const pad = createDrawingPad(send);
  const probe = createProbe(send);
  const { wall, firstOf } = createDigitWall();

  /** @param {View} view */
  return function panel(view) {
    const { scene } = view;
    const { state, dataset } = scene;
    const { data, experiment } = state;
    if (!data || !experiment) return nothing;
    const { set, index } = data.shown;
    const isOfData = isFromData(state);
    const count = countOf(data, set);
    /** @param {number} next @param {ExampleSet} [of] */
    const show = (next, of = set) => send({ type: "show", set: of, index: next });
    const word = exampleWord(scene);
    return html`<h2>${isOfData ? `The ${word} on the stage` : `Your own ${word}`}</h2>
      ${chooser(view, { set, index, count, isOfData, show })}
      ${standardised(view)}
      ${answered(view)}
      ${loss(view)}
      ${dataset.picture ? pictures() : nothing}
      ${scene.layout.data.kind === "plane" ? probe(scene, !isOfData) : nothing}
      ${whole(view)}
      <h3>Layers</h3>
      <div class="links tiles">${scene.units.slice(1).map((_, i) => html`<button type="button" class="link" data-layer=${i + 1} @click=${() => view.select({ kind: "layer", layer: i + 1 })}><span>${layerWord(scene.units, i + 1)}</span></button>`)}</div>
      <p class="what hint">Pick a neuron or a connection on the stage to take it apart.</p>`;

    function pictures() {
      if (!data) return nothing;
      const shown = isOfData ? index : null;
      const first = firstOf(set, count, shown);
      const right = rightOf(view, set, first);
      return html`${pad(scene, view.after)}
        <h3>All ${set} pictures</h3>
        ${wall(
          {
            data,
            classes: dataset.classes,
            columns: dataset.picture?.[1] ?? 8,
            set,
            count,
            shown,
            right,
            show,
            after: view.after,
          },
          again,
        )}`;
    }
  };
}

/** Which of a page of examples are answered rightly, where the engine has said so. @param {View} view @param {ExampleSet} set @param {number} first @returns {(boolean | null)[] | null} */
function rightOf(view, set, first) {
  const right = view.ask("examples", { set, first })?.right ?? [];
  return right.length > 0 ? right : null;
}

/** @param {import("../types.d.ts").Data} data @param {ExampleSet} set */
const countOf = (data, set) =>
  set === "training" ? data.training_count : data.count - data.training_count;

/**
 * @param {View} view
 * @param {{ set: ExampleSet, index: number, count: number, isOfData: boolean, show: (index: number, set?: ExampleSet) => void }} chosen
 */
function chooser({ scene }, { set, index, count, isOfData, show }) {
  const { data } = scene.state;
  const hasTest = data !== null && data.count > data.training_count;
  /** @param {ExampleSet} of @param {string} words */
  const choice = (of, words) =>
    html`<button type="button" id=${of === set ? "example-in" : "example-set"} aria-pressed=${of === set} @click=${() => of !== set && show(0, of)}>${words}</button>`;
  return html`<p class="what">${isOfData ? html`${set} example ${index + 1} of ${formatInteger(count)}` : "none of the data"}</p>
    ${hasTest ? html`<div class="switch" role="group" aria-label="Which examples">${choice("training", "Training")}${choice("test", "Test")}</div>` : nothing}
    ${
      count > 1
        ? html`<div class="walk">
      <button type="button" class="small-button" id="example-before" @click=${() => show((index + count - 1) % count)}>Previous</button>
      <button type="button" class="small-button" id="example-next" @click=${() => show((index + 1) % count)}>Next</button>
      <button type="button" class="small-button" id="example-random" @click=${() => show(Math.floor(Math.random() * count))}>Random</button>
    </div>`
        : isOfData
          ? nothing
          : html`<div class="walk"><button type="button" class="small-button" id="example-next" @click=${() => show(index)}>Back to the data</button></div>`
    }`;
}

/** Where columns of one's own table are standardised: what stands in the table. @param {View} view */
function standardised({ scene }) {
  const { frame, names, state } = scene;
  const inputs = tensorOf(frame, "example.inputs");
  const raw = names.slice(0, MOST_COLUMNS).flatMap((name, i) => {
    const value = inTable(state, i, inputs.at(i));
    return value === null ? [] : [`${name} ${formatSignificant(value, 4)}`];
  });
  if (raw.length === 0) return nothing;
  const more = names.length > MOST_COLUMNS ? " …" : "";
  return html`<p class="what" id="in-table">In your table: ${raw.join(", ")}${more}. The network is given each column standardised: minus its mean, divided by its deviation.</p>`;
}

/** What the network says of it, and the truth where there is one. @param {View} view */
function answered({ scene, facts }) {
  const { frame, units, dataset } = scene;
  const layer = units.length - 1;
  if (!facts.forward(layer)) return html`<p class="says">It says ${WAITING}</p>`;
  const says = tensorOf(frame, "example.a", layer);
  const truth = tensorOf(frame, "example.targets");
  if (dataset.task !== "classes") {
    const known = Number.isFinite(truth.at(0));
    return html`<p class="says">It says <strong>${formatNumber(says.at(0), 3)}</strong>${known ? html`; the truth is <strong>${formatNumber(truth.at(0), dataset.task === "regression" ? 3 : 0)}</strong>` : nothing}.</p>`;
  }
  const best = (/** @type {(k: number) => number} */ of) => {
    let most = 0;
    for (let k = 1; k < (units[layer] ?? 0); k++) if (of(k) > of(most)) most = k;
    return most;
  };
  const said = best((k) => says.at(k));
  const word = (/** @type {number} */ k) => dataset.classes[k] ?? String(k);
  const known = facts.truth;
  const right = best((k) => truth.at(k));
  return html`<p class="says">It says <strong>${word(said)}</strong>, at ${formatNumber(says.at(said), 2)}${known ? html`; ${right === said ? html`<span class="tick">✓</span> that is true` : html`<span class="tick">≠</span> the truth is <strong>${word(right)}</strong>`}` : nothing}.</p>`;
}

/** How the shown example's loss is made. @param {View} view */
function loss(view) {
  const { scene, facts } = view;
  if (!facts.truth)
    return html`<div class="its-loss"><h3>Its loss</h3><p class="what">It has no truth, so it has no loss.</p></div>`;
  const { catalog, experiment } = scene.state;
  const rule = catalog.losses.find(({ name }) => name === experiment?.loss);
  const isOne = (scene.units.at(-1) ?? 1) === 1;
  return html`<div class="its-loss"><h3>Its loss <span class="quiet">${rule?.title ?? ""}</span></h3>
    ${isOne || !rule ? nothing : html`<p class="line">${formula("loss", rule.formula)}</p>`}
    ${liveFormula("its loss", lossEquation(view), view.joint)}</div>`;
}

/** Once all slopes are there: how far the loss would fall if slopes stayed as they are, and how far it falls. @param {View} view */
function fall(view) {
  const { scene } = view;
  const { moment, units } = scene;
  // Asked for before it is shown: once the update has been shown the engine stands at the step after.
  const found = moment.running ? null : view.ask("fall", {});
  if (!found || !view.facts.backward(1)) return nothing;
  const moved = view.facts.update(units.length - 1);
  const [promised, real] = [found.promised ?? NaN, found.real ?? NaN];
  const texts = sideBySide(promised, real, 5).texts;
  return html`<h3>What the update brings <span class="quiet">to the loss of this batch</span></h3>
    <dl class="values digits" id="fall">
      ${row("promised fall", texts[0] ?? "", "gradient")}
      ${row("real fall", moved ? (texts[1] ?? "") : html`<span class="waiting">not yet</span>`, "gradient")}
    </dl>
    <p class="what">${moved ? fallSentence(promised, real) : "So far it would fall if all slopes stayed as they are."}</p>`;
}

/** @param {number} promised @param {number} real */
function fallSentence(promised, real) {
  if (!Number.isFinite(promised + real)) return "One of them is not a number.";
  if (real < 0) return "The loss rises: the step was too long for the bend of the loss.";
  const share = promised > 0 ? real / promised : NaN;
  if (Number.isNaN(share))
    return "The slopes promised no fall: what moves the weights is something else.";
  if (share > 0.95 && share < 1.05)
    return "The slopes kept their word: over so short a step the loss is nearly straight.";
  return share < 1
    ? "Less than promised: slopes change on the way."
    : "More than promised: it gets steeper on the way.";
}

/** The whole network and the whole data. @param {View} view */
function whole(view) {
  const { scene, facts } = view;
  const { frame, state, dataset, moment } = scene;
  const { data } = state;
  const { reading } = frame;
  const hasTest = data !== null && data.count > data.training_count;
  const share = (/** @type {number} */ accuracy) =>
    Number.isNaN(accuracy) ? "–" : formatPercent(accuracy);
  const beyond = scene.points ? countBeyond(scene.points) : 0;
  return html`${fall(view)}<h3>${meanWord(frame) === "this example" ? "Loss" : `Loss, ${meanWord(frame)}`}</h3>
    <p class="big"><span class="gradient">${facts.loss ? formatNumber(scalarOf(frame, "loss"), 4) : WAITING}</span></p>
    <p class="says">One number for how wrong the network is. It is all that it is told.</p>
    <h3>${moment.running || reading.step === frame.step ? "The whole data" : `The whole data, at step ${formatInteger(reading.step)}`}</h3>
    <dl class="values">
      ${row("training loss", formatNumber(reading.training_loss, 4))}
      ${row("test loss", hasTest ? formatNumber(reading.test_loss, 4) : "no test data")}
      ${dataset.task === "regression" ? nothing : row("right, training", share(reading.training_accuracy))}
      ${dataset.task === "regression" || !hasTest ? nothing : row("right, test", share(reading.test_accuracy))}
    </dl>
    ${beyond > 0 ? html`<p class="what" id="beyond">${formatInteger(beyond)} of its ${formatInteger(data?.count ?? 0)} points ${beyond === 1 ? "lies" : "lie"} beyond the square and ${beyond === 1 ? "is" : "are"} drawn at its edge.</p>` : nothing}`;
}
