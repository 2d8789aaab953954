/** Formulas in LaTeX, set by KaTeX, which is fetched with the first of them; until then the source stands there. */

/** @type {Promise<typeof import("katex").default> | null} */
let loading = null;

/** @param {HTMLElement} element @param {string} tex */
export async function setFormula(element, tex) {
  element.textContent = tex;
  loading ??= import("katex").then((module) => module.default);
  const katex = await loading;
  katex.render(tex, element, { output: "htmlAndMathml", throwOnError: false });
}
