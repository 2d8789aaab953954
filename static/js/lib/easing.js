/** Courses of a movement: functions from [0, 1] to its progress, which begins at 0 and ends at 1. */

/**
 * The timing curve of CSS with control points (x1, y1) and (x2, y2).
 * @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2
 * @returns {(t: number) => number}
 */
export function cubicBezier(x1, y1, x2, y2) {
  return (t) => {
    if (t <= 0) return 0;
    if (t >= 1) return 1;
    let low = 0;
    let high = 1;
    let u = t;
    for (let i = 0; i < 24; i++) {
      const error = bezier(u, x1, x2) - t;
      if (Math.abs(error) < 1e-7) break;
      if (error > 0) high = u;
      else low = u;
      const newton = u - error / bezierSlope(u, x1, x2);
      u = newton > low && newton < high ? newton : (low + high) / 2;
    }
    return bezier(u, y1, y2);
  };
}

export const easeOut = cubicBezier(0, 0, 0.2, 1);

/**
 * A damped spring let go at 0 that settles at 1: 1 − e^(−ζωt) (cos ω′t + ζω/ω′ sin ω′t), ω′ = ω √(1 − ζ²).
 * It overshoots by e^(−πζ/√(1 − ζ²)) and is within half a percent when it ends.
 * @param {number} zeta damping ratio ζ, between 0 and 1
 * @returns {(t: number) => number}
 */
export function spring(zeta) {
  const decay = -Math.log(0.005); // ζω
  const frequency = (decay / zeta) * Math.sqrt(1 - zeta * zeta); // ω′
  return (t) => {
    if (t <= 0) return 0;
    if (t >= 1) return 1;
    const angle = frequency * t;
    return 1 - Math.exp(-decay * t) * (Math.cos(angle) + (decay / frequency) * Math.sin(angle));
  };
}

/** A cubic Bézier from 0 to 1 with inner values a and b. @param {number} u @param {number} a @param {number} b */
const bezier = (u, a, b) => 3 * (1 - u) ** 2 * u * a + 3 * (1 - u) * u ** 2 * b + u ** 3;

/** @param {number} u @param {number} a @param {number} b */
const bezierSlope = (u, a, b) =>
  3 * (1 - u) ** 2 * a + 6 * (1 - u) * u * (b - a) + 3 * u ** 2 * (1 - b);
