/** The words over the columns, and the light behind the one that is computing. */

import { formatInteger } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { drawnConnections, isBundled } from "./drawn-connections.js";
import { shortened } from "./names.js";
import { hasTruth, shownClass } from "./shown-point.js";

/** @import { Ink, Mark, Text, TextRun } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** Headings stay at the top when what they stand over is moved up under them. */
const FLOATING = 12;

/** "layer 4" needs so much. */
const HEADING_ROOM = 62;

/** @param {Scene} scene @param {number} layer */
export const layerName = ({ units }, layer) =>
  layer === units.length - 1 ? "output" : layer === 0 ? "input" : `layer ${layer}`;

/** Middle of a column along the flow. @param {Scene} scene @param {number} layer */
function columnMiddle({ layout }, layer) {
  const neurons = layout.layers[layer]?.neurons ?? [];
  const xs = neurons.map(({ x }) => x);
  const ys = neurons.map(({ y }) => y);
  if (layout.bars && layout.output === "bars" && layer === layout.layers.length - 1)
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
  const { layout, units } = scene;
  if (layout.vertical) return downHeadings(scene);
  const marks = [dataHeading(scene)];
  for (let layer = 1; layer < units.length; layer++) marks.push(layerHeading(scene, layer));
  const over = layout.window.y > FLOATING ? marks.map((mark) => ({ ...mark, pill: true })) : marks;
  const notes = layout.data.kind === "picture" ? pictureNotes(scene) : legendMarks(scene);
  return [...notes, ...over, ...staleNote(scene)];
}

/** @param {Scene} scene @returns {Text} */
function dataHeading({ layout, units, state }) {
  const { kind, x, size } = layout.data;
  const count = state.data?.shown.set === "test" ? state.test_count : state.training_count;
  const fromLeft = kind === "picture" || kind === "table";
  const word = kind === "table" ? "row" : "point";
  return heading(
    x + (fromLeft ? 0 : size / 2),
    layout.headings,
    kind === "picture" ? "the picture" : count === 1 ? `the one ${word}` : `one ${word}`,
    {
      text: kind === "picture" ? `${units[0]} numbers` : count === 1 ? "" : `of ${count}`,
      ink: "ink2",
    },
    fromLeft ? "left" : "center",
  );
}

/** @param {Scene} scene @param {number} layer @returns {Text} */
function layerHeading(scene, layer) {
  const { layout, units } = scene;
  const isOutput = layer === units.length - 1;
  const middle = columnMiddle(scene, layer);
  const isPicture = layout.data.kind === "picture";
  const many = isOutput && layout.bars !== null;
  const name = many
    ? `${units[layer]} answers`
    : isPicture && units.length === 3 && !isOutput
      ? `${units[layer]} neurons`
      : isTight(scene) && !isOutput
        ? String(layer)
        : layerName(scene, layer);
  const left = layout.winner ? layout.winner.x - layout.winner.size / 2 : null;
  const x = many
    ? (left ?? (layout.output === "bars" ? (layout.bars?.x ?? 0) + 4 : layout.verdict.x))
    : middle.x;
  const word = stateWord(scene, layer) ?? (many ? sharing(scene) : null);
  return heading(
    x,
    layout.headings,
    name,
    units.length > 6 ? null : word,
    many ? "left" : "center",
  );
}

/** Whether the columns stand too close for more than a number. @param {Scene} scene */
function isTight({ layout }) {
  const [first, second] = [layout.layers[1]?.neurons[0], layout.layers[2]?.neurons[0]];
  return layout.layers.length > 3 && first && second && second.x - first.x < HEADING_ROOM;
}

/** "10 answers they share 1.00" */
const SHARING_ROOM = 196;

/** What the answers have to do with each other. @param {Scene} scene @returns {{ text: string, ink: Ink } | null} */
function sharing({ state, dataset, layout }) {
  if (dataset.task !== "classes" || (layout.bars?.width ?? 0) < SHARING_ROOM) return null;
  const isShared = state.experiment?.layers.at(-1)?.activation === "softmax";
  return { text: isShared ? "they share 1.00" : "the largest wins", ink: "ink2" };
}

