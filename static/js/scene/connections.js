/** Connections at rest: width is the size of the weight, colour and dash its sign; biases as stubs from a small 1. */

import { spring } from "../lib/easing.js";
import { tensorOf } from "../protocol/tensors.js";
import { biasCurve, connectionCurve } from "./connection-curves.js";
import { drawnConnections, isBundled, touches } from "./drawn-connections.js";
import { within } from "./moment.js";
import { THINNEST } from "./scales.js";

/** @import { Ink, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** More connections in a layer stand back, and farther when one is looked at. */
const DENSE = 64;

/** In an update, moves are what is to be seen. */
export const DENSE_MOVES = 36;

/** The stub of a bias is short: it does not grow beyond this. */
export const WIDEST_BIAS = 12;

/** Minus is dashed as well as orange. */
export const MINUS_DASH = [9, 4];

/** @param {number} value @returns {Ink} */
export const signInk = (value) => (value < 0 ? "negative" : "positive");

/** @param {number} value @param {number} width */
export const signDash = (value, width) =>
  value < 0 ? { dash: width < 2 ? [6, 3.5] : MINUS_DASH } : {};

/**
 * The weight as it is drawn now: before, during or after this step's update. In between it is on its way from one to
 * the other.
 * @param {Scene} scene
 * @param {"weights" | "biases"} name
 * @param {number} layer
 * @param {number} to
 * @param {number} from
 */
export function weightNow({ frame, moment }, name, layer, to, from) {
  const before = tensorOf(frame, name, layer).at(to, from);
  const done = moment.update[layer] ?? 0;
  return done > 0
    ? before + within(done, 0, 0.7) * tensorOf(frame, `${name}_update`, layer).at(to, from)
    : before;
}

/** A move overshoots a little and settles: ζ = 0.6. */
const settle = spring(0.6);

/** How far the magnified move of a layer is drawn. @param {Scene["moment"]} moment @param {number} layer */
export const movedShare = ({ update }, layer) => settle(((update[layer] ?? 0) - 0.1) / 0.75);

/**
 * Whether a connection grows, and the width it loses on its way: what grows is drawn outside it (phase-update.js).
 * @param {Scene} scene
 * @param {number} layer @param {number} to @param {number | null} from null for the bias
 */
export function moveOf({ frame, moment, scales }, layer, to, from) {
  const name = from === null ? "biases" : "weights";
  const before = tensorOf(frame, name, layer).at(to, from ?? 0);
  const move = tensorOf(frame, `${name}_update`, layer).at(to, from ?? 0);
  const grows = Math.abs(before + move) >= Math.abs(before);
  return { before, move, grows, band: scales.move(move) * movedShare(moment, layer) };
}

/** @param {Scene} scene @param {number} layer @param {number} to @param {number | null} from @param {number} value */
function widthNow(scene, layer, to, from, value) {
  const width = scene.scales.width(value);
  if ((scene.moment.update[layer] ?? 0) <= 0) return width;
  const { grows, band } = moveOf(scene, layer, to, from);
  return grows ? width : Math.max(THINNEST, width - band);
}

/**
 * How strongly the connections of a layer are shown, from what is going on there.
 * @param {Scene} scene
 * @param {number} layer
 */
function presence({ moment, layout, units }, layer) {
  const isCrowded = (units[layer] ?? 0) * (units[layer - 1] ?? 0) > DENSE_MOVES;
  const dense = layout.data.kind === "picture" ? 0.75 : 1;
  if (moment.running) return 0.5 * dense;
  const forward = moment.forward[layer] ?? 0;
  const backward = moment.backward[layer] ?? 0;
  const updating = moment.update[layer] ?? 0;
  if (updating > 0) return (isCrowded ? 0.6 : 0.85) * dense;
  if (backward > 0) return (0.3 - 0.12 * within(backward, 0.3, 0.8)) * dense;
  if (moment.loss > 0) return 0.34 * dense;
  if (forward > 0 && forward < 1) return (0.28 + 0.36 * within(forward, 0, 0.5)) * dense;
  if (forward >= 1)
    return moment.stop?.kind === "forward" && moment.stop.layer === layer
      ? 0.64 * dense
      : 0.4 * dense;
  return 0.28 * dense;
}

