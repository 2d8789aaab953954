/** Where each picture lies in two heaps along a line of scores: class 1 is piled upwards, class 0 downwards. */

export const WIDTH = 352;
export const HEIGHT = 174;
/** The line on which the heaps stand. */
export const MIDDLE = 82;
const ROOM = 52;
const BINS = 68;
const LARGEST = 4.6;

/**
 * @typedef {{ of: number, score: number, x: number, y: number }} Dot of: its class
 * @typedef {{ low: number, high: number, dots: Dot[], side: number }} Heap low, high: scores at the ends of the line
 */

/** Where a score lies. @param {Pick<Heap, "low" | "high">} line @param {number} score */
export const placeOn = ({ low, high }, score) => ((score - low) / (high - low)) * WIDTH;

/** @param {number[]} scores @param {number[]} truths @returns {Heap} */
export function placed(scores, truths) {
  const low = Math.floor(Math.min(...scores)) - 0.5;
  const high = Math.ceil(Math.max(...scores)) + 0.5;
  const wide = WIDTH / BINS;
  /** @type {Map<string, number>} how many lie in a bin already */
  const piled = new Map();
  const order = scores.map((_, i) => i).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const steps = order.map((i) => {
    const [score, of] = [scores[i] ?? 0, truths[i] ?? 0];
    const bin = Math.floor(placeOn({ low, high }, score) / wide);
    const level = piled.get(`${of} ${bin}`) ?? 0;
    piled.set(`${of} ${bin}`, level + 1);
    return { of, score, bin, level };
  });
  const tall = Math.min(wide, ROOM / Math.max(1, ...piled.values()));
  const dots = steps.map(({ of, score, bin, level }) => {
    const away = 13 + (level + 0.5) * tall;
    return {
      of,
      score,
      x: (bin + 0.5) * wide,
      y: of === 1 ? MIDDLE - away : MIDDLE + away,
    };
  });
  return { low, high, dots, side: Math.min(LARGEST, tall - 0.3) };
}
