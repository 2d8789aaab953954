/**
 * Where everything stands on the stage: data, input ports, a lens per neuron, the output. One composition for wide stages
 * (left to right) and one for narrow ones (top to bottom); both come from the same columns, laid along the flow.
 */

/** @import { Curve } from "../render/marks.d.ts" */

/** @typedef {{ x: number, y: number }} Place the centre of something */
/**
 * @typedef {object} Column one layer of neurons
 * @property {Place[]} neurons
 * @property {number} size of a lens
 * @property {boolean} roomy whether a number fits beside each lens
 * @property {number} tracks how many lenses stand side by side along the flow
 */
/**
 * @typedef {object} StageLayout
 * @property {boolean} vertical
 * @property {number} width
 * @property {number} height
 * @property {{ kind: "plane" | "picture", x: number, y: number, size: number }} data left, top
 * @property {Place[]} inputs ports; none for a picture
 * @property {Column[]} layers index 0 is unused, the last is the output
 * @property {"lens" | "bars"} output
 * @property {{ x: number, y: number, width: number, height: number, pitch: number } | null} bars left, top
 * @property {Place} verdict where the output's words and the loss stand
 * @property {number} headings y of the column headings
 */

/**
 * @typedef {object} Subject what is to be laid out
 * @property {number[]} units inputs first
 * @property {boolean} picture whether the inputs are a picture
 */

/** @param {number} low @param {number} value @param {number} high */
const clamp = (low, value, high) => Math.max(low, Math.min(high, value));

/**
 * @param {Subject} subject
 * @param {{ width: number, height: number }} box
 * @returns {StageLayout}
 */
export function layOut(subject, box) {
  const vertical = box.width < 620;
  if (subject.picture) return vertical ? pictureDown(subject, box) : pictureAcross(subject, box);
  return vertical ? planeDown(subject, box) : planeAcross(subject, box);
}

/**
 * Lenses spread evenly across the flow about a middle.
 * @param {number} count
 * @param {number} pitch
 * @param {number} middle
 */
const spread = (count, pitch, middle) =>
  Array.from({ length: count }, (_, i) => middle + (i - (count - 1) / 2) * pitch);

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {StageLayout} */
function planeAcross({ units }, { width, height }) {
  const headings = 14;
  const top = 40;
  const bottom = height - 4;
  const middle = (top + bottom) / 2;
  const dataSize = Math.round(clamp(92, width * 0.185, 172));
  const outputSize = Math.round(clamp(84, width * 0.152, 132));
  const inputX = dataSize + clamp(30, width * 0.078, 70);
  const outputX = width - Math.max(outputSize / 2 + 6, 84);
  const hidden = units.slice(1, -1);
  const between = (outputX - outputSize / 2 - 10 - inputX) / (hidden.length + 0.75);
  const pitch = Math.min(128, (bottom - top) / Math.max(1, ...hidden));
  const size = Math.floor(Math.min(86, pitch >= 62 ? pitch * 0.67 : pitch - 5, between * 0.56));
  const layers = hidden.map((count, i) => {
    const x = inputX + between * (i + 0.95);
    const own =
      count === Math.max(...hidden)
        ? pitch
        : Math.min(128, Math.max(pitch, (bottom - top) / (count + 0.6)));
    return {
      neurons: spread(count, own, middle - (own - size > 24 ? 10 : 0)).map((y) => ({ x, y })),
      size,
      roomy: own - size >= 26 && size >= 40,
      tracks: 1,
    };
  });
  const outputs = units.at(-1) ?? 1;
  return {
    vertical: false,
    width,
    height,
    headings,
    data: { kind: "plane", x: 0, y: middle - dataSize / 2 - 10, size: dataSize },
    inputs: spread(
      units[0] ?? 0,
      Math.min(132, (bottom - top) / ((units[0] ?? 1) + 1)),
      middle - 10,
    ).map((y) => ({ x: inputX, y })),
    layers: [
      EMPTY,
      ...layers,
      {
        neurons: spread(outputs, outputSize + 40, middle - 26).map((y) => ({ x: outputX, y })),
        size: outputSize,
        roomy: true,
        tracks: 1,
      },
    ],
    output: "lens",
    bars: null,
    verdict: { x: outputX, y: middle - 26 + outputSize / 2 + 26 },
  };
}

/** @type {Column} */
const EMPTY = { neurons: [], size: 0, roomy: false, tracks: 0 };

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {StageLayout} */
function planeDown({ units }, { width, height }) {
  const margin = 20;
  const across = width - 2 * margin;
  const dataSize = Math.round(clamp(72, height * 0.2, 108));
  const outputSize = Math.round(clamp(64, height * 0.16, 88));
  const hidden = units.slice(1, -1);
  const inputY = dataSize + 18;
  const outputY = height - outputSize / 2 - 8;
  const between = (outputY - outputSize / 2 - inputY) / (hidden.length + 0.6);
  const layers = hidden.map((count, i) => {
    const pitch = Math.min(92, across / count);
    const size = Math.floor(Math.min(68, pitch - 4, between * 0.54));
    const y = inputY + between * (i + 0.88);
    return {
      neurons: spread(count, pitch, width / 2).map((x) => ({ x, y })),
      size,
      roomy: size >= 34 && pitch >= 60,
      tracks: 1,
    };
  });
  const outputX = margin + 22 + outputSize / 2;
  return {
    vertical: true,
    width,
    height,
    headings: 10,
    data: { kind: "plane", x: margin, y: 4, size: dataSize },
    inputs: spread(units[0] ?? 0, 92, width / 2).map((x) => ({ x: x + 18, y: inputY })),
    layers: [
      EMPTY,
      ...layers,
      {
        neurons: spread(units.at(-1) ?? 1, outputSize + 12, outputX).map((x) => ({
          x,
          y: outputY,
        })),
        size: outputSize,
        roomy: false,
        tracks: 1,
      },
    ],
    output: "lens",
    bars: null,
    verdict: { x: outputX + outputSize / 2 + 22, y: outputY },
  };
}

