/**
 * A formula with the value of this very step under each symbol. A term that names a mark is joined to it: pointed at, focused
 * or tapped it lights the mark on the stage, and the mark lights it.
 */

import { html, nothing } from "lit-html";
import { texPieces } from "../lib/tex-pieces.js";
import { isLitBy } from "../state/lit.js";
import { formula } from "./formula.js";

/** @import { TemplateResult } from "lit-html" */
/** @import { TexPiece } from "../lib/tex-pieces.js" */
/** @import { Store } from "../types.d.ts" */

/**
 * @typedef {object} Term
 * @property {string} tex the symbol
 * @property {string | null} [value] under it; null where this step has not computed it yet, undefined where there is none
 * @property {string} [mark] what it is joined to, such as "weights.2.1.3"; see state/lit.js
 * @property {"gradient" | "ink"} [hue] of the value; else that of its sign
 * @property {string} [words] what it is, under the value
 *
 * @typedef {{ op: string }} Operator in LaTeX
 * @typedef {{ above: Piece[], below: Piece[] }} Fraction
 * @typedef {{ root: Piece[] }} Root
 * @typedef {{ line: true }} Line what follows begins on a line of its own
 * @typedef {{ own: TemplateResult }} Own stands in the row as it is, such as a field to type in
 * @typedef {Term | Operator | Fraction | Root | Line | Own} Piece
 *
 * @typedef {object} Joint what joins a formula to the stage
 * @property {string | null} lit the mark that is pointed at now
 * @property {(mark: string | null) => void} light
 */

/** @param {Store} store @returns {Joint} as the state is now: it is made again for each drawing */
export const jointOf = (store) => ({
  lit: store.state.lit,
  light: (mark) => store.dispatch({ type: "light", mark }),
});

/**
 * @param {string} name a formula cannot stand in two places at once
 * @param {Piece[]} pieces
 * @param {Joint} joint
 */
export function liveFormula(name, pieces, joint) {
  let count = 0;
  const set = (/** @type {string} */ tex) => formula(`${name} ${count++}`, tex);

  /** @param {Piece} piece @returns {TemplateResult} */
  function part(piece) {
    if ("tex" in piece) return term(piece, set(piece.tex), joint);
    if ("op" in piece) return html`<span class="live-op">${set(`{}${piece.op}{}`)}</span>`;
    if ("above" in piece)
      return html`<span class="live-fraction"><span class="live-row">${row(piece.above)}</span><span class="live-row below">${row(piece.below)}</span></span>`;
    if ("root" in piece)
      return html`<span class="live-root"><span class="live-op">${set("\\surd")}</span><span class="live-row under-root">${row(piece.root)}</span></span>`;
    return "own" in piece ? piece.own : html``;
  }

  /** @param {Piece[]} all @returns {unknown[]} */
  const row = (all) =>
    cut(all).map((group) =>
      "line" in (group[0] ?? {})
        ? html`<span class="live-line"></span><span class="live-group">${group.slice(1).map(part)}</span>`
        : html`<span class="live-group">${group.map(part)}</span>`,
    );

  return html`<div class="live-formula" role="group" aria-label="Formula" data-formula=${name}>${row(pieces)}</div>`;
}

/** What closes: brackets, commas, powers. */
const CLOSING = /^(?:[)\],]|\{\}|\^(?:\{[^}]*\}|\\?\w+)|\s)+/;

/**
 * Groups that are not cut: an operator goes with the term that follows it, what closes stays with what it closes, and the factors round a \cdot stay together.
 * @param {Piece[]} pieces
 * @returns {Piece[][]}
 */
export function cut(pieces) {
  /** @type {Piece[][]} */
  const groups = [];
  let open = false;
  for (const piece of pieces.flatMap(parted)) {
    const last = groups.at(-1);
    const closes = "op" in piece && CLOSING.test(piece.op);
    const joins = closes || ("op" in piece && piece.op === "\\cdot");
    if (last && !("line" in piece) && (open || joins)) last.push(piece);
    else groups.push([piece]);
    open = "op" in piece ? !closes : "line" in piece;
  }
  return groups;
}

