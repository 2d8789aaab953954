/** A port for each number that goes in, with its name and value, and the guides that lead there from the shown point. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { signInk } from "./connections.js";
import { nameRuns } from "./names.js";

/** @import { Curve, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** Ports that stand closer than this say only their names, and their value when they are looked at. */
const NUMBER_ROOM = 36;

/** On a narrow stage they lead so high over the ports, below the words beside the data, and end over a label or at the port. */
const LANE = { few: { over: 20, end: 9 }, many: { over: 32, end: 28 } };

/** @param {Scene} scene @param {{ x: number, y: number }} at @returns {Mark[]} */
export function guideMarks({ layout, moment }, at) {
  const { x, size } = layout.data;
  const { over, end } = layout.inputs.length > 2 ? LANE.many : LANE.few;
  const down = (/** @type {{ x: number, y: number }} */ port) => {
    const lane = port.y - over;
    const sag = 0.5 * Math.max(0, lane - at.y);
    const turn = port.x - 0.35 * (port.x - at.x);
    return [at.x, at.y, at.x, lane + sag, turn, lane, port.x, port.y - end];
  };
  const across = (/** @type {{ x: number, y: number }} */ port) => [
    at.x + 9,
    at.y,
    x + size + 8,
    at.y,
    port.x - 34,
    port.y,
    port.x - 9,
    port.y,
  ];
  return layout.inputs.map((port) => ({
    kind: "ribbon",
    curve: /** @type {Curve} */ (layout.vertical ? down(port) : across(port)),
    width: 1.5,
    ink: "ink3",
    dash: [2, 4],
    opacity: moment.running ? 0.3 : 0.8,
  }));
}

/** @param {Scene} scene @returns {Mark[]} */
export function portMarks(scene) {
  const { layout, moment, state, frame } = scene;
  const values = tensorOf(frame, "example.inputs");
  const lit = moment.stop !== null && !moment.running;
  const looked = state.hovered ?? state.selected;
  return layout.inputs.flatMap((port, i) => {
    const value = values.at(i);
    const picked = looked?.kind === "neuron" && looked.layer === 0 && looked.index === i;
    /** @type {Mark} */
    const disc = {
      kind: "disc",
      of: `example.inputs.${i + 1}`,
      value,
      ...port,
      size: layout.port,
      fill: "light",
      stroke: "ink",
      width: Math.min(picked ? 3 : 2, layout.port * 0.3),
      ...(lit || moment.running || layout.port < 9 ? {} : { dash: [2.5, 2.5] }),
    };
    const label = layout.data.kind === "table" ? null : labelOf(scene, i, value, picked);
    return label ? [disc, label] : [disc];
  });
}

/** @param {Scene} scene @param {number} i @param {number} value @param {boolean} picked @returns {Mark | null} */
function labelOf({ layout, moment, names }, i, value, picked) {
  const port = layout.inputs[i];
  if (!port || (moment.running && layout.inputs.length <= 2 && !picked)) return null;
  const { vertical } = layout;
  const count = layout.inputs.length;
  const [first, next] = layout.inputs;
  const room = first && next ? Math.abs(vertical ? next.x - first.x : next.y - first.y) : Infinity;
  const hasNumber =
    (picked || (room >= NUMBER_ROOM && !(vertical && count > 2))) && !moment.running;
  const few = count <= 2;
  const above = vertical || !few || i < count / 2;
  const beside = vertical && few;
  const size = vertical ? (count > 4 ? 14 : 18) : few ? 21 : 19;
  return {
    kind: "text",
    of: `label.inputs.${i + 1}`,
    value,
    x: beside ? port.x + (i === 0 ? -14 : 14) : vertical ? port.x : port.x + 14,
    y: beside ? port.y : vertical ? port.y - 17 : port.y + (above ? (few ? -25 : -19) : 25),
    runs: [
      ...nameRuns(names[i] ?? "x", size),
      ...(hasNumber
        ? [
            { text: " " },
            {
              text: formatNumber(value, 2, { sign: true }),
              ink: signInk(value),
              weight: 650,
              size: few ? (vertical ? 15 : 18) : 16,
            },
          ]
        : []),
    ],
    size: vertical ? 15 : 18,
    align: beside && i > 0 ? "left" : vertical && !few ? "center" : "right",
    ink: "ink",
    halo: true,
  };
}
