/** The composition from left to right: where the examples lie, a port for each input, a column of lenses for each layer, the output. */

import { outputAcross } from "./layout-output.js";
import { clamp, EMPTY, spread } from "./layout-parts.js";

/** @import { Composition, Subject } from "./stage-layout.js" */

/** As many ports stand beside their plane as its two guides; more need room for their names. */
const FEW_PORTS = 2;

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {Composition} */
export function planeAcross({ units, kind }, { width, height }) {
  const headings = 14;
  const hidden = units.slice(1, -1);
  const hasSteppers = hidden.length > 0 && height >= 360;
  const top = hasSteppers ? 58 : 40;
  const bottom = height - 4;
  const middle = (top + bottom) / 2;
  const count = units[0] ?? 1;
  const data = dataAcross(kind, count, width, height, top, bottom);
  const reach = kind === "table" ? 14 : clamp(30, width * 0.078, 70) + (count > FEW_PORTS ? 26 : 0);
  const inputX = data.size + reach;
  const inputs =
    kind === "table"
      ? spread(count, data.height / count, data.y + data.height / 2)
      : spread(count, Math.min(132, (bottom - top) / (count + 1)), middle - 10);
  const output = outputAcross({ units, kind }, { width, height, top, bottom });
  const between = (output.left - 10 - inputX) / (hidden.length + 0.62);
  const largest = clamp(86, height * 0.155, 130);
  const pitch = Math.min(largest * 1.5, (bottom - top) / Math.max(1, ...hidden));
  const size = Math.floor(
    Math.min(largest, pitch >= 62 ? pitch * 0.67 : pitch - 5, between * 0.56),
  );
  const layers = hidden.map((n, i) => {
    const x = inputX + between * (i + 0.86);
    const own =
      n === Math.max(...hidden)
        ? pitch
        : Math.min(largest * 1.5, Math.max(pitch, (bottom - top) / (n + 0.6)));
    return {
      neurons: spread(n, own, middle - (own - size > 24 ? 10 : 0)).map((y) => ({ x, y })),
      size,
      roomy: own - size >= 26 && size >= 40,
      tracks: 1,
    };
  });
  return {
    vertical: false,
    width,
    height,
    headings,
    steppers: hasSteppers ? headings + 22 : null,
    between,
    data,
    inputs: inputs.map((y) => ({ x: inputX, y })),
    port: kind === "table" ? clamp(3, (data.height / count) * 0.6, 15) : 15,
    layers: [EMPTY, ...layers, output.column],
    output: output.kind,
    bars: output.bars,
    winner: output.winner,
    verdict: output.verdict,
  };
}

/**
 * @param {Subject["kind"]} kind @param {number} count @param {number} width @param {number} height
 * @param {number} top @param {number} bottom
 */
function dataAcross(kind, count, width, height, top, bottom) {
  const middle = (top + bottom) / 2;
  if (kind === "table") {
    const high = Math.min(bottom - top - 24, count * 44);
    return {
      kind,
      x: 0,
      y: middle - high / 2,
      size: Math.round(clamp(124, width * 0.21, 190)),
      height: high,
    };
  }
  const size = Math.round(
    kind === "curve"
      ? clamp(120, width * 0.25, Math.max(180, height * 0.44))
      : clamp(92, width * 0.185, Math.max(172, height * 0.3)),
  );
  return { kind, x: 0, y: middle - size / 2 - 10, size, height: size };
}
