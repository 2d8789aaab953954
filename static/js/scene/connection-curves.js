/** Where connections run: ports spread along the edges of the lenses they join. */

import { EMPTY } from "./layout-parts.js";

/** @import { Curve } from "../render/marks.d.ts" */
/** @import { StageLayout } from "./stage-layout.js" */

/**
 * The connection into neuron `to` of a layer from neuron `from` of the layer before it, ports spread along the edges in order of
 * index so that crossing connections can be told apart.
 * @param {StageLayout} layout
 * @param {number} layer from 1
 * @param {number} to from 0
 * @param {number} from from 0
 * @returns {Curve}
 */
export function connectionCurve(layout, layer, to, from) {
  const target = layout.layers[layer] ?? EMPTY;
  const source = layout.layers[layer - 1] ?? EMPTY;
  const end = target.neurons[to] ?? { x: 0, y: 0 };
  const isInput = layer === 1;
  const sources = isInput ? Math.max(1, layout.inputs.length) : source.neurons.length;
  const start = isInput
    ? (layout.inputs[from] ?? pictureEdge(layout))
    : (source.neurons[from] ?? end);
  const sourceHalf = isInput ? (layout.inputs.length ? 8 : 0) : source.size / 2;
  const bars = layout.output === "bars" && layer === layout.layers.length - 1;
  const targetHalf = bars ? 14 : target.size / 2;
  const inPort = port(from, sources, Math.min(bars ? 10 : target.size * 0.62, sources * 9));
  const outPort = isInput
    ? 0
    : port(to, target.neurons.length, Math.min(source.size * 0.62, target.neurons.length * 9));
  if (layout.vertical && !bars) {
    const y0 = start.y + sourceHalf;
    const y1 = end.y - targetHalf;
    const pull = (y1 - y0) * 0.48;
    return [
      start.x + outPort,
      y0,
      start.x + outPort,
      y0 + pull,
      end.x + inPort,
      y1 - pull,
      end.x + inPort,
      y1,
    ];
  }
  if (layout.vertical) {
    // Down to a row of answers, and into it from its left.
    const x = start.x + outPort;
    const y = start.y + (isInput ? 0 : sourceHalf);
    const [endX, endY] = [end.x - targetHalf, end.y + inPort];
    return [x, y, x, y + Math.min(40, (endY - y) * 0.5), endX - 20, endY, endX, endY];
  }
  const x0 = start.x + sourceHalf;
  const x1 = end.x - targetHalf;
  const pull = Math.max(18, (x1 - x0) * 0.46);
  return [
    x0,
    start.y + outPort,
    x0 + pull,
    start.y + outPort,
    x1 - pull,
    end.y + inPort,
    x1,
    end.y + inPort,
  ];
}

/**
 * The stub from a neuron's small "1" that carries its bias.
 * @param {StageLayout} layout
 * @param {number} layer
 * @param {number} to
 * @returns {Curve}
 */
export function biasCurve(layout, layer, to) {
  const column = layout.layers[layer] ?? EMPTY;
  const { x, y } = column.neurons[to] ?? { x: 0, y: 0 };
  const half = column.size / 2;
  const reach = Math.min(26, half * 0.8);
  if (layout.output === "bars" && layer === layout.layers.length - 1) {
    return [x - 34, y + 9, x - 28, y + 9, x - 20, y + 4, x - 14, y + 4];
  }
  const startX = x - half - reach;
  const startY = y + half * 0.86;
  const endX = x - half * 0.98;
  const endY = y + half * 0.62;
  return [startX, startY, startX + reach * 0.5, startY, endX - reach * 0.5, endY, endX, endY];
}

/** @param {number} index @param {number} count @param {number} room */
const port = (index, count, room) => (count > 1 ? (index / (count - 1) - 0.5) * room : 0);

/** @param {StageLayout} layout */
const pictureEdge = ({ data, vertical }) =>
  vertical
    ? { x: data.x + data.size / 2, y: data.y + data.size }
    : { x: data.x + data.size, y: data.y + data.size / 2 };
