/** The picture's numbers as tables: the neurons of a layer, the weights into a neuron, and the losses so far. */

import { html, nothing } from "lit-html";
import { formatInteger } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { stateOf } from "../scene/neuron-states.js";
import { slopesOf, whoseWord } from "../scene/whose.js";
import { exampleWord, layerWord, namesOf, neuronName } from "../scene/words.js";
import { exact, ifKnown, shortName, signed, sourceOf, symbol, WAITING } from "./inspector-parts.js";

/** @import { Selection } from "../types.d.ts" */
/** @import { factsOf } from "./facts.js" */
/** @import { Scene } from "../scene/stage.js" */

/**
 * @typedef {object} Twin
 * @property {Scene} scene
 * @property {ReturnType<typeof factsOf>} facts
 * @property {(selection: Selection) => void} select
 * @property {(name: string, page: number) => void} turn to another page of a table
 * @property {Record<string, number>} pages
 */

const ROWS = 16;
const LOSS_ROWS = 10;
const MOST_LOSS_ROWS = 100;

/** "the inputs", "layer 2", "the output". @param {Scene} scene @param {number} layer */
export function layerTitle({ units }, layer) {
  const word = layerWord(units, layer);
  if (layer === 0) return "the inputs";
  return word === "output" ? `the output` : word;
}

/** @param {Twin} twin @param {number} layer */
export function neuronTable(twin, layer) {
  const { scene, facts, select, pages } = twin;
  const { frame, units } = scene;
  const count = units[layer] ?? 0;
  const isInput = layer === 0;
  const { first, end, pager } = paged("neurons", count, ROWS, pages, twin.turn);
  const head = isInput
    ? ["input", "value"]
    : [
        "neuron",
        html`sum ${symbol("z")}`,
        html`output ${symbol("a")}`,
        html`error signal ${symbol("δ")}`,
        "bias",
        "state",
      ];
  return html`<table>
      <caption>${isInput ? `What goes in: this ${exampleWord(scene)}` : `Neurons of ${layerTitle(scene, layer)}, for this ${exampleWord(scene)}`}</caption>
      ${headRow(head)}
      <tbody>${range(first, end).map(
        (index) => html`<tr>
        ${rowHead(neuronName(units, layer, index, namesOf(scene)), shortName(scene, layer, index), () => select({ kind: "neuron", layer, index }))}
        ${isInput ? value(true, tensorOf(frame, "example.inputs").at(index)) : neuronCells(index)}
      </tr>`,
      )}</tbody>
    </table>${pager}`;

  /** @param {number} index */
  function neuronCells(index) {
    const at = (/** @type {string} */ name) => tensorOf(frame, `example.${name}`, layer).at(index);
    const known = facts.forward(layer);
    const bias = tensorOf(frame, "biases", layer).at(index);
    const move = facts.update(layer) ? tensorOf(frame, "biases_update", layer).at(index) : 0;
    return html`${value(known, at("z"))}${value(known, at("a"))}
      ${facts.truth ? value(facts.backward(layer), at("dz")) : html`<td class="quiet">no target</td>`}
      ${value(true, bias + move)}<td>${known ? stateWord(scene, layer, index) : nothing}</td>`;
  }
}

/** @param {Scene} scene @param {number} layer @param {number} index */
function stateWord(scene, layer, index) {
  if (!Number.isFinite(tensorOf(scene.frame, "example.a", layer).at(index)))
    return html`<span class="state hatch">not a number</span>`;
  const state = layer < scene.units.length - 1 ? stateOf(scene, layer, index) : null;
  if (!state) {
    const isTold = Number.isFinite(tensorOf(scene.frame, "example.da", layer).at(index));
    return html`<span class="quiet">${isTold ? "open" : "–"}</span>`;
  }
  return html`<span class="state ${state === "saturated" ? "flat" : "dead"}">${state}</span>`;
}

