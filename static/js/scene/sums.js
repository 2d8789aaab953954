/** A sum as bars that stand on each other's ends, so that one sees it add up; of many terms the largest few. */

/** @typedef {{ value: number, key: number }} Term */
/** @typedef {{ from: number, to: number }} Step */

/**
 * The largest terms in their own order, and the sum of the others.
 * @param {Term[]} terms
 * @param {number} most
 */
export function largest(terms, most) {
  if (terms.length <= most) return { shown: terms, others: 0, rest: 0 };
  const bySize = terms.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const zeros = bySize.findIndex(({ value }) => value === 0);
  const end = zeros < 0 ? most - 1 : Math.min(most - 1, zeros);
  const chosen = new Set(bySize.slice(0, end));
  const others = bySize.slice(end);
  return {
    shown: terms.filter((term) => chosen.has(term)),
    others: others.length,
    rest: others.reduce((sum, { value }) => sum + value, 0),
  };
}

/**
 * Where each term begins and ends when they are laid end to end.
 * @param {number[]} values
 * @returns {Step[]}
 */
export function endToEnd(values) {
  let at = 0;
  return values.map((value) => {
    const from = at;
    at += Number.isFinite(value) ? value : 0;
    return { from, to: at };
  });
}

/**
 * A scale from values to percent of the width that holds all steps and zero.
 * @param {Step[]} steps
 */
export function widthScale(steps) {
  const ends = steps.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const span = high - low || 1;
  return (/** @type {number} */ value) => (100 * (value - low)) / span;
}
