/**
 * A neuron's score taken apart: each pixel's weight times its ink as a cell, to be pressed for the one that spoke loudest, and
 * all of them sorted once that is found. With `only="wrong"` the training pictures that are answered wrongly can be chosen, and
 * what is looked for is a pixel that misled.
 */

import { html, nothing, render } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { tensorOf } from "../../protocol/tensors.js";
import { isFromData } from "../../state/selectors.js";
import { largest, weightsOf } from "./neuron-numbers.js";
import { createOutcomes } from "./outcomes.js";
import { pictureOf } from "./picture-canvas.js";
import { productBars } from "./product-bars.js";
import { arrowFrom, cellOf, focusCell, placeOf, shade, signedCells } from "./signed-cells.js";
import { createInk, createSigned } from "./small-picture.js";

/** @import { Data, State } from "../../types.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const AMONG = 3;
const MOST_WRONG = 12;
const signed = (/** @type {number} */ value, digits = 2) =>
  formatNumber(value, digits, { sign: true });

/** @param {number} value */
const hue = (value) => (value === 0 ? "" : value < 0 ? "negative" : "positive");

/** @type {MountFigure} */
export function mount(root, { store, send, attributes, redraw }) {
  const isWrongOnly = attributes.only === "wrong";
  const picture = createInk("factor");
  const weightPicture = createSigned("factor");
  const outcomes = createOutcomes(store, send, redraw);
  /** @type {ReturnType<typeof createInk>[]} */
  const thumbs = [];
  /** @type {number[]} */
  let products = [];
  /** Which of two signs leads to the wrong side: of the products that mislead. */
  let misleading = 0;
  let columns = 8;
  let at = 27;
  /** @type {number | null} */
  let picked = null;
  let isFound = false;
  let isSorted = false;
  /** The loudest is to be picked as soon as a picture that is answered wrongly is there. */
  let isDue = false;
  let shown = "";
  let key = "";

  /** Place among all products by size, from 1; with a sign, among those of it. @param {number | null} i @param {number} [sign] */
  function rankOf(i, sign = 0) {
    const of = (/** @type {number} */ value) => (sign ? value * sign : Math.abs(value));
    const size = i === null ? 0 : of(products[i] ?? 0);
    if (size <= 0) return undefined;
    return 1 + products.filter((value) => of(value) > size).length;
  }

  /** @param {number} i */
  function pick(i) {
    if (i < 0) return;
    at = picked = i;
    store.dispatch({
      type: "select",
      selection: { kind: "connection", layer: 1, to: 0, from: i },
    });
    redraw();
  }

  const pickLoudest = () =>
    pick(products.findIndex((_, i) => rankOf(i, isWrongOnly ? misleading : 0) === 1));

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const next = arrowFrom(event, cellOf(event), columns, products.length);
    if (next < 0) return;
    event.preventDefault();
    event.stopPropagation();
    at = next;
    key = "";
    redraw();
    focusCell(root, at);
  }

  /** The picture on the stage, if it is one of these. @param {State} state @param {number[]} wrong */
  const chosenOf = (state, wrong) =>
    wrong.find(
      (index) =>
        isFromData(state) &&
        state.data?.shown.set === "training" &&
        state.data.shown.index === index,
    );

  /** @param {number} index of the training pictures */
  const show = (index) => send({ type: "show", set: "training", index });

  /** The products of the picture on the stage; what was picked in another is forgotten. */
  function multiply() {
    const { frame, run } = store.state;
    if (!frame) return { ink: [], weights: [] };
    const inputs = tensorOf(frame, "example.inputs");
    const ink = Array.from({ length: inputs.shape[0] ?? 0 }, (_, i) => inputs.at(i));
    const weights = weightsOf(frame);
    products = weights.map((weight, i) => weight * (ink[i] ?? 0));
    misleading = tensorOf(frame, "example.targets").at(0) === 1 ? -1 : 1;
    const now = `${run} ${ink.join(" ")}`;
    if (now !== shown) {
      shown = now;
      picked = null;
      isFound = false;
    }
    return { ink, weights };
  }

  /** @param {Scene} scene */
  function update({ state, frame, dataset }) {
    if (!dataset.picture) return;
    columns = dataset.picture[1] ?? 8;
    const { ink, weights } = multiply();
    const rank = isWrongOnly ? rankOf(picked, misleading) : rankOf(picked);
    isFound ||= rank !== undefined && rank <= AMONG;
    const wrong = isWrongOnly ? wrongOnes(state) : [];
    if (isDue && chosenOf(state, wrong) !== undefined) {
      isDue = false;
      queueMicrotask(pickLoudest);
    }
    const { theme } = document.documentElement.dataset;
    const now = `${shown} ${products.join(" ")} ${picked} ${at} ${isFound} ${isSorted} ${wrong.join(" ")} ${state.data?.shown.index} ${theme} ${root.clientWidth}`;
    if (now === key) return;
    key = now;
    const score = tensorOf(frame, "example.z", 1).at(0);
    const bias = tensorOf(frame, "biases", 1).at(0);
    const bars = { products, picked, bias, score };
    render(
      html`${isWrongOnly ? strip(wrong, state, dataset.classes) : nothing}
        <div class="products">
          <div @click=${(/** @type {Event} */ event) => pick(cellOf(event))} @keydown=${onKey}>
            ${signedCells({
              values: products,
              columns,
              at,
              pressed: picked,
              label:
                "Weight times ink, pixel by pixel. Arrow keys go from pixel to pixel, Enter points at one.",
              says: (i) =>
                `${signed(weights[i] ?? 0)} times ${formatNumber(ink[i] ?? 0)} is ${signed(products[i] ?? 0, 3)}`,
            })}
          </div>
          <div class="factors">
            ${weightPicture.canvas}<p>weights <span class="symbol">w</span></p>
            ${picture.canvas}<p>the picture <span class="symbol">x</span></p>
          </div>
        </div>
        <p class="figure-line product-says" role="status"><span>${says({ ink, weights, rank, names: dataset.classes, isWrong: chosenOf(state, wrong) !== undefined })}</span></p>
        ${isFound ? html`<button type="button" class="small-button" id="sort-products" aria-expanded=${isSorted} @click=${sort}>${isSorted ? "Hide the bars" : "All 64 as bars, sorted"}</button>` : nothing}
        ${isFound && isSorted ? productBars(bars) : nothing}`,
      root,
    );
    shade(root, products, largest(products));
    picture.draw(ink, columns, "The picture on the stage");
    weightPicture.draw(weights, columns, largest(weights), "The weights");
    drawThumbs(state.data, wrong);
  }

  function sort() {
    isSorted = !isSorted;
    redraw();
    requestAnimationFrame(() => {
      const sum = root.querySelector(".product-sum");
      sum?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    });
  }

  /**
   * @param {{ ink: number[], weights: number[], rank: number | undefined, names: string[], isWrong: boolean }} of
   */
  function says({ ink, weights, rank, names, isWrong }) {
    if (isWrongOnly && !isWrong) return "Choose one of the pictures above: each is a mistake.";
    if (picked === null)
      return isWrongOnly
        ? html`It says “${names[misleading > 0 ? 1 : 0]}”, and that is wrong. <b>+</b> speaks for “${names[1]}”, <b>−</b> for “${names[0]}”.`
        : html`<b>+</b> speaks for “${names[1]}”, <b>−</b> for “${names[0]}”.`;
    const product = products[picked] ?? 0;
    const parts = html`${placeOf(picked, columns)}: <span class="no-wrap"><b class=${hue(weights[picked] ?? 0)}>${signed(weights[picked] ?? 0)}</b> × ${formatNumber(ink[picked] ?? 0)} = <b class=${hue(product)}>${signed(product, 3)}</b></span>`;
    return html`${parts}<br />${verdict(product, rank)}`;
  }

  /** @param {number} product @param {number | undefined} rank */
  function verdict(product, rank) {
    if (product === 0) return "It says nothing at all.";
    if (rank === undefined) return "It spoke for the right side: look for the other sign.";
    if (rank === 1) return isWrongOnly ? "No pixel misled it more." : "No pixel speaks louder.";
    const others = `${rank - 1} ${rank === 2 ? "pixel" : "pixels"}`;
    return isWrongOnly
      ? `${others} misled it more.`
      : `${others} ${rank === 2 ? "speaks" : "speak"} louder.`;
  }

  /** The training pictures that are answered wrongly. @param {State} state @returns {number[]} */
  function wrongOnes({ data }) {
    const { outcomes: found } = outcomes.look();
    if (!found || !data) return [];
    return found.truths.flatMap((truth, i) => (truth === found.answers[i] ? [] : [i]));
  }

  /** @param {number[]} wrong @param {State} state @param {string[]} names */
  function strip(wrong, state, names) {
    const { data } = state;
    const chosen = chosenOf(state, wrong);
    while (thumbs.length < Math.min(MOST_WRONG, wrong.length)) thumbs.push(createInk("thumb-ink"));
    return html`<div class="wrong-ones" role="group" aria-label="The training pictures that it answers wrongly">
      ${wrong.slice(0, MOST_WRONG).map((of, i) => {
        const truth = names[data?.targets[of * data.outputs] ?? 0];
        return html`<button type="button" class="thumb" data-wrong=${of} aria-pressed=${of === chosen} aria-label="Training picture ${of + 1}, the digit ${truth}" @click=${() => show(of)}>${thumbs[i]?.canvas}<span>${truth}</span></button>`;
      })}
      ${wrong.length === 0 ? html`<p class="quiet">None of them is answered wrongly.</p>` : nothing}
    </div>`;
  }

  /** @param {Data | null} data @param {number[]} wrong */
  function drawThumbs(data, wrong) {
    if (!data) return;
    thumbs.forEach((thumb, i) => {
      const of = wrong[i];
      if (of !== undefined) thumb.draw(pictureOf(data, of), columns, "");
    });
  }

  return {
    update,
    word(name) {
      multiply();
      if (name === "rank") return rankOf(picked);
      if (name === "misled") return rankOf(picked, misleading);
      return name === "product" ? products[picked ?? -1] : undefined;
    },
    act(id) {
      multiply();
      if (id !== "loudest") return;
      const wrong = isWrongOnly ? wrongOnes(store.state) : [];
      if (isWrongOnly && chosenOf(store.state, wrong) === undefined) {
        isDue = wrong.length > 0;
        if (wrong[0] !== undefined) show(wrong[0]);
      } else pickLoudest();
    },
    unmount() {
      outcomes.stop();
      render(nothing, root);
    },
  };
}
