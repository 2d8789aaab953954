/** A formula of the catalog as an element that a template can hold; each place keeps its own until the formula changes. */

import { setFormula } from "../lib/formulas.js";

/** @type {Map<string, HTMLElement>} */
const made = new Map();

/**
 * @param {string} place a formula cannot stand in two places at once
 * @param {string} tex
 */
export function formula(place, tex) {
  const there = made.get(place);
  if (there?.dataset.tex === tex) return there;
  const element = document.createElement("span");
  element.className = "formula";
  element.dataset.tex = tex;
  made.set(place, element);
  setFormula(element, tex);
  return element;
}
