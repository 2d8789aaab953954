/**
 * Forward through a layer: each connection carries weight × input as a quantity. It is as long as it will be in the sum that
 * it joins (workings.js), solid for plus and hollow for minus; one after another they set out.
 */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { pointOn } from "../render/curves.js";
import { mixOf } from "./bar-rows.js";
import { biasCurve, connectionCurve } from "./connection-curves.js";
import { hasBiasStubs, signInk } from "./connections.js";
import { drawnConnections, isBundled, touches } from "./drawn-connections.js";
import { halves, termsOf, travel } from "./terms.js";
import { benchOf } from "./workings.js";

/** @import { Curve, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** More of them in a layer have no rim of light. */
const DENSE = 64;
/** Of at most so many into a neuron that is looked at, each carries its number. */
const MOST_NUMBERS = 9;
/** Where they do not join a sum that is drawn, the largest is so long. */
const LONGEST = 26;

/** What a neuron of a layer receives from one source. @param {Scene} scene @param {number} layer @param {number} from */
export const inputOf = ({ frame }, layer, from) =>
  layer === 1
    ? tensorOf(frame, "example.inputs", 0).at(from, 0)
    : tensorOf(frame, "example.a", layer - 1).at(from, 0);

/** @param {Scene} scene @returns {Mark[]} */
export function forwardMarks(scene) {
  const { moment, layout, focus, frame } = scene;
  if (moment.running || moment.stop?.kind !== "forward") return [];
  const { layer } = moment.stop;
  const forward = moment.forward[layer] ?? 0;
  const isAnswers = layout.bars !== null && layer === layout.layers.length - 1;
  const sums = isAnswers ? mixOf(scene) : benchOf(scene, layer);
  const { of, largest } = termsOf(frame, layer);
  const unit = sums?.unit ?? LONGEST / (largest || 1);
  const connections = drawnConnections(scene, layer);
  const isDense = connections.length > DENSE;
  const width = sums ? sums.thick : isDense ? 3 : 4.5;
  /** @type {Mark[]} */
  const marks = [];
  if (isBundled(scene, layer)) {
    for (const [to, terms] of of.entries()) {
      const curve = connectionCurve(layout, layer, to, 0);
      for (const [half, value] of halves(terms).entries())
        marks.push(...quantity({ curve, value, unit, width, rim: true }, travel(forward, half, 2)));
    }
    return marks;
  }
  const count = of[0]?.length ?? 1;
  /** @type {Mark[]} */
  const numbers = [];
  for (const { to, from } of connections) {
    const value = of[to]?.[from] ?? Number.NaN;
    const at = travel(forward, from, count);
    const curve = connectionCurve(layout, layer, to, from);
    const name = `${layer}.${to + 1}.${from + 1}`;
    const carried = { of: `contribution.${name}`, curve, value, unit, width, rim: !isDense };
    marks.push(...quantity(carried, at));
    if (focus?.kind !== "neuron" || focus.layer !== layer || count > MOST_NUMBERS) continue;
    if (touches(focus, layer, { to, from }))
      numbers.push(...number(`product.${name}`, value, curve, at));
  }
  if (layout.data.kind !== "picture" && hasBiasStubs(scene, layer))
    for (const [to, terms] of of.entries()) {
      const value = terms[count - 1] ?? 0;
      const curve = biasCurve(layout, layer, to);
      marks.push(
        ...quantity({ curve, value, unit, width, rim: false }, travel(forward, count - 1, count)),
      );
    }
  return [...marks, ...numbers];
}

/**
 * A length of the connection, on its way.
 * @param {{ of?: string, curve: Curve, value: number, unit: number, width: number, rim: boolean }} quantity unit: pixels of one
 * @param {{ front: number, arrived: number }} at
 * @returns {Mark[]}
 */
function quantity({ of, curve, value, unit, width, rim }, { front, arrived }) {
  if (front <= 0 || arrived >= 1 || !Number.isFinite(value) || value === 0) return [];
  const across = Math.hypot(curve[6] - curve[0], curve[7] - curve[1]) || 1;
  const long = Math.max(3, Math.abs(value) * unit) / across;
  const back = front - long + long * arrived;
  if (front <= Math.max(0, back)) return [];
  /** @type {[number, number]} */
  const part = [Math.max(0, back), front];
  const ink = signInk(value);
  /** @type {Mark[]} */
  const marks = [];
  const minus = value < 0;
  if (rim) marks.push({ kind: "ribbon", curve, width: width + 3.5, ink: "light", part });
  marks.push({ kind: "ribbon", ...(of ? { of } : {}), value, curve, width, ink, part });
  if (minus && width > 4)
    marks.push({ kind: "ribbon", curve, width: width - 3, ink: "light", part });
  return marks;
}

/** The product, over the quantity. @param {string} of @param {number} value @param {Curve} curve @param {{ front: number }} at @returns {Mark[]} */
function number(of, value, curve, { front }) {
  if (front <= 0.08 || front >= 0.96) return [];
  const { x, y } = pointOn(curve, Math.min(0.9, front - 0.04));
  return [
    {
      kind: "text",
      of,
      value,
      x,
      y: y - 13,
      runs: [{ text: formatNumber(value, 2, { sign: true }), ink: signInk(value) }],
      size: 15,
      align: "center",
      ink: "ink",
      weight: 700,
      halo: true,
      opacity: Math.max(0, Math.min(1, (front - 0.08) * 8, (0.96 - front) * 6)),
    },
  ];
}
