/** At the heading of each hidden layer: one neuron less, one more. */

import { html, render } from "lit-html";
import { resized } from "./architecture.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PanelContext } from "../types.d.ts" */

/**
 * @param {HTMLElement} root the stage
 * @param {Pick<PanelContext, "store" | "send" | "catalog">} context
 */
export function mountLayerSteppers(root, { store, send, catalog }) {
  const box = document.createElement("div");
  box.className = "layer-steppers";
  root.append(box);
  let shown = "";

  /** @param {number} layer from 1 @param {number} by */
  function step(layer, by) {
    const { experiment } = store.state;
    const units = experiment?.layers[layer - 1]?.units;
    if (!experiment || units === undefined) return;
    send({
      type: "change",
      changes: { layers: resized(experiment.layers, layer - 1, units + by) },
    });
  }

  /** @param {Scene | null} scene */
  return function update(scene) {
    if (!scene) return;
    const { layout, units, state } = scene;
    const y = layout.steppers;
    const columns = y === null ? [] : layout.layers.slice(1, -1);
    const away = state.connection.status !== "open";
    const places = columns.map(({ neurons }) => {
      const xs = neurons.map(({ x }) => x);
      return Math.round((Math.min(...xs) + Math.max(...xs)) / 2);
    });
    const key = `${places} ${y} ${units} ${away}`;
    if (key === shown) return;
    shown = key;
    render(
      columns.map((_, i) => {
        const layer = i + 1;
        const count = units[layer] ?? 1;
        return html`<div class="stepper-pair" role="group" aria-label="Neurons in layer ${layer}">
          <button type="button" aria-label="layer ${layer}: one neuron less" ?disabled=${away || count <= 1} @click=${() => step(layer, -1)}>−</button>
          <span>${count}</span>
          <button type="button" aria-label="layer ${layer}: one neuron more" ?disabled=${away || count >= catalog.limits.units} @click=${() => step(layer, 1)}>+</button>
        </div>`;
      }),
      box,
    );
    for (const [i, pair] of [...box.children].entries()) {
      if (!(pair instanceof HTMLElement)) continue;
      pair.style.left = `${places[i]}px`;
      pair.style.top = `${y}px`;
    }
  };
}
