/**
 * Neurons as lenses: each shows the map of its own activation over the input plane, or its weights as a picture. Before it is
 * computed in this step its rim is dotted and its map pale; afterwards its number stands beside it. In the backward
 * phase it shows its wish, −∂L/∂a: up when the shown example would like it larger.
 */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { activationOf } from "./activation.js";
import { signInk } from "./connections.js";
import { isBundled } from "./drawn-connections.js";
import { within } from "./moment.js";
import { stateOf } from "./neuron-states.js";
import { largestOfExample, slopesOf, whoseOf } from "./whose.js";
import { workingMarks } from "./workings.js";

/** @import { Lens, Mark, TextRun } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/**
 * Middle and reach of a map's palette: an activation of bounded range keeps its scale, an unbounded one takes its largest.
 * @param {Scene} scene
 * @param {number} layer
 * @param {{ low: number, high: number } | undefined} map
 */
export function mapScale(scene, layer, map) {
  const activation = activationOf(scene, layer);
  const centre = activation?.centre ?? 0;
  const [low = null, high = null] = activation?.range ?? [];
  if (low !== null && high !== null)
    return { centre, reach: Math.max(high - centre, centre - low) };
  const reach = map ? Math.max(Math.abs(map.high - centre), Math.abs(map.low - centre)) : 1;
  return { centre, reach: reach > 1e-6 ? reach : 1 };
}

export { activationOf };

/** Position of a neuron's map among all maps: layer by layer. @param {Scene} scene @param {number} layer @param {number} index */
export const mapIndex = ({ units }, layer, index) =>
  units.slice(1, layer).reduce((sum, n) => sum + n, 0) + index;

/** @param {Scene} scene @param {number} layer @param {number} index @returns {Lens["rim"]} */
export function rimOf({ state, moment, focus }, layer, index) {
  const is = (/** @type {typeof state.selected} */ selection) =>
    selection?.kind === "neuron" && selection.layer === layer && selection.index === index;
  if (is(state.selected)) return "selected";
  if (is(state.hovered) || isEndOf(focus, layer, index)) return "hovered";
  return (moment.forward[layer] ?? 0) > 0.55 ? "plain" : "dotted";
}

/** Whether a connection that is looked at begins or ends at a neuron. @param {Scene["focus"]} focus @param {number} layer @param {number} index */
const isEndOf = (focus, layer, index) =>
  focus !== null &&
  focus.kind !== "neuron" &&
  ((focus.layer === layer && focus.to === index) ||
    (focus.kind === "connection" && focus.layer === layer + 1 && focus.from === index));

/** How much of its full colour a neuron of a layer has now. @param {Scene} scene @param {number} layer */
export function strengthOf({ moment }, layer) {
  if (moment.running) return 1;
  const lit = within(moment.forward[layer] ?? 0, 0.78, 0.98);
  const current = moment.stop?.layer === layer || moment.stop === null;
  return 0.52 + lit * (current ? 0.48 : 0.34);
}

/** @param {Scene} scene @returns {Mark[]} */
export function neuronMarks(scene) {
  const { units } = scene;
  /** @type {Mark[]} */
  const marks = [];
  /** @type {Mark[]} */
  const numbers = []; // over all lenses, for those of the next layer may be close
  for (let layer = 1; layer < units.length - 1; layer++)
    for (let index = 0; index < (units[layer] ?? 0); index++)
      for (const mark of neuron(scene, layer, index))
        (mark.kind === "text" ? numbers : marks).push(mark);
  return [...marks, ...numbers];
}

/** @param {Scene} scene @param {number} layer @param {number} index @returns {Mark[]} */
function neuron(scene, layer, index) {
  const { layout, frame, maps, moment } = scene;
  const column = layout.layers[layer];
  const place = column?.neurons[index];
  if (!column || !place) return [];
  const map = maps?.[mapIndex(scene, layer, index)] ?? null;
  const activation = tensorOf(frame, "example.a", layer).at(index, 0);
  const computed = (moment.forward[layer] ?? 0) > 0.55;
  const state = computed ? stateOf(scene, layer, index) : null;
  const silent = state === "silent" || state === "dead";
  const finite = Number.isFinite(activation);
  const strength = strengthOf(scene, layer) * dimmed(scene, layer, index);
  /** @type {Lens} */
  const lens = {
    kind: "lens",
    of: `neuron.${layer}.${index + 1}`,
    value: activation,
    x: place.x,
    y: place.y,
    size: column.size,
    map,
    ...mapScale(scene, layer, map ?? undefined),
    zeroLine: column.size >= 40 ? 0.5 : 0,
    strength: silent ? strength * 0.45 : strength,
    rim: rimOf(scene, layer, index),
    shadow: !silent && column.size >= 30,
    hatch: !finite && computed,
  };
  if (silent && lens.rim === "plain") lens.rim = "silent";
  if (state === "dead" || state === "saturated") lens.state = state;
  fillLens(scene, lens, layer, index);
  return [
    lens,
    ...workingMarks(scene, layer, index),
    ...wish(scene, layer, index, column.size, place),
    ...number(scene, layer, index, state),
  ];
}

