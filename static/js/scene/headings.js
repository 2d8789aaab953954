/** The words over the columns, and the light behind the one that is computing. */

import { drawnConnections, isBundled } from "./drawn-connections.js";

/** @import { Ink, Mark, TextRun } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** @param {Scene} scene @param {number} layer */
export const layerName = ({ units }, layer) =>
  layer === units.length - 1 ? "output" : layer === 0 ? "input" : `layer ${layer}`;

/** Middle of a column along the flow. @param {Scene} scene @param {number} layer */
function columnMiddle({ layout }, layer) {
  const neurons = layout.layers[layer]?.neurons ?? [];
  const xs = neurons.map(({ x }) => x);
  const ys = neurons.map(({ y }) => y);
  if (layout.bars && layer === layout.layers.length - 1)
    return { x: layout.bars.x + layout.bars.width / 2, y: layout.bars.y + layout.bars.height / 2 };
  return {
    x: (Math.min(...xs) + Math.max(...xs)) / 2,
    y: (Math.min(...ys) + Math.max(...ys)) / 2,
  };
}

/** What is going on in a layer, in a word. @param {Scene} scene @param {number} layer @returns {{ text: string, ink: Ink } | null} */
function stateWord({ moment }, layer) {
  if (moment.running) return null;
  const { stop } = moment;
  if (stop && stop.layer === layer && (stop.kind === "forward" || stop.kind === "backward")) {
    const done = (stop.kind === "forward" ? moment.forward : moment.backward)[layer] ?? 0;
    return { text: done < 1 ? "now" : "done", ink: stop.kind === "backward" ? "gradient" : "ink2" };
  }
  if ((moment.forward[layer] ?? 0) < 0.5) return { text: "not yet", ink: "ink2" };
  if (stop?.kind === "backward" && (moment.backward[layer] ?? 0) <= 0)
    return { text: "not yet", ink: "ink2" };
  return null;
}

/** @param {Scene} scene @returns {Mark[]} */
export function headingMarks(scene) {
  const { layout, units, dataset, state } = scene;
  if (layout.vertical) return downHeadings(scene);
  const picture = layout.data.kind === "picture";
  const y = layout.headings;
  const count = state.data?.shown.set === "test" ? state.test_count : state.training_count;
  /** @type {Mark[]} */
  const marks = [
    heading(
      layout.data.x + (picture ? 0 : layout.data.size / 2),
      y,
      picture ? "the picture" : count === 1 ? "the one point" : "one point",
      { text: picture ? `${units[0]} numbers` : count === 1 ? "" : `of ${count}`, ink: "ink2" },
      picture ? "left" : "center",
    ),
  ];
  for (let layer = 1; layer < units.length; layer++) {
    const output = layer === units.length - 1;
    const middle = columnMiddle(scene, layer);
    const word = stateWord(scene, layer);
    const bars = output && layout.bars;
    marks.push(
      heading(
        bars ? bars.x + 4 : middle.x,
        y,
        output
          ? bars
            ? `${units[layer]} answers`
            : "output"
          : picture && units.length === 3
            ? `${units[layer]} neurons`
            : layerName(scene, layer),
        units.length > 6
          ? null
          : (word ?? (bars ? { text: "they share 1.00", ink: "ink2" } : null)),
        bars ? "left" : "center",
      ),
    );
  }
  if (picture) {
    marks.push(...pictureNotes(scene));
  } else if (dataset.task !== "regression" && dataset.classes && layout.data.size >= 110) {
    const below = layout.data.y + layout.data.size + 24;
    const middle = layout.data.x + layout.data.size / 2;
    marks.push(...legend(dataset.classes, middle, below));
  }
  return marks;
}

/** Under the picture: what it is to the network, and which connections are drawn. @param {Scene} scene @returns {Mark[]} */
function pictureNotes(scene) {
  const { layout, units } = scene;
  const { x, y, size } = layout.data;
  const layer = units.length - 1;
  const all = (units[layer] ?? 0) * (units[layer - 1] ?? 0);
  const drawn = isBundled(scene, layer) ? all : drawnConnections(scene, layer).length;
  const lines = [`To the network this ${classOf(scene)}`, `is only ${units[0]} numbers.`];
  if (drawn < all)
    lines.push(
      "",
      `Of ${all} connections to the answers,`,
      `the ${drawn} that say most are drawn.`,
    );
  return lines.map((text, i) => ({
    kind: "text",
    x,
    y: y + size + 28 + i * 21,
    runs: [{ text }],
    size: i < 2 ? 16 : 14,
    align: "left",
    ink: i < 2 ? "ink2" : "ink3",
    weight: 500,
  }));
}

