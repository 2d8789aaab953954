/**
 * One neuron of the running network, enlarged: inputs on wires, products, the sum, the bend, the output; and from the backward
 * phase on, the same way back in the colour of blame.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { signed } from "../../panels/inspector-parts.js";
import { tensorOf } from "../../protocol/tensors.js";
import { activationOf, windowOf } from "../../scene/activation.js";
import { largest } from "../../scene/sums.js";
import { isLitBy } from "../../state/lit.js";
import { placesOf } from "./anatomy-places.js";
import { isSameKey, keyOf } from "./plane-and-knobs.js";

/** @import { TemplateResult } from "lit-html" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { Places } from "./anatomy-places.js" */

/** More inputs than these are told as one. */
const MOST = 4;

/**
 * @typedef {object} Neuron what is drawn, as the tape has it
 * @property {number} layer
 * @property {number} index
 * @property {{ from: number, input: number, weight: number, slope: number }[]} wires
 * @property {number} others inputs that are not drawn
 * @property {number} rest what they bring
 * @property {number} bias
 * @property {number} bias_slope
 * @property {number} z
 * @property {number} a
 * @property {number} da
 * @property {number} dz
 */

/** @param {Scene} scene @param {string} name @returns {Neuron | null} */
function neuronOf({ frame, units }, name) {
  const [layer = 1, number = 1] = name.split(".").map(Number);
  const index = number - 1;
  if (layer >= units.length || index >= (units[layer] ?? 0)) return null;
  const weights = tensorOf(frame, "weights", layer);
  const slopes = tensorOf(frame, "weights_gradient", layer);
  const inputs =
    layer === 1 ? tensorOf(frame, "example.inputs") : tensorOf(frame, "example.a", layer - 1);
  const terms = Array.from({ length: units[layer - 1] ?? 0 }, (_, from) => ({
    key: from,
    value: weights.at(index, from) * inputs.at(from),
  }));
  const { shown, others, rest } = largest(terms, MOST);
  const of = (/** @type {string} */ tensor) => tensorOf(frame, tensor, layer).at(index);
  return {
    layer,
    index,
    wires: shown.map(({ key }) => ({
      from: key,
      input: inputs.at(key),
      weight: weights.at(index, key),
      slope: slopes.at(index, key),
    })),
    others,
    rest,
    bias: of("biases"),
    bias_slope: of("biases_gradient"),
    z: of("example.z"),
    a: of("example.a"),
    da: of("example.da"),
    dz: of("example.dz"),
  };
}

/** @type {import("../types.d.ts").MountFigure} */
export function mount(root, { store, attributes, redraw }) {
  const name = attributes.neuron ?? "1.1";
  /** @type {unknown[]} */
  let drawn = [];
  const sizes = new ResizeObserver(redraw);
  sizes.observe(root);
  const light = (/** @type {string | null} */ mark) => store.dispatch({ type: "light", mark });

  return {
    update(scene) {
      const width = Math.round(root.clientWidth);
      const key = [...keyOf(scene), width];
      if (isSameKey(key, drawn)) return;
      drawn = key;
      const neuron = neuronOf(scene, name);
      // An empty place has no size.
      render(
        neuron && width > 0 ? drawing(scene, neuron, width, light) : html`<span></span>`,
        root,
      );
    },
    unmount() {
      sizes.disconnect();
      render(nothing, root);
    },
  };
}

/** @param {Scene} scene @param {Neuron} neuron @param {number} width @param {(mark: string | null) => void} light */
function drawing(scene, neuron, width, light) {
  const places = placesOf(neuron.wires.length + (neuron.others > 0 ? 1 : 0), width);
  const facts = factsOf(scene);
  const known = {
    forward: facts.forward(neuron.layer),
    backward: facts.truth && facts.backward(neuron.layer),
  };
  /** @param {string} mark @param {unknown} content */
  const joined = (mark, content) =>
    svg`<g class="joint ${isLitBy(mark, scene.state.lit) ? "lit" : ""}" data-mark=${mark} @pointerenter=${() => light(mark)} @pointerleave=${() => light(null)}>${content}</g>`;
  return html`<svg class="anatomy-drawing" viewBox="0 0 ${places.width} ${places.height}" width=${places.width} height=${places.height} role="img" aria-label=${sentence(neuron, known)}>
    ${wires(scene, neuron, places, known, joined)}
    ${sum(neuron, places, known, joined)}
    ${bend(scene, neuron, places, known, joined)}
  </svg>`;
}