/** What a lens shows without a map: its weights as a picture, or its activation as a tint. @param {Scene} scene @param {Lens} lens @param {number} layer @param {number} index */
export function fillLens(scene, lens, layer, index) {
  if (isBundled(scene, layer)) lens.picture = pictureOf(scene, index);
  else if (!lens.map) {
    const activations = tensorOf(scene.frame, "example.a", layer);
    const value = activations.at(index);
    const computed = (scene.moment.forward[layer] ?? 0) > 0.55;
    lens.tint = computed && Number.isFinite(value) ? value / (activations.largest() || 1) : 0;
  }
}

/** How much of its light a neuron keeps while another is looked at: detail is around what is picked. @param {Scene} scene @param {number} layer @param {number} index */
export function dimmed({ focus, units }, layer, index) {
  if (!focus || Math.max(...units.slice(1, -1), 0) <= ROOMY_LAYER) return 1;
  const ends =
    focus.kind === "neuron"
      ? focus.layer !== layer || focus.index === index
      : isEndOf(focus, layer, index) || (focus.layer !== layer && focus.layer - 1 !== layer);
  return ends ? 1 : 0.45;
}

/** In layers of more neurons those beside the picked one are dimmed. */
const ROOMY_LAYER = 8;

/** From here on in the backward phase of a layer its slopes grow. */
export const SLOPES_GROW = 0.6;
/** Smaller lenses have no room for a wish. */
const WISH_ROOM = 24;

/** Whether the neurons of a layer show what the blame makes them wish. @param {Scene} scene @param {number} layer */
export const showsWish = ({ layout, units }, layer) =>
  (layout.layers[layer]?.size ?? 0) >= WISH_ROOM &&
  !(layout.output === "bars" && layer === units.length - 1);

/**
 * A first-layer neuron of a picture: its weights, and from the backward phase on their slopes.
 * @param {Scene} scene
 * @param {number} index
 * @returns {Lens["picture"]}
 */
function pictureOf(scene, index) {
  const { frame, moment, dataset } = scene;
  const grown = within(moment.running ? 0 : (moment.backward[1] ?? 0), SLOPES_GROW, 1);
  const updating = Math.max(...moment.update) > 0;
  const slope = grown > 0 && !updating;
  const name = slope ? "weights_gradient" : "weights";
  const tensor = tensorOf(frame, name, 1);
  const count = tensor.shape[1] ?? 0;
  const shown = slope ? slopesOf(scene, "weights", 1) : tensor;
  const values = Float32Array.from({ length: count }, (_, j) => shown.at(index, j));
  if (updating) {
    const moves = tensorOf(frame, "weights_update", 1);
    const done = within(moment.update[1] ?? 0, 0, 0.7);
    for (let j = 0; j < count; j++) values[j] = (values[j] ?? 0) + done * moves.at(index, j);
  }
  return {
    columns: dataset.picture?.[1] ?? 8,
    values,
    reach: Math.max(
      1e-9,
      slope
        ? ((whoseOf(scene) === "mean" ? tensor.largest() : largestOfExample(frame, 1)) * 0.75) /
            grown
        : Math.min(1.2, tensorOf(frame, name, 1).largest()),
    ),
    palette: slope ? "slope" : "sign",
  };
}

/**
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} index
 * @param {number} size of the lens
 * @param {{ x: number, y: number }} place
 * @returns {Mark[]}
 */
export function wish(scene, layer, index, size, place) {
  const { moment, frame, scales } = scene;
  const done = within(moment.running ? 0 : (moment.backward[layer] ?? 0), 0.36, 0.58);
  const left = 1 - within(Math.max(...moment.update), 0, 0.4);
  const value = -tensorOf(frame, "example.da", layer).at(index, 0);
  if (done <= 0 || left <= 0 || size < WISH_ROOM || !Number.isFinite(value) || value === 0)
    return [];
  const length = (6 + (size * 0.3 - 4) * scales.wish(value, layer)) * done;
  const x = place.x + size / 2 - Math.min(16, size * 0.2);
  const up = value > 0 ? -1 : 1;
  return [
    {
      kind: "arrow",
      of: `wish.${layer}.${index + 1}`,
      value,
      x,
      y: place.y - (up * length) / 2,
      toX: x,
      toY: place.y + (up * length) / 2,
      width: Math.min(3.6, size * 0.07),
      ink: "gradient",
      opacity: left,
    },
  ];
}