/** @param {Scene} scene @returns {Mark[]} */
export function connectionMarks(scene) {
  const { layout, units, focus } = scene;
  /** @type {Mark[]} */
  const marks = [];
  /** @type {Mark[]} */
  const above = [];
  for (let layer = 1; layer < units.length; layer++) {
    const present = presence(scene, layer);
    const looking = focus !== null && focus.kind !== "bias";
    const dense = (units[layer] ?? 0) * (units[layer - 1] ?? 0) > DENSE;
    for (const { to, from } of drawnConnections(scene, layer)) {
      const value = weightNow(scene, "weights", layer, to, from);
      const width = widthNow(scene, layer, to, from, value);
      const touched = touches(focus, layer, { to, from });
      const curve = connectionCurve(layout, layer, to, from);
      (touched ? above : marks).push({
        kind: "ribbon",
        of: `weights.${layer}.${to + 1}.${from + 1}`,
        value,
        curve,
        width,
        ink: signInk(value),
        ...(Number.isFinite(value) ? signDash(value, width) : { hatch: true }),
        opacity: touched
          ? Math.max(present, 0.8)
          : looking
            ? present * (dense ? 0.22 : 0.5)
            : dense
              ? present * 0.7
              : present,
      });
      if (touched && focus?.kind === "connection" && !(scene.moment.update[layer] ?? 0))
        above.unshift({ kind: "ribbon", curve, width: width + 9, ink: "light", opacity: 0.95 });
    }
    if (isBundled(scene, layer)) marks.push(...bundles(scene));
    marks.push(...biasMarks(scene, layer, present));
  }
  return [...marks, ...above];
}

/** The 64 connections from a picture into a neuron stand as one thread: their weights are the neuron's own picture. @param {Scene} scene */
function bundles({ layout, moment, focus }) {
  const neurons = layout.layers[1]?.neurons ?? [];
  const forward = moment.forward[1] ?? 0;
  return neurons.map((_, to) => {
    const looked = focus?.kind === "neuron" && focus.layer === 1 && focus.index === to;
    /** @type {Mark} */
    const mark = {
      kind: "ribbon",
      of: `bundle.1.${to + 1}`,
      curve: connectionCurve(layout, 1, to, 0),
      width: looked ? 2 : 1.2,
      ink: looked ? "ink2" : forward > 0 && forward < 1 ? "ink3" : "line",
      opacity: looked ? 0.9 : 0.75,
    };
    return mark;
  });
}

/** Whether the biases of a layer have room for their stubs. @param {Scene} scene @param {number} layer */
export function hasBiasStubs({ layout, units }, layer) {
  const size = layout.layers[layer]?.size ?? 0;
  if (layout.output === "bars" && layer === units.length - 1) return false;
  if (layout.vertical && size < 60) return false;
  return size >= 34 || layout.output === "bars";
}

/** @param {Scene} scene @param {number} layer @param {number} present @returns {Mark[]} */
function biasMarks(scene, layer, present) {
  const { layout, focus } = scene;
  const column = layout.layers[layer];
  if (!column || !hasBiasStubs(scene, layer)) return [];
  const crowded = layout.data.kind === "picture";
  return column.neurons.flatMap((_, to) => {
    const value = weightNow(scene, "biases", layer, to, 0);
    const width = Math.min(WIDEST_BIAS, widthNow(scene, layer, to, null, value));
    const curve = biasCurve(layout, layer, to);
    const focused =
      (focus?.kind === "bias" && focus.layer === layer && focus.to === to) ||
      (focus?.kind === "neuron" && focus.layer === layer && focus.index === to);
    if (crowded && !focused) return [];
    /** @type {Mark[]} */
    const marks = [
      {
        kind: "ribbon",
        of: `biases.${layer}.${to + 1}`,
        value,
        curve,
        width,
        ink: signInk(value),
        ...(Number.isFinite(value) ? signDash(value, 1) : { hatch: true }),
        opacity: focused ? 0.95 : Math.min(0.6, present + 0.1),
      },
      {
        kind: "text",
        x: curve[0] - 5,
        y: curve[1],
        runs: [{ text: "1" }],
        size: 12,
        align: "center",
        ink: focused ? "ink" : "ink3",
        weight: 600,
        opacity: focused ? 1 : 0.8,
      },
    ];
    return marks;
  });
}
