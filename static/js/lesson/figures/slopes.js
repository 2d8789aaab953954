/** The slopes of a hidden neuron's 64 weights as a picture, beside the picture that they carried; a pressed one is opened. */

import { html, nothing, render } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { FACTS, factsOf } from "../../panels/facts.js";
import { tensorOf } from "../../protocol/tensors.js";
import { depth } from "../../render/palette.js";
import { WAITING } from "../content.js";
import { atlasOf } from "./picture-canvas.js";

/** @import { Scene } from "../../scene/stage.js" */
/** @import { State } from "../../types.d.ts" */
/** @import { MountFigure } from "../types.d.ts" */

/** @type {MountFigure} */
export function mount(root, { store, redraw }) {
  const picture = document.createElement("canvas");
  picture.className = "slopes-picture";
  let neuron = 0;
  let isChosen = false;
  let at = 0;
  let columns = 8;
  let key = "";

  /** @param {number} from */
  function open(from) {
    at = from;
    store.dispatch({
      type: "select",
      selection: { kind: "connection", layer: 1, to: neuron, from },
    });
  }

  /** @param {number} by @param {number} count */
  function turn(by, count) {
    isChosen = true;
    neuron = (neuron + by + count) % count;
    store.dispatch({ type: "select", selection: { kind: "neuron", layer: 1, index: neuron } });
    redraw();
  }

  /** @param {KeyboardEvent} event @param {number} count */
  function onKey(event, count) {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    at = Math.max(0, Math.min(count - 1, at + by));
    key = "";
    redraw();
    const cell = root.querySelector(`[data-slope="${at}"]`);
    if (cell instanceof HTMLElement) cell.focus();
  }

  /** The neuron that is open on the stage, or else one that is not silent. @param {State} state @param {{ at: (i: number) => number, shape: number[] }} signals */
  function neuronOf({ selected }, signals) {
    if (selected?.kind === "neuron" && selected.layer === 1) return selected.index;
    if (selected?.kind === "connection" && selected.layer === 1) return selected.to;
    if (isChosen || signals.at(neuron) !== 0) return neuron;
    const count = signals.shape[0] ?? 0;
    for (let i = 0; i < count; i++) if (signals.at(i) !== 0) return i;
    return neuron;
  }

  /** @param {Scene} scene */
  function update(scene) {
    const { frame, state, dataset } = scene;
    if (!dataset.picture) return;
    const facts = factsOf(scene);
    const isKnown = facts.backward(1);
    const signals = tensorOf(frame, "example.dz", 1);
    const slopes = tensorOf(frame, "weights_gradient", 1);
    const inputs = tensorOf(frame, "example.inputs");
    const count = inputs.shape[0] ?? 0;
    const neurons = signals.shape[0] ?? 1;
    columns = dataset.picture[1] ?? 8;
    const before = neuron;
    neuron = neuronOf(state, isKnown ? signals : tensorOf(frame, "example.a", 1));
    const { selected } = state;
    const opened =
      selected?.kind === "connection" && selected.layer === 1 && selected.to === neuron
        ? selected.from
        : null;
    const theme = document.documentElement.dataset.theme;
    const now = `${FACTS.key(scene)} ${neuron} ${opened} ${at} ${theme} ${frame.step} ${frame.command}`;
    if (now === key && before === neuron) return;
    key = now;
    if (opened !== null) at = opened;
    const values = Array.from({ length: count }, (_, j) => slopes.at(neuron, j));
    const reach = Math.max(1e-12, ...values.map(Math.abs));
    paint(Array.from({ length: count }, (_, j) => inputs.at(j)));
    const delta = signals.at(neuron);
    render(
      html`<div class="slopes-head"><span>Neuron ${neuron + 1}</span>
          <button type="button" class="round-small" id="slopes-before" aria-label="The neuron before" @click=${() => turn(-1, neurons)}>‹</button>
          <button type="button" class="round-small" id="slopes-next" aria-label="The next neuron" @click=${() => turn(1, neurons)}>›</button></div>
        <div class="slopes">
          <div class="slopes-side">${picture}<p>the picture <span class="symbol">x</span></p>
            <p class="slopes-signal">times its <span class="symbol">δ</span><br />${isKnown ? html`<strong class="gradient">${formatNumber(delta, 4, { sign: true })}</strong>${delta === 0 ? " (silent)" : ""}` : WAITING}</p>
            <p>gives →</p></div>
          <div class="slopes-map-side"><div class="slopes-map ${isKnown ? "" : "unknown"}" role="group" aria-label="Slopes of the 64 weights into neuron ${neuron + 1}. Arrow keys go from pixel to pixel, Enter opens its weight."
            @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, count)}>
            ${values.map((value, j) => {
              const says = isKnown
                ? value === 0
                  ? "no slope"
                  : `slope ${formatNumber(value, 4, { sign: true })}`
                : "not computed yet";
              return html`<button type="button" class="slope" data-slope=${j} aria-pressed=${j === opened} tabindex=${j === at ? 0 : -1}
                aria-label="row ${Math.floor(j / columns) + 1}, column ${(j % columns) + 1}: ${says}, pixel ${formatNumber(inputs.at(j), 2)}"
                @click=${() => open(j)}>${!isKnown ? "" : value === 0 ? "0" : value > 0 ? "+" : "−"}</button>`;
            })}
          </div><p>its 64 slopes</p></div>
        </div>`,
      root,
    );
    root.querySelectorAll(".slope").forEach((cell, j) => {
      const share = isKnown ? depth(Math.abs(values[j] ?? 0) / reach) : 0;
      if (cell instanceof HTMLElement) cell.style.setProperty("--share", `${share * 100}%`);
      cell.classList.toggle("strong", share > 0.5);
    });
  }

  /** @param {number[]} values */
  function paint(values) {
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    const drawn = atlasOf([values], columns, ink);
    picture.width = drawn.width;
    picture.height = drawn.height;
    picture.getContext("2d")?.drawImage(drawn, 0, 0);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", "The picture that was shown");
  }

  return {
    update,
    act(id) {
      const { frame } = store.state;
      if (id !== "blank" || !frame) return;
      const inputs = tensorOf(frame, "example.inputs");
      for (let j = 0; j < (inputs.shape[0] ?? 0); j++) if (inputs.at(j) === 0) return open(j);
    },
    unmount: () => render(nothing, root),
  };
}