/** @typedef {{ forward: boolean, backward: boolean }} Known */
/** @typedef {(mark: string, content: unknown) => TemplateResult<2>} Joined */

/** @param {number} value */
const hue = (value) => (value < 0 ? "negative" : value > 0 ? "positive" : "quiet");
/** @param {number} weight */
const thick = (weight) => Math.min(14, Math.max(1.2, Math.abs(weight) * 4.2)).toFixed(1);
/** @param {number} x @param {number} y @param {string} name @param {unknown} content */
const words = (x, y, name, content) => svg`<text class=${name} x=${x} y=${y}>${content}</text>`;
/** @param {string} letter @param {string | number} index @param {unknown} rest */
const named = (letter, index, rest) =>
  svg`<tspan class="symbol">${letter}</tspan><tspan class="symbol index" dy="4">${index}</tspan><tspan dy=${index === "" ? 0 : -4}>${rest}</tspan>`;
/** @param {string} of */
const slope = (of) => svg`<tspan class="symbol">∂L/∂${of} </tspan>`;

/** Inputs, weights and products, and the bias below them. @param {Scene} scene @param {Neuron} neuron @param {Places} places @param {Known} known @param {Joined} joined */
function wires(
  scene,
  { layer, index, wires: all, others, rest, bias, bias_slope },
  places,
  known,
  joined,
) {
  const { rows, port, middle, product, sum: to, fontRise } = places;
  const letter = layer === 1 ? "x" : "a";
  const source = (/** @type {number} */ from) =>
    layer === 1 ? `example.inputs.${from + 1}` : `neuron.${layer - 1}.${from + 1}`;
  const isAbove = places.bias < to.y;
  const biasSlope = isAbove
    ? [
        words(to.x + 12, 32, "start back", slope("b")),
        words(to.x + 12, 50, "start back number", signed(bias_slope, 4)),
      ]
    : words(
        to.x - 12,
        places.bias - 2,
        "end back",
        svg`${slope("b")}<tspan class="number">${signed(bias_slope, 4)}</tspan>`,
      );
  const isComputed = layer === 1 || factsOf(scene).forward(layer - 1);
  const way = (/** @type {number} */ y) =>
    `M${port} ${y}H${product - 8}C${product + 30} ${y} ${to.x - 60} ${to.y} ${to.x - to.radius} ${to.y}`;
  return svg`${all.map(({ from, input, weight, slope: back }, i) => {
    const y = rows[i] ?? 0;
    const isFor = weight * input;
    return svg`${joined(
      `weights.${layer}.${index + 1}.${from + 1}`,
      svg`<path class="wire ${hue(weight)}" d=${way(y)} stroke-width=${thick(weight)}></path>
        ${words(middle, y - fontRise, "middle", svg`${named("w", from + 1, " ")}<tspan class="number ${hue(weight)}">${signed(weight, 2)}</tspan>`)}
        ${known.backward ? words(middle, y + fontRise + 9, "middle back", svg`${slope("w")}<tspan class="number">${signed(back, 4)}</tspan>`) : nothing}`,
    )}
    ${joined(
      source(from),
      svg`<circle class="port" cx=${port} cy=${y} r="7"></circle>
        ${words(port - 14, y + 5, "end", isComputed ? svg`${named(letter, from + 1, " ")}<tspan class="number ${hue(input)}">${signed(input, 2)}</tspan>` : named(letter, from + 1, ""))}`,
    )}
    ${known.forward ? words(product, y - fontRise, "middle number", svg`<tspan class=${hue(isFor)}>${signed(isFor, 2)}</tspan>`) : nothing}`;
  })}
  ${others > 0 ? words(port - 4, (rows[all.length] ?? 0) + 5, "start quiet", svg`and ${others} more${known.forward ? svg`: <tspan class="number ${hue(rest)}">${signed(rest, 2)}</tspan>` : nothing}`) : nothing}
  ${joined(
    `biases.${layer}.${index + 1}`,
    svg`<path class="wire ${hue(bias)}" d="M${to.x} ${places.bias}V${isAbove ? to.y - to.radius : to.y + to.radius}" stroke-width=${thick(bias)}></path>
      ${words(to.x + 12, isAbove ? 14 : places.bias - 2, "start", svg`<tspan class="symbol">b </tspan><tspan class="number ${hue(bias)}">${signed(bias, 2)}</tspan>`)}
      ${known.backward ? biasSlope : nothing}`,
  )}`;
}

