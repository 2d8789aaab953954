/** What a neuron adds up for the example on the stage, as bars that stand on each other's ends. */

import { html, nothing, render } from "lit-html";
import { FACTS, factsOf } from "../../panels/facts.js";
import { symbol } from "../../panels/inspector-parts.js";
import { jointOf } from "../../panels/live-formula.js";
import { contributions } from "../../panels/neuron-panel.js";
import { termStack } from "../../panels/term-stack.js";
import { tensorOf } from "../../protocol/tensors.js";
import { markOf } from "../../state/lit.js";
import { WAITING } from "../content.js";
import { neuronOf } from "./places.js";

/** @import { Selected, Selection } from "../../types.d.ts" */
/** @import { View } from "../../panels/inspector-parts.js" */
/** @import { MountFigure } from "../types.d.ts" */

/** @type {MountFigure} */
export function mount(root, { store, send, ask, attributes }) {
  const neuron = neuronOf(attributes.neuron);
  const isWorked = attributes.worked === "yes";
  let drawn = "";

  /** @param {Selected | null} selection */
  const select = (selection) => store.dispatch({ type: "select", selection });
  /** @param {Selection | null} selection */
  const light = (selection) =>
    store.dispatch({ type: "light", mark: selection && markOf(selection) });

  return {
    update(scene) {
      const { frame, state, units } = scene;
      const inputs = neuron && units[neuron.layer - 1];
      if (!neuron || !inputs || neuron.index >= (units[neuron.layer] ?? 0)) return;
      const { layer, index } = neuron;
      const values = tensorOf(frame, "example.a", layer - 1 || 1).at(0);
      const key = [frame.command, frame.step, values, FACTS.key(scene), state.lit].join(" ");
      if (key === drawn && !frame.running) return;
      drawn = key;
      const facts = factsOf(scene);
      const isKnown = isWorked || facts.forward(layer);
      if (!isKnown && !facts.forward(layer - 1)) {
        render(html`<p class="what">The terms of its sum: ${WAITING}</p>`, root);
        return;
      }
      /** @type {View} */
      const view = {
        scene,
        facts,
        select,
        light,
        joint: jointOf(store),
        ask,
        answer: ask,
        send,
        after() {},
      };
      const z = tensorOf(frame, "example.z", layer).at(index);
      const rows = contributions(view, layer, index);
      render(
        isKnown
          ? termStack(view, rows, { name: html`sum ${symbol("z")}`, value: z })
          : html`<p class="what">The terms of its sum: ${WAITING}</p>`,
        root,
      );
    },
    unmount: () => render(nothing, root),
  };
}
