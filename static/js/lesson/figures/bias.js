/** The bias of one neuron, to be moved: a change of the run, as one on the stage. */

import { html, nothing, render } from "lit-html";
import { presentValue } from "../../panels/weight-editor.js";
import { createEditing } from "./editing.js";
import { numberControl } from "./number-control.js";
import { neuronOf } from "./places.js";

/** @import { MountFigure } from "../types.d.ts" */

const REACH = 3;
const FINE = 0.1;
const COARSE = 0.5;

/** @type {MountFigure} */
export function mount(root, { store, send, attributes }) {
  const neuron = neuronOf(attributes.neuron) ?? { layer: 1, index: 0 };
  const parameter = { layer: neuron.layer, row: neuron.index, column: null };
  const edit = createEditing(send, parameter);
  let drawn = "";
  return {
    update({ state }) {
      const value = edit.present(presentValue(state, parameter));
      if (String(value) === drawn) return;
      drawn = String(value);
      render(
        html`${numberControl({
          id: "bias",
          letter: "b",
          what: "The bias",
          value,
          from: () => edit.present(presentValue(store.state, parameter)),
          min: -REACH,
          max: REACH,
          fine: FINE,
          coarse: COARSE,
          set: edit.set,
        })}`,
        root,
      );
    },
    unmount: () => render(nothing, root),
  };
}