/** @param {Neuron} neuron @param {Places} places @param {Known} known @param {Joined} joined */
function sum({ layer, index, z, dz }, { sum: at, bend: box, line, carry }, known, joined) {
  return joined(
    `example.z.${layer}.${index + 1}`,
    svg`<path class="line" d=${carry}></path>
      <circle class="sum-disc" cx=${at.x} cy=${at.y} r=${at.radius}></circle>
      ${words(at.x, at.y + 8, "middle sigma", "Σ")}
      ${words(line.x, line.y - 9, "middle", known.forward ? svg`<tspan class="symbol">z </tspan><tspan class="number ${hue(z)}">${signed(z, 2)}</tspan>` : svg`<tspan class="symbol">z </tspan><tspan class="quiet">not yet</tspan>`)}
      ${known.backward ? words(line.x, line.y + 20, "middle back", svg`${slope("z")}<tspan class="number">${signed(dz, 3)}</tspan>`) : nothing}
      <path class="head" d="M${box.x} ${line.y}l-9 -5v10Z"></path>`,
  );
}

/** The curve of the catalog with the point where the neuron stands, and what comes out. @param {Scene} scene @param {Neuron} neuron @param {Places} places @param {Known} known @param {Joined} joined */
function bend(scene, { layer, index, z, a, da }, { bend: box, out }, known, joined) {
  const activation = activationOf(scene, layer);
  const curve = activation?.curve;
  const isOutput = layer === scene.units.length - 1;
  if (!curve) return nothing;
  const { half, low, high, points } = windowOf(curve, z, 3);
  const x = (/** @type {number} */ value) =>
    box.x + 8 + ((Math.max(-half, Math.min(half, value)) + half) / (2 * half)) * (box.width - 16);
  const y = (/** @type {number} */ value) =>
    box.y + 10 + ((high - value) / (high - low || 1)) * (box.height - 20);
  const path = points.map((point) => `${x(point.z).toFixed(1)},${y(point.a).toFixed(1)}`).join(" ");
  const isPlaced = known.forward && Number.isFinite(z) && Number.isFinite(a);
  return joined(
    `neuron.${layer}.${index + 1}`,
    svg`<rect class="bend-box" x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="16"></rect>
      <line class="axis" x1=${box.x + 8} x2=${box.x + box.width - 8} y1=${y(0)} y2=${y(0)}></line>
      <line class="axis" x1=${x(0)} x2=${x(0)} y1=${box.y + 8} y2=${box.y + box.height - 8}></line>
      <polyline class="curve" points=${path}></polyline>
      ${isPlaced ? svg`<line class="guide" x1=${x(z)} x2=${x(z)} y1=${y(0)} y2=${y(a)}></line><circle class="operating" cx=${x(z)} cy=${y(a)} r="5.5"></circle>` : nothing}
      ${words(box.x + box.width / 2, box.y + box.height + 18, "middle quiet", activation.title)}
      <path class="line" d="M${box.x + box.width} ${out.y}H${out.x}"></path>
      <path class="head" d="M${out.x + 4} ${out.y}l-9 -5v10Z"></path>
      ${words(out.x + 12, out.y + 5, "start", known.forward ? svg`<tspan class="symbol">${isOutput ? "ŷ" : "a"} </tspan><tspan class="number ${hue(a)}">${signed(a, 2)}</tspan>` : svg`<tspan class="symbol">${isOutput ? "ŷ" : "a"}</tspan>`)}
      ${known.backward ? words(out.x + 12, out.y + 26, "start back", svg`${slope(isOutput ? "ŷ" : "a")}`) : nothing}
      ${known.backward ? words(out.x + 12, out.y + 44, "start back number", signed(da, 3)) : nothing}`,
  );
}

/** @param {Neuron} neuron @param {Known} known */
function sentence({ layer, index, wires: all, bias, z, a, dz }, known) {
  const parts = all.map(
    ({ from, input, weight }) =>
      `input ${from + 1}, ${formatNumber(input, 2)}, times weight ${formatNumber(weight, 2)}`,
  );
  const made = known.forward
    ? `The sum is ${formatNumber(z, 3)}, the output ${formatNumber(a, 3)}.`
    : "The sum is not computed yet.";
  const back = known.backward
    ? ` Its slope with respect to the sum is ${formatNumber(dz, 4)}.`
    : "";
  return `Neuron ${index + 1} of layer ${layer}: ${parts.join("; ")}; plus bias ${formatNumber(bias, 2)}. ${made}${back}`;
}
