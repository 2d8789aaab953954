/** A slope checked by trying: two losses a little to each side, from two real forward passes, beside what was computed. */

import { html, nothing } from "lit-html";
import { formatInteger, formatSignificant } from "../lib/format.js";
import { questionKey } from "../state/answers.js";
import { newestFrame } from "../state/selectors.js";
import { sideBySide } from "./digits.js";
import { row, symbol } from "./inspector-parts.js";

/** @import { Answers, Parameter } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */

/** Where measured and computed slope differ more than this, something else than rounding is at work. */
const AGREES = 1e-5;

/** @param {(sentence: string) => void} say to a screen reader, what came out */
export function createCheck(say) {
  let asked = "";
  /** @type {unknown} the frame that it was asked about: a change makes another */
  let askedOf = null;
  /** @type {{ key: string, step: number, content: Answers["check"] } | null} */
  let last = null;
  /** @type {Answers["check"] | null} */
  let told = null;

  /** @param {View} view @param {Parameter} parameter @param {string} letter */
  return function check(view, parameter, letter) {
    const { frame, moment, state } = view.scene;
    const newest = newestFrame(state);
    const key = questionKey("check", { parameter });
    const fresh = view.answer("check", { parameter });
    if (fresh) last = { key, step: frame.step, content: fresh };
    if (fresh && fresh !== told && asked === key) {
      told = fresh;
      say(inWords(fresh));
    }
    const shown = last?.key === key ? last : null;
    const waits = asked === key && askedOf === newest && !fresh;
    return html`<h3>Checked by trying</h3>
      ${shown ? result(shown.content, letter, fresh ? null : shown.step === frame.step ? "from before the change" : `from step ${formatInteger(shown.step)}`) : html`<p class="what">Nudge it up and down by a hair, run the whole batch forward twice, and compare.</p>`}
      ${
        fresh
          ? nothing
          : html`<button type="button" class="small-button" id="check" ?disabled=${moment.running || waits} @click=${() => {
              asked = key;
              askedOf = newest;
              view.ask("check", { parameter });
            }}>${moment.running ? "Pause to check" : waits ? "Trying…" : shown ? "Check again" : "Check"}</button>`
      }`;
  };
}

/** @param {Answers["check"]} content @param {string} letter @param {string | null} from where it is no longer true: what it is from */
function result(
  { loss_below, loss_above, step_size, measured, computed, difference },
  letter,
  from,
) {
  const [low, high] = [loss_below ?? NaN, loss_above ?? NaN];
  const { texts, same, digits } = sideBySide(measured ?? NaN, computed ?? NaN);
  const losses = sideBySide(high, low, 12);
  const line = (/** @type {string} */ text) =>
    html`<span class="agrees">${text.slice(0, same)}</span><span class="beyond">${text.slice(same)}</span>`;
  const nudge = formatSignificant(step_size, 3);
  return html`<div class=${from === null ? "check" : "check stale"}>
    ${from === null ? nothing : html`<p class="from">${from}</p>`}
    <dl class="values digits">
      ${row(html`loss at ${symbol(letter)} + ${nudge}`, losses.texts[0]?.slice(1) ?? "")}
      ${row(html`loss at ${symbol(letter)} − ${nudge}`, losses.texts[1]?.slice(1) ?? "")}
      ${row("measured slope", line(texts[0] ?? ""), "gradient", "sum")}
      ${row("computed slope", line(texts[1] ?? ""), "gradient")}
    </dl>
    <p class="verdict">${verdict(difference, digits)}</p>
  </div>`;
}

/** @param {Answers["check"]} content */
function inWords({ measured, computed, difference }) {
  if (difference === null) return "There is nothing to compare: a loss is not a number.";
  const { texts, digits } = sideBySide(measured ?? NaN, computed ?? NaN);
  const agrees =
    difference === 0
      ? "Exactly the same"
      : difference < AGREES
        ? `The same to ${digits} ${digits === 1 ? "digit" : "digits"}`
        : `They differ by ${formatSignificant(difference, 2)} of their size`;
  return `Measured slope ${texts[0]}, computed slope ${texts[1]}. ${agrees}.`;
}

/** @param {number | null} difference @param {number} digits */
function verdict(difference, digits) {
  if (difference === null) return "There is nothing to compare: a loss is not a number.";
  if (difference === 0) return html`<span class="tick">✓</span> Exactly the same.`;
  const share = `they differ by ${formatSignificant(difference, 2)} of their size`;
  if (difference < AGREES)
    return html`<span class="tick">✓</span> The same to ${digits} ${digits === 1 ? "digit" : "digits"}; ${share}.`;
  return html`<span class="tick">≠</span> Not quite: ${share}. A corner of a curve may lie within the nudge, or the slope is as small as the rounding.`;
}
