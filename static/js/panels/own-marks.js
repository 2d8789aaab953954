/** The plane of one's own points as marks: with the same shapes as on the stage. */

/** @import { Mark } from "../render/marks.d.ts" */
/** @import { Own } from "./own-table.js" */

/**
 * @param {Own} own
 * @param {{ picked: number, cross: [number, number], extent: number, size: number }} look
 * @returns {Mark[]}
 */
export function ownMarks({ points, labels, classes }, { picked, cross, extent, size }) {
  const at = (/** @type {[number, number]} */ [x, y]) => ({
    x: ((x + extent) / (2 * extent)) * size,
    y: ((extent - y) / (2 * extent)) * size,
  });
  const here = at(points[picked] ?? cross);
  const half = size / 2;
  return [
    { kind: "line", points: [6, half, size - 6, half], ink: "line", width: 1 },
    { kind: "line", points: [half, 6, half, size - 6], ink: "line", width: 1 },
    {
      kind: "points",
      x: 0,
      y: 0,
      size,
      radius: 4.2,
      points: {
        x: Float32Array.from(points, ([x]) => x),
        y: Float32Array.from(points, ([, y]) => y),
        target: Float32Array.from(labels),
        classes: classes > 2 ? Uint8Array.from(labels) : null,
        training_count: points.length,
        reach: null,
        across: [-extent, extent],
        up: [-extent, extent],
        plain: false,
      },
    },
    picked < 0
      ? { kind: "line", points: [here.x - 8, here.y, here.x + 8, here.y], ink: "ink", width: 1.5 }
      : { kind: "disc", ...here, size: 20, stroke: "ink", width: 2.5 },
    ...(picked < 0
      ? [
          {
            kind: /** @type {const} */ ("line"),
            points: [here.x, here.y - 8, here.x, here.y + 8],
            ink: /** @type {const} */ ("ink"),
            width: 1.5,
          },
        ]
      : []),
  ];
}
