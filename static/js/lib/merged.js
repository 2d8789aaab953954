/** @typedef {Record<string, unknown>} Changes */

/**
 * Two partial descriptions as one: the newer wins, what lies within objects is merged, lists are replaced.
 * @param {Changes} older @param {Changes} newer
 * @returns {Changes}
 */
export function merged(older, newer) {
  const result = { ...older };
  for (const [key, value] of Object.entries(newer)) {
    const before = result[key];
    result[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
  }
  return result;
}

/** @param {unknown} value @returns {value is Changes} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
