/** The set-up in four words, on the button that opens it: the data, the layers, the bend, the rate. */

import { html, render } from "lit-html";
import { formatSignificant } from "../lib/format.js";
import { unitsOf } from "../protocol/layout.js";
import { datasetOf } from "../state/selectors.js";
import { STRINGS } from "./strings.js";

/** @import { State, Store } from "../types.d.ts" */

/** The mark of the fourth. */
const RATE = "learning_rate";

/** @param {HTMLElement} button @param {Store} store */
export function mountSetUpWords(button, store) {
  return store
    .derive((state) => [...fourWords(state), state.lit === RATE ? RATE : ""].join("|"))
    .subscribe((told) => {
      const words = told.split("|");
      const lit = words.pop();
      const rate = words.length - 1;
      render(
        html`<span class="set-up-name">${STRINGS.setUp}</span><span class="set-up-words">${words.map((word, i) => html`<span class=${i === rate && lit === RATE ? "lit" : ""}>${word}</span>`)}</span>`,
        button,
      );
    });
}

/** @param {State} state */
export function fourWords(state) {
  const { experiment, frame, catalog } = state;
  if (!experiment || !frame) return [];
  const bend = experiment.layers.length > 1 ? experiment.layers[0]?.activation : "none";
  const title = catalog.activations.find(({ name }) => name === bend)?.title;
  return [
    datasetOf(state)?.title ?? experiment.data.name,
    unitsOf(frame.layout).join("·"),
    title ?? STRINGS.noBend,
    STRINGS.rate(formatSignificant(experiment.learning_rate)),
  ];
}
