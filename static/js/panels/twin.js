/**
 * The picture's twin: a heading, a sentence of state, and tables of what is drawn, for everyone who would rather read. Written
 * anew where something has arrived, and while running once a second; closed it costs nothing.
 */

import { html, nothing, render } from "lit-html";
import { borderSentence } from "../scene/border-sentence.js";
import {
  arrivalSentence,
  endedPhase,
  isBetweenPhases,
  runningSentence,
} from "../scene/sentences.js";
import { captionOf, namesOf, neuronName } from "../scene/words.js";
import { FACTS, factsOf } from "./facts.js";
import { icon } from "./icon.js";
import { capital } from "./inspector-parts.js";
import { layerTitle, lossTable, neuronTable, weightTable } from "./twin-tables.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PanelContext, Selected } from "../types.d.ts" */
/** @import { Twin } from "./twin-tables.js" */

const RUNNING_MS = 1000;

/**
 * @param {HTMLElement} root
 * @param {Pick<PanelContext, "store"> & { stage: HTMLElement }} context
 */
export function mountTwin(root, { store, stage }) {
  let isOpen = false;
  let [layer, index] = [1, 0];
  /** @type {Record<string, number>} */
  let pages = {};
  /** @type {Selected | null} */
  let followed = null;
  /** @type {Scene | null} */
  let last = null;
  let shown = "";
  /** @type {unknown} */
  let shownOf = null;
  let shown_ms = -Infinity;

  /** @param {boolean} open */
  function show(open) {
    isOpen = open;
    // What lies under the tables is not reached.
    for (const under of stage.children) if (under instanceof HTMLElement) under.inert = open;
    draw();
    if (!open) root.querySelector("button")?.focus();
  }

  /** What is picked on the stage is what the tables are about. @param {Selected | null} selected */
  function follow(selected) {
    if (selected === followed) return;
    followed = selected;
    if (!selected) return;
    if (selected.layer !== layer) pages = { ...pages, neurons: 0, weights: 0 };
    layer = selected.layer;
    if (selected.kind === "neuron") index = selected.index;
    else if (selected.kind !== "layer") index = selected.to;
  }

  /** @param {number} next */
  function toLayer(next) {
    [layer, index] = [next, 0];
    pages = { ...pages, neurons: 0, weights: 0 };
    draw();
  }

  function draw() {
    render(
      html`<button type="button" class="plain" id="open-twin" aria-expanded=${isOpen} aria-controls="twin-panel" @click=${() => show(!isOpen)}>${icon("table")}<span>As a table</span></button>
        <div class="twin-panel" id="twin-panel" ?hidden=${!isOpen}>${isOpen && last ? panel(last) : nothing}</div>`,
      root,
    );
  }

  /** @param {Scene} scene */
  function panel(scene) {
    const { units } = scene;
    follow(scene.state.selected);
    layer = Math.min(layer, units.length - 1);
    index = Math.min(index, (units[layer] ?? 1) - 1);
    const into = layer === 0 ? { layer: 1, to: 0 } : { layer, to: index };
    /** @type {Twin} */
    const twin = {
      scene,
      facts: factsOf(scene),
      pages,
      select: (selection) => store.dispatch({ type: "select", selection }),
      turn: (name, page) => {
        pages = { ...pages, [name]: page };
        draw();
      },
    };
    return html`<div class="twin-head">
        <h2>${captionOf(scene).heading}</h2>
        <button type="button" class="plain dismiss" aria-label="Close the tables" @click=${() => show(false)}>×</button>
      </div>
      <p class="twin-state">${stateOf(scene)} <span class="quiet">${borderSentence(scene)}</span></p>
      <div class="twin-layers" role="group" aria-label="Layer">${units.map(
        (_, i) =>
          html`<button type="button" class="plain" aria-pressed=${i === layer} @click=${() => toLayer(i)}>${layerTitle(scene, i).replace("the ", "")}</button>`,
      )}</div>
      <div class="twin-tables">
        <details open><summary>${layer === 0 ? "Inputs" : `Neurons of ${layerTitle(scene, layer)}`}</summary>${neuronTable(twin, layer)}</details>
        <details open><summary>${capital(`weights into ${neuronName(units, into.layer, into.to, namesOf(scene))}`)}</summary>${weightTable(twin, into.layer, into.to)}</details>
        <details open><summary>Loss so far</summary>${lossTable(twin)}</details>
      </div>`;
  }

  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen) return;
    event.stopPropagation();
    show(false);
  });

  draw();
  return {
    /** @param {Scene | null} scene */
    update(scene) {
      if (!scene) return;
      last = scene;
      if (!isOpen) return;
      const { moment, state, frame } = scene;
      const now = performance.now();
      const key = `${FACTS.key(scene)} ${endedPhase(scene)?.id} ${isBetweenPhases(scene)} ${moment.stop?.id} ${moment.running} ${scene.maps_step} ${JSON.stringify(state.selected)}`;
      if (key === shown && frame === shownOf) return;
      if (moment.running && now - shown_ms < RUNNING_MS) return;
      [shown, shownOf, shown_ms] = [key, frame, now];
      draw();
    },
    close: () => {
      if (isOpen) show(false);
    },
  };
}

/** Within a phase what it does, at its end what it came to. @param {Scene} scene */
function stateOf(scene) {
  if (scene.moment.running) return runningSentence(scene);
  if (!isBetweenPhases(scene)) return captionOf(scene).sentence;
  const ended = endedPhase(scene);
  return ended ? arrivalSentence(scene, ended) : captionOf(scene).sentence;
}
