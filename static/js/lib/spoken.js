/** Written numbers and signs as words, so that every screen reader reads them as they are meant. */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const LOWERED = "₀₁₂₃₄₅₆₇₈₉";

/** @param {string} digits @param {string} alphabet */
const plain = (digits, alphabet) =>
  [...digits].map((digit) => (digit === "⁻" ? "minus " : alphabet.indexOf(digit))).join("");

/** @param {string} text */
export const spoken = (text) =>
  text
    .replace(/\u202f×\u202f10(?=[⁻⁰¹²³⁴-⁹])/g, " times 10")
    .replace(/10([⁻⁰¹²³⁴-⁹]+)/g, (_, power) => `10 to the ${plain(power, RAISED)}`)
    .replace(/([a-z])([₀-₉]+)/g, (_, letter, index) => `${letter} ${plain(index, LOWERED)}`)
    .replaceAll("\u202f", "")
    .replaceAll("< ", "less than ")
    .replaceAll("> ", "more than ")
    .replaceAll(" → ", " to ")
    .replaceAll(/[−-](?=[\d∞])/g, "minus ")
    .replaceAll("∞", "infinity");
