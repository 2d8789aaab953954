/** Cubic curves as points: parts of them, bands of changing width along them, and the distance to them. */

/** @import { Curve } from "./marks.d.ts" */

/**
 * Point and direction at t.
 * @param {Curve} c
 * @param {number} t
 */
export function pointOn(c, t) {
  const s = 1 - t;
  const a = s * s * s;
  const b = 3 * s * s * t;
  const d = 3 * s * t * t;
  const e = t * t * t;
  const x = a * c[0] + b * c[2] + d * c[4] + e * c[6];
  const y = a * c[1] + b * c[3] + d * c[5] + e * c[7];
  const dx = s * s * (c[2] - c[0]) + 2 * s * t * (c[4] - c[2]) + t * t * (c[6] - c[4]);
  const dy = s * s * (c[3] - c[1]) + 2 * s * t * (c[5] - c[3]) + t * t * (c[7] - c[5]);
  const length = Math.hypot(dx, dy) || 1;
  return { x, y, dx: dx / length, dy: dy / length };
}

/**
 * The part of a curve between two places, again a curve (de Casteljau).
 * @param {Curve} c
 * @param {number} from
 * @param {number} to
 * @returns {Curve}
 */
export function partOf(c, from, to) {
  if (from <= 0 && to >= 1) return c;
  const a = pointOn(c, from);
  const b = pointOn(c, to);
  const scale = (to - from) / 3;
  const da = derivative(c, from);
  const db = derivative(c, to);
  return [
    a.x,
    a.y,
    a.x + da.x * scale,
    a.y + da.y * scale,
    b.x - db.x * scale,
    b.y - db.y * scale,
    b.x,
    b.y,
  ];
}

/** @param {Curve} c @param {number} t */
function derivative(c, t) {
  const s = 1 - t;
  return {
    x: 3 * (s * s * (c[2] - c[0]) + 2 * s * t * (c[4] - c[2]) + t * t * (c[6] - c[4])),
    y: 3 * (s * s * (c[3] - c[1]) + 2 * s * t * (c[5] - c[3]) + t * t * (c[7] - c[5])),
  };
}

/**
 * The outline of a band whose width changes evenly along the curve: [x, y, …], once round.
 * @param {Curve} c
 * @param {[number, number]} widths at the start and at the end
 * @param {[number, number]} part
 */
export function band(c, [first, last], [from, to]) {
  const pieces = 18;
  /** @type {number[]} */
  const there = [];
  /** @type {number[]} */
  const back = [];
  for (let i = 0; i <= pieces; i++) {
    const t = from + ((to - from) * i) / pieces;
    const { x, y, dx, dy } = pointOn(c, t);
    const half = (first + (last - first) * t) / 2;
    there.push(x - dy * half, y + dx * half);
    back.unshift(x + dy * half, y - dx * half);
  }
  return [...there, ...back];
}

/**
 * How far a point is from a curve.
 * @param {Curve} c
 * @param {number} x
 * @param {number} y
 */
export function distanceTo(c, x, y) {
  if (y < Math.min(c[1], c[7]) - 20 || y > Math.max(c[1], c[7]) + 20) return Infinity;
  if (x < Math.min(c[0], c[6]) - 20 || x > Math.max(c[0], c[6]) + 20) return Infinity;
  let best = Infinity;
  let before = pointOn(c, 0);
  for (let i = 1; i <= 16; i++) {
    const here = pointOn(c, i / 16);
    const length2 = (here.x - before.x) ** 2 + (here.y - before.y) ** 2 || 1;
    const along =
      ((x - before.x) * (here.x - before.x) + (y - before.y) * (here.y - before.y)) / length2;
    const t = Math.max(0, Math.min(1, along));
    const distance = Math.hypot(
      before.x + (here.x - before.x) * t - x,
      before.y + (here.y - before.y) * t - y,
    );
    best = Math.min(best, distance);
    before = here;
  }
  return best;
}
