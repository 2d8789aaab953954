/**
 * A layout seen from nearer: places and lenses grow, words do not. So there is room for what is left out where neurons stand
 * close: numbers, wishes, biases.
 */

import { isNear } from "../state/zoom.js";

/** @import { Zoom } from "../types.d.ts" */
/** @import { Column, Place, StageLayout } from "./stage-layout.js" */

/** The largest port; names stand beside it. */
const PORT = 15;

/** @param {StageLayout} layout the whole @param {Zoom} zoom @returns {StageLayout} */
export function zoomed(layout, zoom) {
  if (!isNear(zoom)) return layout;
  const { scale } = zoom;
  const { data, bars, winner } = layout;
  const place = (/** @type {Place} */ { x, y }) => ({ x: x * scale, y: y * scale });
  const left = (zoom.x * scale - 0.5) * layout.width;
  const top = (zoom.y * scale - 0.5) * layout.height;
  const layers = layout.layers.map((column) =>
    grown({ ...column, neurons: column.neurons.map(place) }, scale, layout.vertical),
  );
  const last = layers.at(-1);
  // A row of answers begins with its name, which does not grow.
  if (bars && last && layout.output === "bars")
    last.neurons = last.neurons.map(({ y }, i) => ({
      x: bars.x * scale + (layout.layers.at(-1)?.neurons[i]?.x ?? 0) - bars.x,
      y,
    }));
  return {
    ...layout,
    width: layout.width * scale,
    height: layout.height * scale,
    window: { x: left, y: top, width: layout.width, height: layout.height },
    headings: layout.headings + top,
    steppers: layout.steppers === null ? null : layout.steppers + top,
    between: layout.between * scale,
    data: { ...data, ...place(data), size: data.size * scale, height: data.height * scale },
    inputs: layout.inputs.map(place),
    port: Math.min(PORT, layout.port * scale),
    layers,
    bars: bars && {
      ...place(bars),
      width: bars.width * scale,
      height: bars.height * scale,
      pitch: bars.pitch * scale,
    },
    winner: winner && { ...place(winner), size: winner.size * scale },
    verdict: place(layout.verdict),
  };
}

/**
 * A column whose places have grown: its lenses grow along, and stop for a while where there is room for a number under each.
 * @param {Column} column @param {number} scale @param {boolean} vertical
 * @returns {Column}
 */
function grown(column, scale, vertical) {
  const { neurons, size } = column;
  const full = size * scale;
  const [first] = neurons;
  if (!first) return column;
  const nearest = (/** @type {"x" | "y"} */ axis) =>
    Math.min(
      ...neurons.map((at) => Math.abs(at[axis] - first[axis])).filter((distance) => distance > 1),
    );
  if (vertical) return { ...column, size: full, roomy: full >= READABLE && nearest("x") >= 60 };
  const pitch = nearest("y");
  const fitting = Math.min(full, Math.max(READABLE, size, pitch - NUMBER));
  return { ...column, size: fitting, roomy: fitting >= READABLE && pitch - fitting >= NUMBER };
}

/** Smaller lenses have no number under them. */
const READABLE = 40;
/** So much a number needs between two lenses. */
const NUMBER = 27;