/**
 * The largest lens with which all hidden layers fit into a strip of the flow, in as many tracks as each needs.
 * @param {number[]} hidden
 * @param {number} along room along the flow
 * @param {number} across room across it
 * @param {number} label room for a number under each lens, when lenses are large
 */
function packed(hidden, along, across, label) {
  for (let size = 78; size > 14; size -= 2) {
    const room = size >= 44 ? label : 6;
    const rows = Math.max(1, Math.floor((across + 10) / (size + room)));
    const tracks = hidden.map((count) => Math.ceil(count / rows));
    const needed = tracks.reduce((sum, n) => sum + n * (size + 16) + 44, 0);
    if (needed <= along) return { size, tracks, room };
  }
  return { size: 14, tracks: hidden.map(() => 1), room: 2 };
}

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {StageLayout} */
function pictureAcross({ units }, { width, height }) {
  const top = 44;
  const bottom = height - 8;
  const hidden = units.slice(1, -1);
  const wide = hidden.length <= 1;
  const side = Math.round(
    Math.min(wide ? 330 : 232, width * (wide ? 0.28 : 0.2), bottom - top - 90),
  );
  const barsWidth = Math.round(clamp(150, width * 0.27, 300));
  const barsX = width - barsWidth;
  const from = side + 12;
  const { size, tracks, room } = packed(hidden, barsX - 20 - from, bottom - top, 32);
  const taken = tracks.reduce((sum, n) => sum + n * (size + 16), 0);
  const gap = (barsX - from - taken) / (hidden.length + 1);
  let x = from + gap;
  const layers = hidden.map((count, i) => {
    const n = tracks[i] ?? 1;
    const rows = Math.ceil(count / n);
    const pitch = size + room;
    const first =
      top + Math.max(0, (Math.min(bottom - 40, top + 460) - top - rows * pitch) / 2) + size / 2 + 6;
    const left = x;
    x += n * (size + 16) + gap;
    return {
      neurons: Array.from({ length: count }, (_, k) => ({
        x: left + (k % n) * (size + 16) + size / 2,
        y: first + Math.floor(k / n) * pitch,
      })),
      size,
      roomy: size >= 44,
      tracks: n,
    };
  });
  const outputs = units.at(-1) ?? 10;
  const pitch = Math.min(44, (bottom - top - 56) / outputs);
  return {
    vertical: false,
    width,
    height,
    headings: 14,
    data: {
      kind: "picture",
      x: 0,
      y: top + Math.max(0, (bottom - top - 60 - side) / 2 - 20),
      size: side,
    },
    inputs: [],
    layers: [
      EMPTY,
      ...layers,
      {
        neurons: Array.from({ length: outputs }, (_, k) => ({
          x: barsX + 14,
          y: top + pitch * (k + 0.5),
        })),
        size: Math.min(30, pitch - 4),
        roomy: false,
        tracks: 1,
      },
    ],
    output: "bars",
    bars: { x: barsX, y: top, width: barsWidth, height: pitch * outputs, pitch },
    verdict: { x: barsX - 6, y: top + pitch * outputs + 26 },
  };
}

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {StageLayout} */
function pictureDown({ units }, { width, height }) {
  const margin = 20;
  const hidden = units.slice(1, -1);
  const outputs = units.at(-1) ?? 10;
  const side = Math.round(Math.min(132, height * 0.25));
  const pitch = Math.min(20, (height * 0.4) / outputs);
  const barsTop = height - pitch * outputs - 4;
  const from = side + 12;
  const { size, tracks, room } = packed(hidden, barsTop - from - 4, width - 2 * margin, 10);
  const taken = tracks.reduce((sum, n) => sum + n * (size + 12), 0);
  const gap = Math.max(6, (barsTop - from - taken) / (hidden.length + 1));
  let y = from + gap;
  const layers = hidden.map((count, i) => {
    const n = tracks[i] ?? 1;
    const perRow = Math.ceil(count / n);
    const step = Math.min(size + room, (width - 2 * margin) / perRow);
    const first = y;
    y += n * (size + 12) + gap;
    return {
      neurons: Array.from({ length: count }, (_, k) => ({
        x: width / 2 + ((k % perRow) - (perRow - 1) / 2) * step,
        y: first + Math.floor(k / perRow) * (size + 12) + size / 2,
      })),
      size,
      roomy: false,
      tracks: n,
    };
  });
  return {
    vertical: true,
    width,
    height,
    headings: 10,
    data: { kind: "picture", x: margin, y: 4, size: side },
    inputs: [],
    layers: [
      EMPTY,
      ...layers,
      {
        neurons: Array.from({ length: outputs }, (_, k) => ({
          x: margin + 8,
          y: barsTop + pitch * (k + 0.5),
        })),
        size: Math.min(20, pitch - 2),
        roomy: false,
        tracks: 1,
      },
    ],
    output: "bars",
    bars: { x: margin, y: barsTop, width: width - 2 * margin, height: pitch * outputs, pitch },
    verdict: { x: margin + side + 20, y: side - 22 },
  };
}

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
