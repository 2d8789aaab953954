/** The composition from top to bottom, for narrow stages. */

import { outputDown } from "./layout-output.js";
import { clamp, EMPTY, spread } from "./layout-parts.js";

/** @import { Composition, Subject } from "./stage-layout.js" */

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {Composition} */
export function planeDown({ units, kind }, { width, height }) {
  const margin = 20;
  const across = width - 2 * margin;
  const size = Math.round(
    kind === "curve" ? clamp(84, height * 0.27, 150) : clamp(72, height * 0.2, 108),
  );
  const isTable = kind === "table";
  const data = {
    kind,
    x: margin,
    y: 4,
    size: isTable ? Math.round(across * 0.42) : size,
    height: size,
  };
  const hidden = units.slice(1, -1);
  const count = units[0] ?? 1;
  const output = outputDown({ units, kind }, { width, height, margin, data });
  // The loss of several answers stands beside the data, and the guides pass below it.
  const inputY = Math.max(size + 18, kind === "plane" && output.bars ? output.verdict.y + 36 : 0);
  // What one output says stands beside its upper rim, and rises above it.
  const words = output.kind === "lens" ? 14 : 0;
  const between = (output.top - words - inputY) / (hidden.length + 0.6);
  const layers = hidden.map((n, i) => {
    const pitch = Math.min(92, across / n);
    const lens = Math.floor(Math.min(68, pitch - 4, between * 0.54));
    const y = inputY + between * (i + 0.88);
    return {
      neurons: spread(n, pitch, width / 2).map((x) => ({ x, y })),
      size: lens,
      roomy: lens >= 34 && pitch >= 60,
      tracks: 1,
    };
  });
  const ports = spread(count, Math.min(92, across / count), width / 2);
  return {
    vertical: true,
    width,
    height,
    headings: 10,
    steppers: null,
    between,
    data,
    inputs: ports.map((x) => ({ x: count === 2 ? x + 18 : x, y: inputY })),
    port: clamp(3, (across / count) * 0.6, 15),
    layers: [EMPTY, ...layers, output.column],
    output: output.kind,
    bars: output.bars,
    winner: output.winner,
    verdict: output.verdict,
  };
}