/** An operator that closes and goes on, such as ") −", as two. @param {Piece} piece @returns {Piece[]} */
function parted(piece) {
  const closing = "op" in piece ? (CLOSING.exec(piece.op)?.[0] ?? "") : "";
  if (!("op" in piece) || closing === "" || closing === piece.op) return [piece];
  return [{ op: closing.trim() }, { op: piece.op.slice(closing.length) }];
}

/**
 * A formula of the catalog as pieces: symbols that are known become terms, all else stays as it is.
 * @param {string} tex
 * @param {(symbol: string, line: number, isLeft: boolean) => Term | null} termOf by the symbol, its equation (from 0), and whether the equation defines it
 * @returns {Piece[]}
 */
export function withTerms(tex, termOf) {
  let line = 0;
  let isLeft = true;
  /** @param {TexPiece[]} pieces @returns {Piece[]} */
  function known(pieces) {
    /** @type {Piece[]} */
    const found = [];
    for (const piece of pieces) {
      if ("line" in piece) {
        line++;
        isLeft = true;
        found.push(piece);
      } else if ("above" in piece)
        found.push({ above: known(piece.above), below: known(piece.below) });
      else if ("root" in piece) found.push({ root: known(piece.root) });
      else {
        const term = "symbol" in piece ? termOf(piece.symbol, line, isLeft) : null;
        if (term) {
          found.push(term);
          continue;
        }
        const op = "symbol" in piece ? piece.symbol : "op" in piece ? piece.op : "";
        if (/=|\\leftarrow/.test(op)) isLeft = false;
        const last = found.at(-1);
        if (last && "op" in last) found[found.length - 1] = { op: `${last.op} ${op}` };
        else found.push({ op });
      }
    }
    return found;
  }
  return known(texPieces(tex));
}

/** @param {Term} term @param {HTMLElement} symbol @param {Joint} joint */
function term({ tex, value, mark, hue, words }, symbol, { lit, light }) {
  const under =
    value === undefined
      ? nothing
      : value === null
        ? html`<span class="live-waits"><span class="visually-hidden">not computed yet</span></span>`
        : html`<strong class=${hue ?? hueOf(value)}>${value}</strong>`;
  const content = html`${symbol}${under}${words ? html`<span class="live-words">${words}</span>` : nothing}`;
  if (mark === undefined) return html`<span class="live-term">${content}</span>`;
  /** Where the keyboard still is, the light stays. @param {Event} event */
  const leave = ({ currentTarget }) => {
    const row = currentTarget instanceof Element ? currentTarget.closest(".live-formula") : null;
    const focused = row?.querySelector(".live-term:focus");
    light((focused instanceof HTMLElement && focused.dataset.mark) || null);
  };
  // Set mathematics gives a button no name; where a number stands under it, that does.
  return html`<button type="button" class="live-term joined ${isLitBy(mark, lit) ? "lit" : ""}" data-mark=${mark} title=${value === undefined ? spoken(tex) : nothing}
    @pointerenter=${() => light(mark)} @pointerleave=${leave}
    @focus=${() => light(mark)} @blur=${() => light(null)}
    @click=${(/** @type {MouseEvent} */ { currentTarget }) => {
      if (currentTarget instanceof HTMLElement) currentTarget.focus(); // Safari does not by itself
      light(mark);
    }}>${content}</button>`;
}

const SPOKEN = /** @type {Record<string, string>} */ ({ cdot: "times", leftarrow: "becomes" });

/** LaTeX as words, as far as they are known. @param {string} tex */
const spoken = (tex) =>
  tex
    .replaceAll("\\tfrac12", "½ ")
    .replace(/\\([a-zA-Z]+)|\\.|[{}_]/g, (_, /** @type {string} */ word) =>
      word ? ` ${SPOKEN[word] ?? word} ` : "",
    )
    .replace(/\s+/g, " ")
    .trim();

/** The colour of a value's sign, as it is written. @param {string} value */
const hueOf = (value) =>
  value.startsWith("+") ? "positive" : /^(?:> )?−/.test(value) ? "negative" : "ink";