/** Maps of an earlier step say of which. @param {Scene} scene @returns {Mark[]} */
function staleNote({ maps_step, frame, maps, layout }) {
  if (!maps || maps_step === frame.step) return [];
  return [
    {
      kind: "text",
      of: "stale.maps",
      value: maps_step,
      x: layout.window.x + layout.window.width / 2,
      y: layout.window.y + layout.window.height - 2,
      runs: [{ text: `maps from step ${formatInteger(maps_step)}` }],
      size: 14,
      align: "center",
      ink: "ink3",
      stale: true,
      halo: true,
    },
  ];
}

const NOTE_LINE = 21;

/** Under the picture: what it is to the network, and which connections are drawn. @param {Scene} scene @returns {Mark[]} */
function pictureNotes(scene) {
  const { layout, units } = scene;
  const { x, y, size } = layout.data;
  const below = y + size + 28;
  const layer = units.length - 1;
  const answers = units[layer] === 1 ? "answer" : "answers";
  const all = (units[layer] ?? 0) * (units[layer - 1] ?? 0);
  const drawn = isBundled(scene, layer) ? all : drawnConnections(scene, layer).length;
  const shown = hasTruth(scene) ? classOf(scene) : "picture";
  const lines = [`To the network this ${shown}`, `is only ${units[0]} numbers.`];
  if (drawn < all && below + 5 * NOTE_LINE < layout.window.height)
    lines.push(
      "",
      `Of ${all} connections`,
      `to the ${answers}, the ${drawn}`,
      "that say most are drawn.",
    );
  return lines.map((text, i) => ({
    kind: "text",
    x,
    y: below + i * NOTE_LINE,
    runs: [{ text }],
    size: i < 2 ? 16 : 14,
    align: "left",
    ink: i < 2 ? "ink2" : "ink3",
    weight: 500,
  }));
}

/** The marks of the two classes with their names, under the examples. @param {Scene} scene @returns {Mark[]} */
function legendMarks({ layout, dataset }) {
  const { kind, x, y, size } = layout.data;
  // Of several answers each has its mark beside it.
  if (dataset.task !== "binary" || kind === "table" || size < 110) return [];
  const middle = x + size / 2;
  const below = y + size + 24;
  return [
    { kind: "disc", x: middle - 62, y: below, size: 9, fill: "pointOne" },
    legendWord(dataset.classes[1] ?? "1", middle - 52, below),
    { kind: "square", x: middle + 16, y: below, size: 8, stroke: "pointZero", width: 1.8 },
    legendWord(dataset.classes[0] ?? "0", middle + 26, below),
  ];
}

/** @param {string} word @param {number} x @param {number} y @returns {Mark} */
const legendWord = (word, x, y) => ({
  kind: "text",
  x,
  y,
  runs: [{ text: shortened(word, 7) }],
  size: 14,
  align: "left",
  ink: "ink2",
});

/** The name of the shown example's class. @param {Scene} scene */
function classOf(scene) {
  const { frame, dataset } = scene;
  const k =
    dataset.task === "binary"
      ? Number(tensorOf(frame, "example.targets").at(0) > 0.5)
      : shownClass(scene);
  return dataset.classes[k] ?? k;
}

/** @param {Scene} scene @returns {Mark[]} */
function downHeadings({ layout, units, state, names }) {
  const { kind, size } = layout.data;
  const isPicture = kind === "picture";
  const x = kind === "table" ? layout.data.x : layout.data.x + size + (isPicture ? 20 : 26);
  const y = layout.data.y + (isPicture ? 22 : kind === "table" ? 8 : 20);
  const count = state.data?.shown.set === "test" ? state.test_count : state.training_count;
  const word = kind === "table" ? "row" : "point";
  const numbers =
    names.length === 1
      ? "one number"
      : names.length === 2
        ? "two numbers"
        : `${names.length} numbers`;
  return [
    {
      kind: "text",
      x,
      y,
      runs: [{ text: isPicture ? "A picture goes in" : `One ${word} goes in` }],
      size: 16,
      align: "left",
      ink: "ink",
      weight: 650,
      halo: true,
    },
    {
      kind: "text",
      x,
      y: y + 22,
      runs: [{ text: isPicture ? `as ${units[0]} numbers` : `as ${numbers}, of ${count}` }],
      size: 15,
      align: "left",
      ink: "ink2",
      weight: 500,
      halo: true,
    },
  ];
}

/** @param {number} x @param {number} y @param {string} text @param {{ text: string, ink: Ink } | null} note @param {"left" | "center"} align @returns {Text} */
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
  const { width, height } = layout.window;
  const wanted = layout.vertical ? [width * 0.6, 130] : [190, height * 0.6];
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
