/** The stage: a canvas for what is many and moves, and a button over each neuron for pointing, keyboard and screen reader. */

import { html, render } from "lit-html";
import { createSurface } from "../render/canvas.js";
import { distanceTo } from "../render/curves.js";
import { sceneOf, stageMarks } from "../scene/stage.js";
import { neuronSentence } from "../scene/words.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "../scene/stage.js" */
/** @import { PanelContext, Selection, State } from "../types.d.ts" */

/** How near a connection counts as pointed at, in pixels. */
const NEAR = 7;
/** As in tokens.css. */
const BLEED = 36;

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { stills: () => boolean, stateOf?: (state: State) => State | null }} context stateOf: what is drawn
 */
export function mountStage(root, { store, stills, stateOf = (state) => state }) {
  const canvas = document.createElement("canvas");
  canvas.className = "stage-canvas";
  canvas.setAttribute("aria-hidden", "true");
  const buttons = document.createElement("div");
  buttons.className = "stage-buttons";
  root.append(canvas, buttons);
  const surface = createSurface(canvas, BLEED);
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Mark[]} */
  let marks = [];
  let placed = "";
  let spoken = "";
  let active = { layer: 1, index: 0 };

  /** @param {number} x @param {number} y @returns {Selection | null} */
  function connectionAt(x, y) {
    /** @type {{ of: string, distance: number } | null} */
    let best = null;
    for (const mark of marks) {
      if (mark.kind !== "ribbon" || !mark.of || !/^(weights|biases|bundle)\./.test(mark.of))
        continue;
      const distance = distanceTo(mark.curve, x, y) - mark.width / 2;
      if (distance < NEAR && (!best || distance < best.distance)) best = { of: mark.of, distance };
    }
    if (!best) return null;
    const [kind, layer = 1, to = 1, from = 1] = best.of
      .split(".")
      .map((part, i) => (i === 0 ? part : Number(part)));
    if (kind === "bundle")
      return { kind: "neuron", layer: 1, index: Number(layer) === 1 ? Number(to) - 1 : 0 };
    if (kind === "biases") return { kind: "bias", layer: Number(layer), to: Number(to) - 1 };
    return { kind: "connection", layer: Number(layer), to: Number(to) - 1, from: Number(from) - 1 };
  }

  /** @param {Selection | null} selection */
  const hover = (selection) => {
    if (JSON.stringify(selection) !== JSON.stringify(store.state.hovered))
      store.dispatch({ type: "hover", selection });
  };
  /** @param {Selection | null} selection */
  const select = (selection) => {
    const again = JSON.stringify(selection) === JSON.stringify(store.state.selected);
    store.dispatch({ type: "select", selection: again ? null : selection });
  };

  canvas.addEventListener("pointermove", (event) => {
    const found = connectionAt(event.offsetX - BLEED, event.offsetY - BLEED);
    canvas.classList.toggle("on-connection", found !== null);
    hover(found);
  });
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("click", (event) =>
    select(connectionAt(event.offsetX - BLEED, event.offsetY - BLEED)),
  );

  /** @param {number} layer @param {number} index @param {number} byLayer @param {number} byIndex */
  function walk(layer, index, byLayer, byIndex) {
    if (!scene) return;
    const { units, layout } = scene;
    const first = layout.inputs.length > 0 ? 0 : 1;
    const nextLayer = Math.max(first, Math.min(units.length - 1, layer + byLayer));
    const count = units[nextLayer] ?? 1;
    const wanted =
      byLayer === 0
        ? index + byIndex
        : Math.round((index / Math.max(1, (units[layer] ?? 1) - 1)) * (count - 1));
    active = { layer: nextLayer, index: Math.max(0, Math.min(count - 1, wanted)) };
    placeButtons(true);
    const button = buttons.querySelector(`[data-neuron="${active.layer}.${active.index}"]`);
    if (button instanceof HTMLElement) button.focus();
  }

  /** @param {KeyboardEvent} event @param {number} layer @param {number} index */
  function onKey(event, layer, index) {
    const across = scene?.layout.vertical ?? false;
    const moves = /** @type {Record<string, [number, number]>} */ ({
      ArrowRight: across ? [0, 1] : [1, 0],
      ArrowLeft: across ? [0, -1] : [-1, 0],
      ArrowDown: across ? [1, 0] : [0, 1],
      ArrowUp: across ? [-1, 0] : [0, -1],
    });
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    walk(layer, index, move[0], move[1]);
  }

  /** @param {boolean} [again] */
  function placeButtons(again = false) {
    if (!scene) return;
    const { layout, units, moment, frame, state } = scene;
    const key = `${layout.width} ${layout.height} ${units} ${JSON.stringify(state.selected)} ${active.layer}.${active.index}`;
    const words = moment.running
      ? `running ${Math.floor(frame.step / 5000)}`
      : `${frame.step} ${moment.stop?.id} ${moment.forward.map(Math.round)}`;
    if (!again && key === placed && words === spoken) return;
    placed = key;
    spoken = words;
    if ((units[active.layer] ?? 0) <= active.index)
      active = { layer: Math.min(1, units.length - 1), index: 0 };
    const present = scene;
    const places = [layout.inputs, ...layout.layers.slice(1).map(({ neurons }) => neurons)];
    render(
      places.map((neurons, layer) =>
        neurons.map(({ x, y }, index) => {
          const column = layout.layers[layer];
          const bars = layout.bars && layer === units.length - 1 ? layout.bars : null;
          const wide = bars ? bars.width : layer === 0 ? 26 : Math.max(24, column?.size ?? 24);
          const high = bars ? bars.pitch : wide;
          /** @type {Selection} */
          const selection = { kind: "neuron", layer, index };
          const pressed = JSON.stringify(state.selected) === JSON.stringify(selection);
          return html`<button
            type="button"
            data-neuron=${`${layer}.${index}`}
            tabindex=${active.layer === layer && active.index === index ? 0 : -1}
            aria-pressed=${pressed}
            aria-label=${neuronSentence(present, layer, index)}
            @click=${() => select(selection)}
            @pointerenter=${() => hover(selection)}
            @pointerleave=${() => hover(null)}
            @focus=${() => {
              active = { layer, index };
            }}
            @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, layer, index)}
            .boxPlace=${[bars ? bars.x + bars.width / 2 : x, y, wide, high]}
          ></button>`;
        }),
      ),
      buttons,
    );
    for (const button of buttons.querySelectorAll("button")) {
      const place =
        /** @type {{ boxPlace?: number[] }} */ (/** @type {unknown} */ (button)).boxPlace ?? [];
      button.style.left = `${place[0]}px`;
      button.style.top = `${place[1]}px`;
      button.style.width = `${place[2]}px`;
      button.style.height = `${place[3]}px`;
    }
  }

  const waiting = document.createElement("p");
  waiting.className = "stage-wait";
  waiting.textContent = "Making a network…";
  root.append(waiting);

  return {
    /** Draws the present state; returns the scene for whoever needs words about it. */
    draw() {
      surface.fit();
      const state = stateOf(store.state);
      const next = state && sceneOf(state, surface.size, stills());
      if (!next) return null; // what was drawn stays
      scene = next;
      waiting.remove();
      marks = stageMarks(scene);
      surface.draw(marks);
      placeButtons();
      return scene;
    },
    recolour: () => surface.recolour(),
    /** What is drawn, for whoever wants to check it. */
    marks: () => marks,
    /** Moves the keyboard to the network. */
    focus: () => walk(active.layer, active.index, 0, 0),
  };
}
