/** Layouts as they come in `layout` events, and which of them describe the same network. */

/** @import { Layout, Tensor } from "../types.d.ts" */

/** @param {string} name @param {number} layer 0 where there is none */
export const tensorKey = (name, layer) => (layer === 0 ? name : `${name}.${layer}`);

/**
 * @param {{ id: number, size: number, prefix: number, tensors: Tensor[] }} message
 * @returns {Layout}
 */
export function decodeLayout({ id, size, prefix, tensors }) {
  const byKey = tensors.map(
    (tensor) => /** @type {const} */ ([tensorKey(tensor.name, tensor.layer), tensor]),
  );
  return { id, size, prefix, tensors: new Map(byKey) };
}

/**
 * Neurons per layer, inputs first.
 * @param {Layout} layout
 */
export function unitsOf(layout) {
  const units = [layout.tensors.get("example.inputs")?.shape[0] ?? 0];
  for (let layer = 1; ; layer++) {
    const biases = layout.tensors.get(tensorKey("biases", layer));
    if (!biases) return units;
    units.push(biases.shape[0] ?? 0);
  }
}

/**
 * Whether two layouts have the same tensors before the batch section, whatever the width of the batch.
 * @param {Layout} a @param {Layout} b
 */
export function sameStructure(a, b) {
  if (a === b) return true;
  if (a.prefix !== b.prefix) return false;
  const [inA, inB] = [prefixTensors(a), prefixTensors(b)];
  return (
    inA.length === inB.length &&
    inA.every(([key, { shape }]) => shape.join() === b.tensors.get(key)?.shape.join())
  );
}

/** @param {Layout} layout */
const prefixTensors = (layout) =>
  [...layout.tensors].filter(([, { offset }]) => offset < layout.prefix);
