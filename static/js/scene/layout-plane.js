/** The composition for points of a plane: the plane, two ports, a column of lenses for each layer, a large output. */

import { clamp, EMPTY, spread } from "./layout-parts.js";

/** @import { StageLayout, Subject } from "./stage-layout.js" */

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {StageLayout} */
export function planeAcross({ units }, { width, height }) {
  const headings = 14;
  const top = 40;
  const bottom = height - 4;
  const middle = (top + bottom) / 2;
  const dataSize = Math.round(clamp(92, width * 0.185, Math.max(172, height * 0.3)));
  const outputSize = Math.round(clamp(84, width * 0.152, Math.max(132, height * 0.24)));
  const inputX = dataSize + clamp(30, width * 0.078, 70);
  const outputX = width - Math.max(outputSize / 2 + 6, 84);
  const hidden = units.slice(1, -1);
  const between = (outputX - outputSize / 2 - 10 - inputX) / (hidden.length + 0.62);
  const largest = clamp(86, height * 0.155, 130);
  const pitch = Math.min(largest * 1.5, (bottom - top) / Math.max(1, ...hidden));
  const size = Math.floor(
    Math.min(largest, pitch >= 62 ? pitch * 0.67 : pitch - 5, between * 0.56),
  );
  const layers = hidden.map((count, i) => {
    const x = inputX + between * (i + 0.86);
    const own =
      count === Math.max(...hidden)
        ? pitch
        : Math.min(largest * 1.5, Math.max(pitch, (bottom - top) / (count + 0.6)));
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

/** @param {Subject} subject @param {{ width: number, height: number }} box @returns {StageLayout} */
export function planeDown({ units }, { width, height }) {
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
