/** How a slope is made on the way back: the factors on the path, each a number that stands somewhere on the stage, and their product. */

import { html, nothing, render } from "lit-html";
import { formula } from "../../panels/formula.js";
import { signed } from "../../panels/inspector-parts.js";
import { tensorOf } from "../../protocol/tensors.js";
import { isLitBy } from "../../state/lit.js";
import { neuronOf, weightOf } from "./places.js";

/** @import { Scene } from "../../scene/stage.js" */
/** @import { Answers, Parameter } from "../../types.d.ts" */
/** @import { MountFigure } from "../types.d.ts" */

/**
 * @typedef {{ words: string, tex: string, value: number | null, mark: string }} Factor
 * @typedef {{ path: string[], factors: Factor[], product: Factor }} Chain the path from the loss back
 */

let count = 0;

/** @type {MountFigure} */
export function mount(root, { store, ask, attributes }) {
  const weight = weightOf(attributes.weight);
  const neuron = neuronOf(attributes.neuron);
  const isOpen = attributes.product !== "hidden";
  const name = `chain ${++count}`;
  let drawn = "";

  /** @param {string | null} mark */
  const light = (mark) => store.dispatch({ type: "light", mark });

  return {
    update(scene) {
      const found = weight
        ? ofWeight(scene, weight, ask("factors", { parameter: weight }))
        : neuron
          ? ofNeuron(scene, neuron, (parameter) => ask("factors", { parameter }))
          : null;
      if (!found) return;
      const { lit } = store.state;
      const key = `${JSON.stringify(found)} ${lit}`;
      if (key === drawn) return;
      drawn = key;
      let place = 0;
      const set = (/** @type {string} */ tex) => formula(`${name}.${place++}`, tex);
      /** @param {Factor} factor @param {string} kind @param {boolean} isShown */
      const box = ({ words, tex, value, mark }, kind, isShown) =>
        html`<button type="button" class="chain-part ${kind} ${isLitBy(mark, lit) ? "lit" : ""}" data-mark=${mark}
          @pointerenter=${() => light(mark)} @pointerleave=${() => light(null)} @focus=${() => light(mark)} @blur=${() => light(null)} @click=${() => light(mark)}>
          <span class="chain-words">${words}</span>${set(tex)}
          <strong class=${kind === "product" ? "gradient" : ""}>${!isShown ? "?" : value === null ? "…" : signed(value, 4)}</strong>
        </button>`;
      const { path, factors, product } = found;
      render(
        html`<div class="chain" role="group" aria-label="The way back: ${path.join(", ")}">
          <p class="chain-path" aria-hidden="true">${path.map((stop, i) => html`${i > 0 ? html`<span class="arrow"></span>` : nothing}<span class="stop">${set(stop)}</span>`)}</p>
          <div class="chain-factors">${factors.map((factor, i) => html`${i > 0 ? html`<span class="chain-times">×</span>` : nothing}${box(factor, "factor", true)}`)}</div>
          ${box(product, "product", isOpen)}
        </div>`,
        root,
      );
    },
    unmount: () => render(nothing, root),
  };
}

/**
 * The slope of a weight into the output: how wrong, how steep, how strong the input.
 * @param {Scene} scene @param {Parameter} weight @param {Answers["factors"] | null} factors
 * @returns {Chain}
 */
function ofWeight({ units }, { layer, row, column }, factors) {
  const [to, from] = [row + 1, (column ?? 0) + 1];
  const isOutput = layer === units.length - 1;
  const input = layer === 1 ? `x_${from}` : `a_${from}`;
  const answer = isOutput ? "\\hat y" : `a_${to}`;
  const letter = isOutput ? `v_${from}` : `w_{${to}${from}}`;
  return {
    path: ["L", answer, "z", letter],
    factors: [
      {
        words: "how wrong",
        tex: isOutput ? "\\hat y - y" : `\\partial L/\\partial a_${to}`,
        value: factors?.blame ?? null,
        mark: `example.da.${layer}.${to}`,
      },
      {
        words: "how steep",
        tex: `${answer}(1-${answer})`,
        value: factors?.steepness ?? null,
        mark: `neuron.${layer}.${to}`,
      },
      {
        words: "how strong",
        tex: input,
        value: factors?.input ?? null,
        mark: layer === 1 ? `example.inputs.${from}` : `example.a.${layer - 1}.${from}`,
      },
    ],
    product: {
      words: "its slope",
      tex: `\\partial L/\\partial ${letter}`,
      value: factors?.slope ?? null,
      mark: `weights_gradient.${layer}.${to}.${from}`,
    },
  };
}

/**
 * What reaches a neuron before a single output: the error there, through its own outgoing weight, by its own steepness.
 * @param {Scene} scene
 * @param {{ layer: number, index: number }} neuron
 * @param {(parameter: Parameter) => Answers["factors"] | null} ask
 * @returns {Chain}
 */
function ofNeuron({ frame }, { layer, index }, ask) {
  const own = ask({ layer, row: index, column: null });
  const ahead = ask({ layer: layer + 1, row: 0, column: null });
  const number = index + 1;
  return {
    path: ["\\delta", `v_${number}`, `a_${number}`, `\\delta_${number}`],
    factors: [
      {
        words: "the error",
        tex: "\\delta",
        value: ahead?.error ?? null,
        mark: `example.dz.${layer + 1}.1`,
      },
      {
        words: "its weight",
        tex: `v_${number}`,
        value: tensorOf(frame, "weights", layer + 1).at(0, index),
        mark: `weights.${layer + 1}.1.${number}`,
      },
      {
        words: "how steep",
        tex: `a_${number}(1-a_${number})`,
        value: own?.steepness ?? null,
        mark: `neuron.${layer}.${number}`,
      },
    ],
    product: {
      words: "its share",
      tex: `\\delta_${number}`,
      value: own?.error ?? null,
      mark: `example.dz.${layer}.${number}`,
    },
  };
}
