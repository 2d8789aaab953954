/** The geometry of a knob: zero at the top, the ends left and right below, angles clockwise from the top. */

/** From zero to either end. */
export const SWEEP = (3 / 4) * Math.PI;

/** @param {number} angle @param {number} radius */
export const placeAt = (angle, radius) => ({
  x: Number((Math.sin(angle) * radius).toFixed(2)),
  y: Number((-Math.cos(angle) * radius).toFixed(2)),
});

/** @param {number} from @param {number} to @param {number} radius */
export function arcPath(from, to, radius) {
  const [start, end] = [placeAt(from, radius), placeAt(to, radius)];
  const large = Math.abs(to - from) > Math.PI ? 1 : 0;
  return `M${start.x} ${start.y}A${radius} ${radius} 0 ${large} ${to > from ? 1 : 0} ${end.x} ${end.y}`;
}

/** How far a hand went round from one angle to another, the short way. @param {number} from @param {number} to */
export function turned(from, to) {
  const way = to - from;
  if (way > Math.PI) return way - 2 * Math.PI;
  return way < -Math.PI ? way + 2 * Math.PI : way;
}
