/** Steps per second of a run, over about a second. */

const WINDOW_MS = 1000;
const LEAST_MS = 200;

export function createRate() {
  /** @type {{ step: number, at_ms: number }[]} */
  let seen = [];

  return {
    /**
     * @param {number} step @param {number} at_ms
     * @returns {number | null} null where it is too early to say
     */
    measure(step, at_ms) {
      if (step < (seen.at(-1)?.step ?? 0)) seen = [];
      seen.push({ step, at_ms });
      while (seen.length > 2 && at_ms - (seen[1]?.at_ms ?? at_ms) >= WINDOW_MS) seen.shift();
      const first = seen[0];
      if (!first || at_ms - first.at_ms < LEAST_MS) return null;
      return ((step - first.step) * 1000) / (at_ms - first.at_ms);
    },
    clear() {
      seen = [];
    },
  };
}
