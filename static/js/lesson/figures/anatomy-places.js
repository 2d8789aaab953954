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
export const placesOf = (wires, room) => (room >= WIDE ? inLine(wires, room) : folded(wires, room));

/** @param {number} first @param {number} wires */
const rowsFrom = (first, wires) => Array.from({ length: wires }, (_, i) => first + i * ROW);

/** The bias comes from below. @param {number} wires @param {number} room @returns {Places} */
function inLine(wires, room) {
  const rows = rowsFrom(30, wires);
  const end = rows.at(-1) ?? 30;
  const width = Math.min(room, 780);
  const x = (/** @type {number} */ share) => Math.round(width * share);
  const sum = { x: x(0.56), y: Math.max((30 + end) / 2, 46), radius: 23 };
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

/** The bias comes from above, and the sum is carried down and back to the left. @param {number} wires @param {number} room @returns {Places} */
function folded(wires, room) {
  const rows = rowsFrom(60, wires);
  const end = rows.at(-1) ?? 60;
  const width = Math.max(280, Math.min(room, 420));
  const sum = { x: width - 78, y: (60 + end) / 2, radius: 22 };
  const turn = end + 36;
  const y = turn + 62;
  const bend = { x: 118, y: y - 42, width: 128, height: 84 };
  return {
    width,
    height: bend.y + 84 + 26,
    rows,
    port: 84,
    middle: 138,
    product: width - 148,
    fontRise: 11,
    sum,
    bias: 4,
    bend,
    out: { x: bend.x + bend.width + 22, y },
    line: { x: 64, y },
    carry: `M${sum.x} ${sum.y + 22}V${turn - 14}Q${sum.x} ${turn} ${sum.x - 14} ${turn}H30Q16 ${turn} 16 ${turn + 14}V${y - 14}Q16 ${y} 30 ${y}H${bend.x}`,
  };
}