/** Class marks with their names. @param {string[]} classes @param {number} middle @param {number} y @returns {Mark[]} */
function legend(classes, middle, y) {
  return [
    { kind: "disc", x: middle - 62, y, size: 9, fill: "pointOne" },
    {
      kind: "text",
      x: middle - 52,
      y,
      runs: [{ text: classes[1] ?? "1" }],
      size: 14,
      align: "left",
      ink: "ink2",
    },
    { kind: "square", x: middle + 16, y, size: 8, stroke: "pointZero", width: 1.8 },
    {
      kind: "text",
      x: middle + 26,
      y,
      runs: [{ text: classes[0] ?? "0" }],
      size: 14,
      align: "left",
      ink: "ink2",
    },
  ];
}

/** The name of the shown example's class. @param {Scene} scene */
function classOf({ frame, dataset }) {
  const tensor = frame.layout.tensors.get("example.targets");
  if (!tensor) return "";
  for (let k = 0; k < (tensor.shape[0] ?? 0); k++)
    if ((frame.floats[tensor.offset + k * (tensor.strides[0] ?? 1)] ?? 0) > 0.5)
      return dataset.classes?.[k] ?? k;
  return "";
}

/** @param {Scene} scene @returns {Mark[]} */
function downHeadings({ layout, units, state }) {
  const picture = layout.data.kind === "picture";
  const x = layout.data.x + layout.data.size + (picture ? 20 : 26);
  const y = layout.data.y + (picture ? 22 : 20);
  const count = state.data?.shown.set === "test" ? state.test_count : state.training_count;
  return [
    {
      kind: "text",
      x,
      y,
      runs: [{ text: picture ? "A picture goes in" : "One point goes in" }],
      size: 16,
      align: "left",
      ink: "ink",
      weight: 650,
    },
    {
      kind: "text",
      x,
      y: y + 22,
      runs: [{ text: picture ? `as ${units[0]} numbers` : `as two numbers, of ${count}` }],
      size: 15,
      align: "left",
      ink: "ink2",
      weight: 500,
    },
  ];
}

/** @param {number} x @param {number} y @param {string} text @param {{ text: string, ink: Ink } | null} note @param {"left" | "center"} align @returns {Mark} */
function heading(x, y, text, note, align) {
  /** @type {TextRun[]} */
  const runs = [{ text, weight: 650 }];
  if (note?.text) runs.push({ text: `  ${note.text}`, size: 15, weight: 550, ink: note.ink });
  return {
    kind: "text",
    of: `heading.${text}`,
    x,
    y,
    runs,
    size: 17,
    align,
    ink: "ink",
    halo: true,
  };
}

/** The light ends within this distance beyond the stage. */
const FADE = 34;

/** @param {Scene} scene @returns {Mark[]} */
export function beamMarks(scene) {
  const { moment, layout, units } = scene;
  const { stop } = moment;
  if (moment.running) return [];
  const layer = stop === null ? 0 : stop.kind === "loss" ? units.length - 1 : stop.layer;
  if (stop?.kind === "update") return [];
  const middle =
    layer === 0
      ? { x: layout.data.x + layout.data.size / 2, y: layout.data.y + layout.data.size / 2 }
      : columnMiddle(scene, layer);
  const wanted = layout.vertical ? [layout.width * 0.6, 130] : [190, layout.height * 0.6];
  const across = Math.min(middle.x, layout.width - middle.x) + FADE;
  const down = Math.min(middle.y, layout.height - middle.y) + FADE;
  return [
    {
      kind: "glow",
      x: middle.x,
      y: middle.y,
      radiusX: Math.max(60, Math.min(wanted[0] ?? 0, across)),
      radiusY: Math.max(60, Math.min(wanted[1] ?? 0, down)),
      opacity: 0.95,
    },
  ];
}
