/** The stage: a canvas for what is many and moves, and a button over each neuron for pointing, keyboard and screen reader. */

import { html, render } from "lit-html";
import { createSurface } from "../render/canvas.js";
import { distanceTo } from "../render/curves.js";
import { boundsOf } from "../scene/lit.js";
import { pointAt } from "../scene/point-at.js";
import { sceneOf, stageMarks } from "../scene/stage.js";
import { neuronSentence } from "../scene/words.js";
import { markOf } from "../state/lit.js";
import { createConnectionWalk } from "./connection-walk.js";
import { createZoom } from "./stage-zoom.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "../scene/stage.js" */
/** @import { PanelContext, Selection, State } from "../types.d.ts" */

/** How near a connection counts as pointed at, in pixels: with a mouse, with a finger. */
const NEAR = { mouse: 7, touch: 14 };
/** Two taps on the ground are one wish. */
const TWICE_MS = 350;
/** Marks of words that a formula leads to. */
const JUDGED = ["example.loss", "verdict"];
/** As in tokens.css. */
const BLEED = 36;

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { stills: () => boolean, lookAgain: () => boolean, stateOf?: (state: State) => State | null }} context lookAgain: shows what is picked where that is put away; false where it is there already; stateOf: what is drawn
 */
export function mountStage(root, { store, send, stills, lookAgain, stateOf = (state) => state }) {
  const canvas = document.createElement("canvas");
  canvas.className = "stage-canvas";
  canvas.setAttribute("aria-hidden", "true");
  const buttons = document.createElement("div");
  buttons.className = "stage-buttons";
  const over = document.createElement("div");
  over.className = "stage-over";
  const world = document.createElement("div"); // moves along with the drawing
  world.append(buttons);
  over.append(world);
  root.append(canvas, over);
  const zoom = createZoom(root, over, { store, stills });
  const surface = createSurface(canvas, BLEED);
  /** @type {Scene | null} */
  let scene = null;
  /** @type {Mark[]} */
  let marks = [];
  let placed = "";
  let spoken = "";
  let active = { layer: 1, index: 0 };
  let moved = "";
  let tapped_ms = -TWICE_MS;

  /** Where on the drawing. @param {MouseEvent} event on the canvas */
  function placeAt({ offsetX, offsetY }) {
    const { x: left = 0, y: top = 0 } = scene?.layout.window ?? {};
    return { x: offsetX - BLEED + left, y: offsetY - BLEED + top };
  }

  /** @param {MouseEvent} event @returns {Selection | null} */
  function connectionAt(event) {
    const { x, y } = placeAt(event);
    const near = reachOf(event);
    /** @type {{ of: string, distance: number } | null} */
    let best = null;
    for (const mark of marks) {
      if (mark.kind !== "ribbon" || !mark.of || !/^(weights|biases|bundle)\./.test(mark.of))
        continue;
      const distance = distanceTo(mark.curve, x, y) - mark.width / 2;
      if (distance < near && (!best || distance < best.distance)) best = { of: mark.of, distance };
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
  /** @param {string | null} mark */
  const light = (mark) => store.dispatch({ type: "light", mark });
  /** @param {Selection | null} selection */
  const select = (selection) => {
    const again = JSON.stringify(selection) === JSON.stringify(store.state.selected);
    if (again && selection && lookAgain()) return;
    store.dispatch({ type: "select", selection: again ? null : selection });
  };

  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return; // a finger does not hover
    const found = connectionAt(event);
    const isPoint = scene && !found && pointAt(scene, placeAt(event), NEAR.mouse);
    canvas.classList.toggle("on-connection", Boolean(found || isPoint));
    hover(found);
  });
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("click", (event) => {
    const found = connectionAt(event);
    const isTwice = event.timeStamp - tapped_ms < TWICE_MS;
    tapped_ms = found ? -TWICE_MS : event.timeStamp;
    if (!found && isTwice) zoom.fit();
    const point = scene && !found ? pointAt(scene, placeAt(event), reachOf(event)) : null;
    if (point) send({ type: "show", ...point });
    else select(found);
  });

  const connections = createConnectionWalk(world, {
    scene: () => scene,
    hover,
    select,
    leave: (layer, index) => walk(layer, index, 0, 0),
  });

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
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
  }

  /** Buttons of small neurons lie over one another: what counts is the nearest. @param {MouseEvent} event @param {Extract<Selection, { kind: "neuron" }>} selection */
  function nearest({ detail, clientX, clientY }, selection) {
    if (!scene || detail === 0) return selection; // from the keyboard
    const { left, top } = world.getBoundingClientRect();
    const distance = (/** @type {{ x: number, y: number }} */ at) =>
      Math.hypot(at.x - clientX + left, at.y - clientY + top);
    const { layer } = selection;
    if (scene.layout.bars && layer === scene.units.length - 1) return selection; // a row is pressed
    const places = layer === 0 ? scene.layout.inputs : (scene.layout.layers[layer]?.neurons ?? []);
    const distances = places.map(distance);
    return { ...selection, index: distances.indexOf(Math.min(...distances)) };
  }

  /** A neuron that the keyboard comes to is seen. @param {FocusEvent} event @param {number} layer @param {number} index */
  function follow({ target }, layer, index) {
    const place = scene && placeOf(scene, layer, index);
    if (!scene || !place || !(/** @type {HTMLElement} */ (target).matches(":focus-visible")))
      return;
    zoom.show(scene.layout, place, (scene.layout.layers[layer]?.size ?? 0) / 2 + 20);
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
    if (event.shiftKey && move[0] !== 0) return connections.enter(layer, index, move[0]);
    walk(layer, index, move[0], move[1]);
  }

  /** The words of the verdict and the loss that stand on the stage. */
  const judgement = () =>
    marks.flatMap((mark) => {
      if (mark.kind !== "text" || !JUDGED.includes(mark.of ?? "") || (mark.opacity ?? 1) < 0.5)
        return [];
      const { x, y, width, height } = boundsOf(mark);
      const text = mark.runs.map((run) => run.text).join("");
      return [{ of: mark.of ?? "", text, box: [x + width / 2, y + height / 2, width, height] }];
    });

  /** They are made by formulas, so they light them; pressed, they lead to them. @param {ReturnType<typeof judgement>[number]} words */
  const wordButton = ({ of, text, box }) => html`<button
      type="button"
      class="stage-words"
      data-mark=${of}
      aria-label=${`${text}: how it is made`}
      @click=${() => select(null)}
      @pointerenter=${() => light(of)}
      @pointerleave=${() => light(null)}
      @focus=${(/** @type {FocusEvent} */ { target }) => {
        if (target instanceof Element && target.matches(":focus-visible")) light(of);
      }}
      @blur=${() => light(null)}
      .boxPlace=${box}
    ></button>`;

  /** @param {boolean} [again] */
  function placeButtons(again = false) {
    if (!scene) return;
    const { layout, units, moment, frame, state } = scene;
    const judged = judgement();
    const key = `${layout.width} ${layout.height} ${state.zoom.scale} ${units} ${JSON.stringify(state.selected)} ${active.layer}.${active.index} ${judged.map(({ box }) => box.map(Math.round))}`;
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
    const neuronButtons = places.map((neurons, layer) =>
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
            @click=${(/** @type {MouseEvent} */ event) => select(nearest(event, selection))}
            @pointerenter=${() => hover(selection)}
            @pointerleave=${() => hover(null)}
            @focus=${(/** @type {FocusEvent} */ event) => {
              const { target } = event;
              active = { layer, index };
              follow(event, layer, index);
              if (target instanceof Element && target.matches(":focus-visible"))
                light(markOf(selection));
            }}
            @blur=${() => light(null)}
            @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, layer, index)}
            .boxPlace=${[bars ? bars.x + bars.width / 2 : x, y, wide, high]}
          ></button>`;
      }),
    );
    render([...neuronButtons, judged.map(wordButton)], buttons);
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
    /** Over the canvas, and moving along with it. */
    world,
    zoom,

    /** Draws the present state; returns the scene for whoever needs words about it. */
    draw() {
      surface.fit();
      const state = stateOf(store.state);
      const next = state && sceneOf(state, surface.size, stills());
      if (!next) return null; // what was drawn stays
      scene = next;
      waiting.remove();
      marks = stageMarks(scene);
      const { window } = scene.layout;
      surface.draw(marks, window);
      placeButtons();
      zoom.update(scene);
      const move = `translate(${-window.x}px, ${-window.y}px)`;
      if (move !== moved) world.style.transform = move;
      moved = move;
      connections.draw();
      return scene;
    },
    recolour: () => surface.recolour(),
    /** What is drawn, for whoever wants to check it. */
    marks: () => marks,
    /** Moves the keyboard to the network. */
    focus: () => walk(active.layer, active.index, 0, 0),
    /** Goes near to what is picked, or else to the neuron where the keyboard is. */
    zoomToPicked() {
      if (!scene) return;
      const { selected } = scene.state;
      const layer = selected?.layer ?? active.layer;
      const index =
        selected?.kind === "neuron"
          ? selected.index
          : selected?.kind === "connection" || selected?.kind === "bias"
            ? selected.to
            : active.index;
      const place = placeOf(scene, layer, index);
      if (place)
        zoom.near(scene.layout, place, scene.layout.layers[layer]?.size || scene.layout.port);
    },
  };
}

/** @param {MouseEvent} event */
const reachOf = (event) =>
  event instanceof PointerEvent && event.pointerType === "touch" ? NEAR.touch : NEAR.mouse;

/** Where a neuron stands, or an input's port. @param {Scene} scene @param {number} layer @param {number} index */
const placeOf = ({ layout }, layer, index) =>
  layer === 0 ? layout.inputs[index] : layout.layers[layer]?.neurons[index];
