/**
 * A formula in LaTeX taken apart into what stands beside each other: symbols, which may get a value, operators between them,
 * fractions and roots with pieces of their own. Enough for the rules of the catalog, not for all of LaTeX.
 */

/**
 * @typedef {object} Symbol_ a letter with its accent and index, such as "\hat y_i"; powers and primes are operators after it
 * @property {string} symbol
 *
 * @typedef {{ op: string }} Operator set as it is
 * @typedef {{ above: TexPiece[], below: TexPiece[] }} Fraction
 * @typedef {{ root: TexPiece[] }} Root
 * @typedef {{ line: true }} Line another equation begins
 * @typedef {Symbol_ | Operator | Fraction | Root | Line} TexPiece
 */

const TOKEN = /\\(?:text|mathrm)\{[^}]*\}|\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\S/g;

/** Commands that are letters. */
const LETTERS =
  /^\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|eta|theta|lambda|mu|sigma|hat|partial)$/;
/** Space that is the setter's own business. */
const SPACES = /^\\(?:[,;: ]|!)$/;

/** @param {string} tex */
export function texPieces(tex) {
  const tokens = tex.match(TOKEN) ?? [];
  let at = 0;

  /** What stands in braces after a command, taken apart. @returns {TexPiece[]} */
  function group() {
    if (tokens[at] !== "{") return pieces(1);
    at++;
    const inside = pieces();
    at++;
    return inside;
  }

  /** What stands in braces, or the one token there is, as text. @returns {string} */
  function whole() {
    const first = tokens[at++] ?? "";
    if (first !== "{") return LETTERS.test(first) ? `${first} ` : first;
    let text = "";
    for (let depth = 1; at < tokens.length; at++) {
      const token = tokens[at] ?? "";
      depth += token === "{" ? 1 : token === "}" ? -1 : 0;
      if (depth === 0) break;
      text += /^\\[a-zA-Z]/.test(token) ? `${token} ` : token;
    }
    at++;
    return `{${text.trim()}}`;
  }

  /** @param {string} letter @returns {string} with its accent's letter and its index */
  function symbolFrom(letter) {
    let symbol = letter === "\\hat" ? `\\hat ${whole()}` : letter;
    if (tokens[at] === "_") {
      at++;
      symbol += `_${whole()}`;
    }
    return symbol;
  }

  /** @param {number} [most] @returns {TexPiece[]} */
  function pieces(most = Infinity) {
    /** @type {TexPiece[]} */
    const found = [];
    /** Operators that follow each other are set as one. @param {string} op */
    const operator = (op) => {
      const last = found.at(-1);
      if (last && "op" in last) last.op += ` ${op}`;
      else found.push({ op });
    };
    /** A power, an index or a prime belongs to what is before it. @param {string} script */
    const script = (script) => {
      const last = found.at(-1);
      if (last && "op" in last) last.op += script;
      else found.push({ op: `{}${script}` });
    };
    while (at < tokens.length && tokens[at] !== "}" && found.length < most) {
      const token = tokens[at++] ?? "";
      if (token === "\\frac") found.push({ above: group(), below: group() });
      else if (token === "\\sqrt") found.push({ root: group() });
      else if (token === "\\quad") found.push({ line: true });
      else if (token === "\\tfrac") operator(`\\tfrac${whole()}${whole()}`);
      else if (token === "\\left" || token === "\\right") operator(tokens[at++] ?? "");
      else if (token === "^" || token === "_") script(`${token}${whole()}`);
      else if (token === "'") script("'");
      else if (SPACES.test(token)) continue;
      else if (/^[a-zA-Z]$/.test(token) || LETTERS.test(token))
        found.push({ symbol: symbolFrom(token) });
      else operator(token);
    }
    return found;
  }

  return pieces();
}
