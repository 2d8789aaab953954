/** Colours and type of the chart, read from the page's custom properties. */

/** @typedef {ReturnType<typeof readLook>} Look */

/** @param {HTMLElement} element */
export function readLook(element) {
  const style = getComputedStyle(element);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    gradient: colour("--gradient"),
    ink: colour("--ink"),
    ink2: colour("--ink2"),
    ink3: colour("--ink3"),
    line: colour("--line"),
    stage: colour("--stage"),
    font: `500 14px ${style.fontFamily}`,
  };
}

/**
 * A colour that lets some of the ground through.
 * @param {string} colour such as #88106f @param {number} opacity from 0 to 1
 */
export const faded = (colour, opacity) =>
  colour +
  Math.round(opacity * 255)
    .toString(16)
    .padStart(2, "0");

/**
 * Calls back when the page's theme changes.
 * @param {() => void} listener
 * @returns {() => void} stop
 */
export function onTheme(listener) {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => observer.disconnect();
}
