/** What the end of a connection means: whether to try again, and what a person should know. */

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 2000;
const FULL_DELAY_MS = 10_000;

const NOT_REACHED = "The connection to the server is lost.";

/**
 * @typedef {object} Closing
 * @property {"lost" | "replaced" | "refused"} status
 * @property {"soon" | "slowly" | "never"} again
 * @property {string} sentence
 */

/**
 * @param {number} code of the close
 * @param {string} reason the server's own sentence, or ""
 * @returns {Closing}
 */
export function closingOf(code, reason) {
  switch (code) {
    case 1001:
    case 1012:
      return { status: "lost", again: "soon", sentence: "The server is restarting." };
    case 1009:
      return {
        status: "refused",
        again: "never",
        sentence: "The page sent more than the server takes. Reload the page.",
      };
    case 4400:
      return {
        status: "refused",
        again: "never",
        sentence:
          reason || "The page and the server do not understand each other. Reload the page.",
      };
    case 4408:
      return { status: "lost", again: "soon", sentence: "The connection was too slow." };
    case 4409:
      return {
        status: "replaced",
        again: "never",
        sentence: "This run is now open in another tab.",
      };
    case 4429:
      return {
        status: "lost",
        again: "soon",
        sentence: reason || "The page sent too much at once.",
      };
    case 4503:
      return { status: "lost", again: "slowly", sentence: reason || "The server is full." };
    default:
      return { status: "lost", again: "soon", sentence: NOT_REACHED };
  }
}

/**
 * How long to wait before an attempt: min(2 s, 0.25 s · 2ⁿ) · U(0.5, 1), so that a class does not come back all at once.
 * @param {"soon" | "slowly"} again
 * @param {number} attempt n, from 0
 * @param {() => number} random uniform in [0, 1)
 */
export function delay_ms(again, attempt, random) {
  const longest =
    again === "slowly" ? FULL_DELAY_MS : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
  return longest * (0.5 + 0.5 * random());
}
