/** Where the way back begins: the gap between ŷ and y goes from the ruler, or from each bar, into the output. */

import { tensorOf } from "../protocol/tensors.js";
import { pointOn } from "../render/curves.js";
import { gapOfBar } from "./bar-rows.js";
import { rowsOf } from "./output-lens.js";
import { gapMiddle } from "./ruler.js";
import { hasTruth } from "./shown-point.js";

/** @import { Curve, Mark } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/**
 * The error on its way into the output.
 * @param {Scene} scene
 * @param {number} arrived
 * @returns {Mark[]}
 */
export function errorMarks(scene, arrived) {
  const { layout, frame, units } = scene;
  if (!hasTruth(scene)) return [];
  const layer = units.length - 1;
  const blame = tensorOf(frame, "example.dz", layer);
  const most = blame.largest() || 1;
  return curves(scene).flatMap((curve, k) => {
    const value = blame.at(k);
    const size = (layout.bars ? 4 : 8) + 8 * Math.sqrt(Math.abs(value) / most);
    const minus = value < 0;
    /** @type {Mark} */
    const token = {
      kind: "disc",
      of: `error.${layer}.${k + 1}`,
      value,
      ...pointOn(curve, arrived),
      size,
      fill: minus ? "light" : "gradient",
      stroke: "gradient",
      width: minus ? Math.max(2, size * 0.2) : 1,
      opacity: Math.min(1, arrived * 8, (1 - arrived) * 8),
    };
    return Number.isFinite(value) ? [token] : [];
  });
}

/** One for each output. @param {Scene} scene @returns {Curve[]} */
function curves(scene) {
  const { layout, frame, units } = scene;
  const { bars } = layout;
  const column = layout.layers.at(-1);
  const neurons = column?.neurons ?? [];
  const size = column?.size ?? 0;
  if (bars)
    return neurons.map(({ x, y }, k) => {
      const from = gapOfBar(scene, k);
      const to = x + size / 2;
      return layout.vertical && layout.output === "classes"
        ? [from.x, from.y, from.x, bars.y - 12, x, y + size / 2 + 12, x, y + size / 2]
        : [from.x, from.y, from.x - 20, from.y, to + 20, y, to, y];
    });
  const { x, y } = neurons[0] ?? { x: 0, y: 0 };
  const says = tensorOf(frame, "example.a", units.length - 1).at();
  const from = gapMiddle(scene, says, tensorOf(frame, "example.targets").at());
  const foot = rowsOf(scene).bar;
  if (layout.vertical)
    return [[from, foot, from - 30, foot, x + size / 2 + 20, y, x + size / 2 - 10, y]];
  const end = x + size / 2 - 16;
  return [[from, foot, from, foot - 30, end, y + size / 2 + 20, end, y + 10]];
}
