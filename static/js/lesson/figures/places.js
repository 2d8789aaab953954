/** What figures read of their attributes: which neuron, which weight. Documents count from 1. */

/**
 * A neuron as a document names it: "layer.neuron".
 * @param {string | undefined} text
 * @returns {{ layer: number, index: number } | null}
 */
export function neuronOf(text) {
  const [layer, neuron] = (text ?? "").split(".").map(Number);
  return layer && neuron ? { layer, index: neuron - 1 } : null;
}

/**
 * A weight as a document names it: "layer.to.from".
 * @param {string | undefined} text
 * @returns {{ layer: number, row: number, column: number } | null}
 */
export function weightOf(text) {
  const [layer, to, from] = (text ?? "").split(".").map(Number);
  return layer && to && from ? { layer, row: to - 1, column: from - 1 } : null;
}