/**
 * The number beside a lens: first what was mixed (z), then what became of it (a).
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} index
 * @param {ReturnType<typeof stateOf>} neuronState
 * @returns {Mark[]}
 */
function number(scene, layer, index, neuronState) {
  const { layout, read, moment, state } = scene;
  const column = layout.layers[layer];
  const place = column?.neurons[index];
  if (!column || !place) return [];
  const looked = ["selected", "hovered"].includes(rimOf(scene, layer, index));
  const label = layout.data.kind === "picture" || looked;
  if (moment.running && !looked) return label && column.roomy ? [name(scene, layer, index)] : [];
  if (!column.roomy && !looked) return [];
  const forward = moment.forward[layer] ?? 0;
  if (forward < 0.5) return label && column.roomy ? [name(scene, layer, index)] : [];
  const mixing = forward < 0.78 && !moment.running;
  const tensor = mixing ? "example.z" : "example.a";
  const value = tensorOf(read, tensor, layer).at(index, 0);
  const shown = moment.running
    ? 1
    : mixing
      ? within(forward, 0.5, 0.58)
      : within(forward, 0.78, 0.86);
  const small = state.player.running || column.size < 60;
  const isPicture = layout.data.kind === "picture";
  const compact = layout.vertical || isPicture;
  /** @type {TextRun} */
  const symbol = { text: mixing ? "z" : "a", face: "symbol", ink: "ink2" };
  /** @type {TextRun[]} */
  const runs = [
    ...(layout.data.kind === "picture" && column.roomy ? [indexRun(index), { text: " " }] : []),
    ...(compact ? [] : [symbol, { text: " " }]),
    ...(mixing ? [numberRun(value)] : answerRuns(value, neuronState, compact || column.size < 60)),
  ];
  const isBeside = !layout.vertical && !column.roomy && !isPicture; // answers stand close by
  return [
    {
      kind: "text",
      of: `${tensor}.${layer}.${index + 1}`,
      value,
      x: isBeside ? place.x + column.size / 2 + 16 : place.x,
      y: isBeside
        ? place.y
        : layout.vertical
          ? place.y + column.size / 2 + (column.size < 40 ? 15 : -3)
          : place.y + column.size / 2 + (!column.roomy ? 17 : compact || small ? 14 : 16),
      runs,
      size: layout.vertical ? 13 : compact || small ? 15 : 18,
      align: isBeside ? "left" : "center",
      ink: "ink",
      weight: 600,
      halo: true,
      pill: layout.vertical || !column.roomy,
      opacity: shown,
    },
  ];
}

/** Among many neurons each keeps its label. @param {number} index @returns {TextRun} */
const indexRun = (index) => ({ text: String(index + 1), ink: "ink3", weight: 550, size: 13 });

/** @param {number} value @returns {TextRun} */
const numberRun = (value) => ({
  text: formatNumber(value, 2, { sign: true }),
  ink: Number.isFinite(value) ? signInk(value) : "ink",
  weight: 650,
});

/** What a neuron answers, and in a word what state it is in. @param {number} value @param {ReturnType<typeof stateOf>} state @param {boolean} compact @returns {TextRun[]} */
function answerRuns(value, state, compact) {
  if (state === "silent" || state === "dead")
    return [{ text: compact ? state : `0, ${state}`, ink: "ink2", weight: 550 }];
  if (state !== "saturated" || compact) return [numberRun(value)];
  return [numberRun(value), { text: " flat", ink: "ink2", weight: 550, size: 14 }];
}

/** The permanent label of a neuron among many. @param {Scene} scene @param {number} layer @param {number} index @returns {Mark} */
function name({ layout }, layer, index) {
  const column = layout.layers[layer];
  const place = column?.neurons[index] ?? { x: 0, y: 0 };
  return {
    kind: "text",
    x: place.x,
    y: place.y + (column?.size ?? 0) / 2 + 14,
    runs: [{ text: String(index + 1) }],
    size: 14,
    align: "center",
    ink: "ink3",
    weight: 550,
  };
}
