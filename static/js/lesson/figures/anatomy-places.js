/** Where the parts of an enlarged neuron stand: in one line where there is room, else the bend below the sum. */

/**
 * @typedef {object} Places in pixels
 * @property {number} width
 * @property {number} height
 * @property {number[]} rows the wires, from the top
 * @property {number} port where the wires begin
 * @property {number} middle of the wires, where weights are written
 * @property {number} product where products are written
 * @property {number} fontRise of words above a wire
 * @property {{ x: number, y: number, radius: number }} sum
 * @property {number} bias where the wire of the bias begins
 * @property {{ x: number, y: number, width: number, height: number }} bend
 * @property {{ x: number, y: number }} out
 * @property {{ x: number, y: number }} line the middle of the line from the sum to the bend
 * @property {string} carry that line
 */

const WIDE = 560;
const ROW = 58;

/** @param {number} wires @param {number} room @returns {Places} */
export function placesOf(wires, room) {
  const first = 30;
  const rows = Array.from({ length: wires }, (_, i) => first + i * ROW);
  const end = first + (wires - 1) * ROW;
  const centre = (first + end) / 2;
  if (room >= WIDE) {
    const width = Math.min(room, 780);
    const x = (/** @type {number} */ share) => Math.round(width * share);
    const sum = { x: x(0.56), y: Math.max(centre, 46), radius: 23 };
    const bias = Math.max(sum.y + 68, end + 26);
    const bend = { x: x(0.715), y: sum.y - 42, width: x(0.15), height: 84 };
    return {
      width,
      height: Math.max(bias + 8, bend.y + bend.height + 26),
      rows,
      port: 96,
      middle: x(0.25),
      product: x(0.415),
      fontRise: 11,
      sum,
      bias,
      bend,
      out: { x: bend.x + bend.width + 26, y: sum.y },
      line: { x: (sum.x + 23 + bend.x) / 2, y: sum.y },
      carry: `M${sum.x + 23} ${sum.y}H${bend.x}`,
    };
  }
  const width = Math.max(280, Math.min(room, 420));
  const sum = { x: width - 32, y: centre, radius: 22 };
  const bias = Math.max(sum.y + 64, end + 30);
  const top = bias + 18;
  const bend = { x: 118, y: top, width: 128, height: 84 };
  const y = top + 42;
  return {
    width,
    height: top + 84 + 26,
    rows,
    port: 84,
    middle: 138,
    product: width - 106,
    fontRise: 11,
    sum,
    bias,
    bend,
    out: { x: bend.x + bend.width + 22, y },
    line: { x: 64, y },
    carry: `M${sum.x - 15} ${sum.y + 16}C${sum.x - 60} ${bias + 4} 16 ${bias - 20} 16 ${y - 14}Q16 ${y} 30 ${y}H${bend.x}`,
  };
}
