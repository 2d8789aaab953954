/**
 * At the heading of each hidden layer: one neuron less, one more. Where columns stand close there is room for one pair: that of
 * the layer that is pointed at, picked, or holds the keyboard.
 */

import { html, render } from "lit-html";
import { resized } from "./architecture.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PanelContext } from "../types.d.ts" */

/** Two buttons with a number between them. */
const ROOM = 74;

/**
 * @param {HTMLElement} root what moves along with the drawing
 * @param {Pick<PanelContext, "store" | "send" | "catalog">} context
 */
export function mountLayerSteppers(root, { store, send, catalog }) {
  const box = document.createElement("div");
  box.className = "layer-steppers";
  root.append(box);
  let shown = "";
  let pointed = 0;
  /** @type {Scene | null} */
  let last = null;

  // A column counts from its heading down to its last neuron.
  root.closest(".stage")?.addEventListener("pointermove", (event) => {
    const { clientX, pointerType } = /** @type {PointerEvent} */ (event);
    if (pointerType === "touch" || !last || last.layout.between >= ROOM) return;
    point(nearestTo(clientX - box.getBoundingClientRect().left, last));
  });
  root.closest(".stage")?.addEventListener("pointerleave", () => point(0));

  /** @param {number} layer */
  function point(layer) {
    if (layer === pointed) return;
    pointed = layer;
    update(last);
  }

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
  function update(scene) {
    if (!scene) return;
    last = scene;
    const { layout, units, state } = scene;
    const y = layout.steppers;
    const columns = y === null ? [] : layout.layers.slice(1, -1);
    const away = state.connection.status !== "open";
    const places = columns.map((_, i) => Math.round(middleOf(scene, i + 1)));
    const isTight = layout.between < ROOM;
    const looked = pointed || (state.hovered ?? state.selected)?.layer;
    const isFloating = layout.window.y > 0;
    const key = `${places} ${y} ${units} ${away} ${isTight && looked} ${isFloating}`;
    if (key === shown) return;
    shown = key;
    render(
      columns.map((_, i) => {
        const layer = i + 1;
        const count = units[layer] ?? 1;
        return html`<div class="stepper-pair ${isTight && layer !== looked ? "aside" : ""} ${isFloating ? "floating" : ""}" role="group" aria-label="Neurons in layer ${layer}">
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
  }
  return update;
}

/** @param {Scene} scene @param {number} layer */
function middleOf({ layout }, layer) {
  const xs = (layout.layers[layer]?.neurons ?? []).map(({ x }) => x);
  return (Math.min(...xs) + Math.max(...xs)) / 2;
}

/** The hidden layer whose column a place lies in, or 0. @param {number} x @param {Scene} scene */
function nearestTo(x, scene) {
  const { between, layers } = scene.layout;
  const layer = layers.findIndex(
    (_, i) => i > 0 && i < layers.length - 1 && Math.abs(middleOf(scene, i) - x) <= between / 2,
  );
  return Math.max(0, layer);
}
