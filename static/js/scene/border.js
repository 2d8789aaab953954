/** The border of a map: where its values cross the threshold, as far as the map's cells can tell. */

/** @import { ActivationMap } from "../types.d.ts" */

/** The border counts as straight while no crossing lies further than this from one line, in cells. */
const STRAIGHT = 1;

/**
 * @typedef {object} Border
 * @property {"none" | "straight" | "closed" | "open"} shape closed: nowhere does it reach the edge of the map
 * @property {number} parts into which it divides the map
 */

/**
 * @param {ActivationMap} map over the plane
 * @param {number} threshold
 * @returns {Border}
 */
export function borderOf({ cells, bytes, low, high }, threshold) {
  const level = high === low ? 0 : ((threshold - low) / (high - low)) * 255;
  const isAbove = (/** @type {number} */ cell) => (bytes[cell] ?? 0) > level;
  const crossings = crossingsOf(cells, bytes, level);
  if (crossings.length === 0) return { shape: "none", parts: 1 };
  const parts = partsOf(cells, isAbove);
  if (parts === 2 && farthestFromLine(crossings) < STRAIGHT) return { shape: "straight", parts };
  const first = isAbove(0);
  for (let i = 0; i < cells; i++)
    for (const cell of [i, (cells - 1) * cells + i, i * cells, i * cells + cells - 1])
      if (isAbove(cell) !== first) return { shape: "open", parts };
  return { shape: "closed", parts };
}

/**
 * Where neighbouring cells lie on two sides of a level, in cells.
 * @param {number} cells in a row @param {Uint8Array} bytes @param {number} level
 * @returns {[number, number][]}
 */
function crossingsOf(cells, bytes, level) {
  /** @type {[number, number][]} */
  const found = [];
  for (let row = 0; row < cells; row++)
    for (let column = 0; column < cells; column++) {
      const here = (bytes[row * cells + column] ?? 0) - level;
      const right = (bytes[row * cells + column + 1] ?? 0) - level;
      const above = (bytes[(row + 1) * cells + column] ?? 0) - level;
      if (column + 1 < cells && here > 0 !== right > 0)
        found.push([column + here / (here - right), row]);
      if (row + 1 < cells && here > 0 !== above > 0)
        found.push([column, row + here / (here - above)]);
    }
  return found;
}

/** How far the farthest of some points lies from the line that fits them best. @param {[number, number][]} points */
function farthestFromLine(points) {
  const mean = (/** @type {0 | 1} */ axis) =>
    points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [cx, cy] = [mean(0), mean(1)];
  let [xx, xy, yy] = [0, 0, 0];
  for (const [x, y] of points) {
    xx += (x - cx) ** 2;
    xy += (x - cx) * (y - cy);
    yy += (y - cy) ** 2;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [nx, ny] = [-Math.sin(angle), Math.cos(angle)];
  return Math.max(...points.map(([x, y]) => Math.abs((x - cx) * nx + (y - cy) * ny)));
}

/** How many connected parts lie on either side. @param {number} cells @param {(cell: number) => boolean} isAbove */
function partsOf(cells, isAbove) {
  const seen = new Uint8Array(cells * cells);
  let parts = 0;
  for (let start = 0; start < seen.length; start++) {
    if (seen[start]) continue;
    parts++;
    const side = isAbove(start);
    const waiting = [start];
    seen[start] = 1;
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      const column = cell % cells;
      const neighbours = [
        column > 0 ? cell - 1 : -1,
        column + 1 < cells ? cell + 1 : -1,
        cell - cells,
        cell + cells,
      ];
      for (const next of neighbours)
        if (next >= 0 && next < seen.length && !seen[next] && isAbove(next) === side) {
          seen[next] = 1;
          waiting.push(next);
        }
    }
  }
  return parts;
}
