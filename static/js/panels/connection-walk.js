/**
 * The keyboard on the connections: from a neuron onto those that come in or go out, along them, and on to the neuron at either
 * end. One button at a time stands on the stage, over the connection that has the focus.
 */

import { html, nothing, render } from "lit-html";
import { pointOn } from "../render/curves.js";
import { connectionCurve } from "../scene/connection-curves.js";
import { parameterSentence } from "../scene/picked-sentence.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { Selection } from "../types.d.ts" */

/** @typedef {{ layer: number, to: number, from: number }} Place */

/**
 * @param {HTMLElement} root
 * @param {object} context
 * @param {() => Scene | null} context.scene
 * @param {(selection: Selection | null) => void} context.hover
 * @param {(selection: Selection | null) => void} context.select
 * @param {(layer: number, index: number) => void} context.leave puts the focus on a neuron
 */
export function createConnectionWalk(root, { scene, hover, select, leave }) {
  let box = document.createElement("div");
  root.append(box);
  /** @type {Place | null} */
  let at = null;
  /** Which end holds still while the arrows go along. @type {"to" | "from"} */
  let held = "to";

  function draw() {
    const present = scene();
    if (!present || !at) return render(nothing, box);
    /** @type {Selection & { kind: "connection" }} */
    const selection = { kind: "connection", ...at };
    const pressed = JSON.stringify(present.state.selected) === JSON.stringify(selection);
    render(
      html`<button type="button" aria-pressed=${pressed} aria-label=${parameterSentence(present, selection)}
        @click=${() => select(selection)} @focus=${() => hover(selection)} @blur=${stop} @keydown=${onKey}></button>`,
      box,
    );
    const button = box.querySelector("button");
    const { x, y } = pointOn(connectionCurve(present.layout, at.layer, at.to, at.from), 0.5);
    if (!button) return;
    button.style.left = `${x}px`;
    button.style.top = `${y}px`;
  }

  function stop() {
    hover(null);
    at = null;
    queueMicrotask(draw); // not while the browser is moving the focus away from it
  }

  /** @param {Place} next */
  function go(next) {
    box.remove(); // which takes the focus from the button in it
    box = document.createElement("div"); // another button, so that a screen reader hears that it is another
    box.className = "stage-connections";
    root.append(box);
    at = next;
    draw();
    box.querySelector("button")?.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const present = scene();
    if (!present || !at) return;
    const { layout, units } = present;
    const [back, on, less, more] = layout.vertical
      ? ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]
      : ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
    const moving = held === "to" ? "from" : "to";
    const last = (units[moving === "from" ? at.layer - 1 : at.layer] ?? 1) - 1;
    const [here, { layer, to, from }] = [at[moving], at];
    const along = /** @type {Record<string, number>} */ ({
      [less ?? ""]: Math.max(0, here - 1),
      [more ?? ""]: Math.min(last, here + 1),
      Home: 0,
      End: last,
    })[event.key];
    if (along !== undefined) go({ ...at, [moving]: along });
    else if (event.key === back && (layer > 1 || layout.inputs.length > 0)) leave(layer - 1, from);
    else if (event.key === on) leave(layer, to);
    else if (event.key === "Escape")
      return leave(held === "to" ? layer : layer - 1, held === "to" ? to : from); // and what is picked is let go
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    draw,
    /** From a neuron onto the first of the connections that come in (−1) or go out (1). @param {number} layer @param {number} index @param {number} side */
    enter(layer, index, side) {
      const units = scene()?.units ?? [];
      if (side < 0 && layer < 1) return;
      if (side > 0 && layer >= units.length - 1) return;
      held = side < 0 ? "to" : "from";
      go(side < 0 ? { layer, to: index, from: 0 } : { layer: layer + 1, to: 0, from: index });
    },
  };
}