/** @param {Twin} twin @param {number} layer from 1 @param {number} to */
export function weightTable(twin, layer, to) {
  const { scene, facts, select, pages } = twin;
  const { frame, units } = scene;
  const fanIn = units[layer - 1] ?? 0;
  const { first, end, pager } = paged("weights", fanIn + 1, ROWS, pages, twin.turn);
  const came = sourceOf(scene, layer);
  const cameIn = facts.forward(layer - 1);
  const known = facts.backward(layer);
  // Until this step has its slopes: those of the last one, and of which step they are.
  const before = known ? null : facts.previous;
  const whose = html`<span class="from">${before ? `from step ${formatInteger(before.step)}` : whoseWord(scene)}</span>`;
  const source = known ? frame : before;
  return html`<table>
      <caption>Weights into ${neuronName(units, layer, to, namesOf(scene))}</caption>
      ${headRow(["from", html`weight ${symbol("w")}`, "came in", "product", html`slope ${whose}`, html`move ${before ? whose : nothing}`])}
      <tbody>${range(first, end).map((from) => (from < fanIn ? weightRow(from) : biasRow()))}</tbody>
      <tfoot><tr><th scope="row">sum ${symbol("z")}</th><td></td><td></td>${value(facts.forward(layer), tensorOf(frame, "example.z", layer).at(to))}<td></td><td></td></tr></tfoot>
    </table>${pager}`;

  /** @param {string} name @param {number} column */
  function present(name, column) {
    const move = facts.update(layer) ? tensorOf(frame, `${name}_update`, layer).at(to, column) : 0;
    return tensorOf(frame, name, layer).at(to, column) + move;
  }

  /** @param {"weights" | "biases"} name @param {number} column */
  function slopes(name, column) {
    if (!source) return [0, 1].map(() => html`<td>${WAITING}</td>`);
    const slope = before
      ? tensorOf(before, `${name}_gradient`, layer).at(to, column)
      : slopesOf(scene, name, layer).at(to, column);
    const move = tensorOf(source, `${name}_update`, layer).at(to, column);
    return [slope, move].map((number) => value(true, number, before ? "stale" : "", 5));
  }

  /** @param {number} from */
  function weightRow(from) {
    const weight = tensorOf(frame, "weights", layer).at(to, from);
    return html`<tr>
      ${rowHead(neuronName(units, layer - 1, from, namesOf(scene)), shortName(scene, layer - 1, from), () => select({ kind: "connection", layer, to, from }))}
      ${value(true, present("weights", from))}${value(cameIn, came(from))}${value(cameIn, weight * came(from))}${slopes("weights", from)}
    </tr>`;
  }

  function biasRow() {
    const bias = tensorOf(frame, "biases", layer).at(to);
    return html`<tr>${rowHead("the bias", "bias", () => select({ kind: "bias", layer, to }))}
      ${value(true, present("biases", 0))}<td>1</td>${value(true, bias)}${slopes("biases", 0)}</tr>`;
  }
}

/** By tens, and by powers of ten when there are many; the newest first. @param {Twin} twin */
export function lossTable({ scene, turn, pages }) {
  const { losses, frame } = scene.state;
  let wanted = 10;
  while (losses.steps / wanted > MOST_LOSS_ROWS) wanted *= 10;
  const { size, low, mean, high } = losses.by(wanted);
  const count = mean.length;
  if (count === 0) return html`<p class="quiet">No step is done yet.</p>`;
  const { first, end, pager } = paged("losses", count, LOSS_ROWS, pages, turn);
  return html`<table>
      <caption>Loss of the steps done, by ${formatInteger(size)}</caption>
      ${headRow(["steps", "smallest", "mean", "largest"])}
      <tbody>${range(first, end).map((row) => {
        const i = count - 1 - row;
        const [from, to] = [i * size, Math.min((i + 1) * size, losses.steps) - 1];
        const isHere = frame !== null && frame.step >= from && frame.step <= to;
        return html`<tr aria-current=${isHere ? "step" : nothing}><th scope="row">${formatInteger(from)}${to > from ? ` to ${formatInteger(to)}` : nothing}</th>
          ${[low, mean, high].map((column) => html`<td class="gradient">${lossWord(column[i] ?? NaN)}</td>`)}</tr>`;
      })}</tbody>
    </table>${pager}`;
}

/** @param {number} value */
const lossWord = (value) => (Number.isNaN(value) ? "not known here" : exact(value, 4));

/** @param {boolean} known @param {number} number @param {string} [name] @param {number} [digits] */
const value = (known, number, name = "", digits = 4) =>
  html`<td class=${name}>${Number.isFinite(number) ? ifKnown(known, number, digits) : known ? html`<span class="state hatch">${signed(number, digits)}</span>` : WAITING}</td>`;

/** @param {unknown[]} names */
const headRow = (names) =>
  html`<thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>`;

/** A row's name as a button that picks what it is about. @param {string} name in full @param {string} short @param {() => void} pick */
const rowHead = (name, short, pick) =>
  html`<th scope="row"><button type="button" class="twin-pick" aria-label="${short}: pick ${name}" @click=${pick}>${short}</button></th>`;

/** @param {number} first @param {number} end */
const range = (first, end) => Array.from({ length: end - first }, (_, i) => first + i);

/**
 * A page of rows, and the buttons that turn it where there are more.
 * @param {string} name @param {number} count @param {number} rows @param {Record<string, number>} pages @param {Twin["turn"]} turn
 */
function paged(name, count, rows, pages, turn) {
  const last = Math.max(0, Math.ceil(count / rows) - 1);
  const page = Math.min(last, pages[name] ?? 0);
  const first = page * rows;
  const end = Math.min(count, first + rows);
  const pager =
    last === 0
      ? nothing
      : html`<p class="twin-pages"><span>rows ${formatInteger(first + 1)} to ${formatInteger(end)} of ${formatInteger(count)}</span>
        <button type="button" class="round-small" aria-label="Rows before" ?disabled=${page === 0} @click=${() => turn(name, page - 1)}>‹</button>
        <button type="button" class="round-small" aria-label="Rows after" ?disabled=${page === last} @click=${() => turn(name, page + 1)}>›</button></p>`;
  return { first, end, pager };
}
