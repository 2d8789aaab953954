/** A row of a table: a bar for each number that goes in, from the middle, with the column's name where there is room. */

import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { signInk } from "./connections.js";
import { shortened } from "./names.js";

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

const NAME_ROOM = 21;
/** Standardised numbers seldom lie farther from zero. */
const REACH = 2;

/** @param {Scene} scene @returns {Mark[]} */
export function tableMarks(scene) {
  const { layout, frame } = scene;
  const values = tensorOf(frame, "example.inputs");
  const reach = Math.max(REACH, values.largest());
  return layout.vertical ? tableDown(scene, reach) : tableAcross(scene, reach);
}

/** @param {Scene} scene @param {number} i */
const isPicked = ({ focus }, i) =>
  focus?.kind === "neuron" && focus.layer === 0 && focus.index === i;

/** @param {Scene} scene @param {number} reach @returns {Mark[]} */
function tableAcross(scene, reach) {
  const { layout, frame, names } = scene;
  const { x, y, size, height } = layout.data;
  const values = tensorOf(frame, "example.inputs");
  const pitch = height / Math.max(1, layout.inputs.length);
  const named = pitch >= NAME_ROOM;
  const half = named ? size * 0.27 : size * 0.46;
  const middle = x + size - half - 6;
  const high = Math.max(2, Math.min(10, pitch * (named ? 0.4 : 0.7)));
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "line",
      points: [middle, y + pitch * 0.1, middle, y + height - pitch * 0.1],
      ink: "line",
      width: 1.2,
    },
  ];
  for (const [i, port] of layout.inputs.entries()) {
    const value = values.at(i);
    const picked = isPicked(scene, i);
    marks.push(
      bar(i, value, middle, port.y, (half * value) / reach, high, named && pitch >= 34 ? 6 : 0),
    );
    if (!named && !picked) continue;
    const beside = named && pitch < 34;
    marks.push({
      kind: "text",
      of: `label.inputs.${i + 1}`,
      value,
      x: picked && !named ? x + size - 10 : x,
      y: beside || !named ? port.y : port.y - 9,
      runs: [
        {
          text: shortened(names[i] ?? "", named ? (beside ? 8 : 15) : 18),
          ink: "ink2",
          weight: 550,
        },
        { text: ` ${formatNumber(value, 2, { sign: true })}`, ink: signInk(value), weight: 650 },
      ],
      size: 14,
      align: picked && !named ? "right" : "left",
      ink: "ink",
      halo: true,
      pill: picked && !named,
    });
  }
  return marks;
}

/** @param {Scene} scene @param {number} reach @returns {Mark[]} */
function tableDown(scene, reach) {
  const { layout, frame, names } = scene;
  const values = tensorOf(frame, "example.inputs");
  const { height } = layout.data;
  const pitch = (layout.width - 40) / Math.max(1, layout.inputs.length);
  const half = height * 0.22;
  const middle = layout.data.y + height - half - 6;
  const wide = Math.max(2, Math.min(14, pitch * 0.5));
  return layout.inputs.flatMap((port, i) => {
    const value = values.at(i);
    const long = half * Math.max(-1, Math.min(1, value / reach));
    /** @type {Mark[]} */
    const marks = [
      {
        kind: "box",
        of: `bar.inputs.${i + 1}`,
        value,
        x: port.x - wide / 2,
        y: long > 0 ? middle - long : middle,
        width: wide,
        height: Math.max(1.5, Math.abs(long)),
        radius: 2,
        fill: signInk(value),
      },
    ];
    if (pitch >= 62 || isPicked(scene, i))
      marks.push({
        kind: "text",
        of: `label.inputs.${i + 1}`,
        value,
        x: Math.max(34, Math.min(layout.width - 34, port.x)),
        y: port.y - 14,
        runs: [{ text: shortened(names[i] ?? "", 9), ink: "ink2" }],
        size: 13,
        align: "center",
        ink: "ink",
        halo: true,
      });
    return marks;
  });
}

/** @param {number} i @param {number} value @param {number} middle @param {number} y @param {number} long @param {number} high @param {number} down @returns {Mark} */
const bar = (i, value, middle, y, long, high, down) => ({
  kind: "box",
  of: `bar.inputs.${i + 1}`,
  value,
  x: long < 0 ? middle + long : middle,
  y: y - high / 2 + down,
  width: Math.max(1.5, Math.abs(long)),
  height: high,
  radius: Math.min(3, high / 2),
  fill: signInk(value),
});
