/** The branches of the run, side by side: where each stands, what was changed, and its numbers. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatInteger, formatNumber, formatPercent } from "../lib/format.js";
import { textOf } from "../lib/typing.js";
import { parting } from "../state/reduce-branches.js";

/** @import { BranchEntry, PanelContext, Reading, State } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */

const NONE = "–";

/**
 * @param {PanelContext & { player: PlayerControls, redraw: () => void, close: () => void }} context
 */
export function createBranches({ store, send, player: { travel }, redraw, close }) {
  /** @type {number | null} the branch that a person wants to delete, before it is done */
  let leaving = null;

  /** @param {BranchEntry} entry */
  function row(entry) {
    const { state } = store;
    const isPresent = entry.id === state.branches?.present;
    const { step, loss, reading } = numbersOf(state, entry);
    return html`<tr class=${isPresent ? "on-stage" : ""} aria-current=${isPresent ? "true" : nothing}>
      <th scope="row">
        <input
          type="text"
          class="branch-name"
          id="branch-name-${entry.id}"
          aria-label="Name of branch ${entry.id}"
          maxlength="60"
          .value=${live(textOf(`branch-name-${entry.id}`, entry.name))}
          @change=${(/** @type {Event} */ event) => rename(entry, /** @type {HTMLInputElement} */ (event.target))}
        />
        <span class="branch-words">${standing(isPresent, entry.id)}${entry.sentence}${isPresent ? nothing : curveless(entry)}</span>
      </th>
      <td data-name="step">${formatInteger(step)}</td>
      <td data-name="loss">${orNone(loss, (value) => formatNumber(value, 4))}</td>
      <td data-name="test loss">${orNone(reading?.test_loss, (value) => formatNumber(value, 4))}</td>
      <td data-name="right, test">${orNone(reading?.test_accuracy, (value) => formatPercent(value))}</td>
      <td class="branch-acts">${isPresent ? nothing : leaving === entry.id ? leave(entry) : acts(entry)}</td>
    </tr>`;
  }

  /** @param {BranchEntry} entry */
  const acts = (
    entry,
  ) => html`<button type="button" class="plain branch-act" aria-label="Compare with ${entry.name}" @click=${() => compare(entry.id)}>Compare</button>
      <button type="button" class="plain branch-act" aria-label="Switch to ${entry.name}" @click=${() => travel.switchTo(entry.id)}>Switch</button>
      <button type="button" class="plain branch-act" aria-label="Delete ${entry.name}" @click=${() => ask(entry.id)}>Delete</button>`;

  /** @param {BranchEntry} entry */
  const leave = (
    entry,
  ) => html`<button type="button" class="plain branch-act sure" aria-label="Delete ${entry.name} for good" @click=${() => {
    send({ type: "forget", branch: entry.id });
    ask(null);
  }}>For good</button>
      <button type="button" class="plain branch-act" aria-label="Keep ${entry.name}" @click=${() => ask(null)}>Keep</button>`;

  /** @param {boolean} isPresent @param {number} branch */
  const standing = (isPresent, branch) =>
    isPresent
      ? html`<b>On the stage.</b> `
      : branch === store.state.comparison?.branch
        ? html`<b>Beside it.</b> `
        : nothing;

  /** A server that was restarted lives a branch again, and knows its curve, when somebody goes to it. @param {BranchEntry} entry */
  const curveless = ({ id, end }) =>
    end === 0 || store.state.branches?.curves.has(id)
      ? nothing
      : html` Its curve is not known until you switch to it.`;

  /** Both go to where they part. @param {number} branch */
  function compare(branch) {
    const { branches } = store.state;
    if (!branches) return;
    travel.compare(branch, parting(branches.list, branches.present, branch));
    close();
  }

  /** @param {number | null} branch */
  function ask(branch) {
    leaving = branch;
    redraw();
  }

  /** @param {BranchEntry} entry @param {HTMLInputElement} field */
  function rename(entry, field) {
    const name = field.value.trim();
    if (name && name !== entry.name) send({ type: "rename", branch: entry.id, name });
    else field.value = entry.name;
  }

  return {
    view() {
      const { branches, frame } = store.state;
      const list = branches?.list ?? [];
      return html`<section class="run-part" aria-labelledby="branches-title">
        <h3 id="branches-title">Branches</h3>
        <p class="quiet">A branch keeps this run as it is, with all that it has lived through, and goes on from here on a copy.</p>
        ${
          list.length === 0
            ? nothing
            : html`<table class="branches">
              <thead>
                <tr><th scope="col">name</th><th scope="col">step</th><th scope="col">loss</th><th scope="col">test loss</th><th scope="col">right, test</th><td></td></tr>
              </thead>
              <tbody>${list.map(row)}</tbody>
            </table>`
        }
        <button type="button" class="plain run-own" id="branch-here" ?disabled=${frame === null} @click=${travel.branch}>Branch here, at step ${formatInteger(frame?.step ?? 0)}</button>
      </section>`;
    },
  };
}

/**
 * Where a branch stands, and what is known of it there: of those on the stage the frame's evaluation, of others the last one.
 * @param {State} state @param {BranchEntry} entry
 * @returns {{ step: number, loss: number | null, reading: Reading | null }}
 */
export function numbersOf(state, { id, step, loss }) {
  const { frame, branches, comparison } = state;
  if (comparison?.frame && id === comparison.branch) {
    const { frame: other } = comparison;
    return { step: other.step, loss: other.reading.training_loss, reading: other.reading };
  }
  if (frame && id === branches?.present)
    return { step: frame.step, loss: frame.reading.training_loss, reading: frame.reading };
  const readings = branches?.curves.get(id)?.readings ?? [];
  return { step, loss, reading: readings.findLast((reading) => reading.step <= step) ?? null };
}

/** @param {number | null | undefined} value @param {(value: number) => string} format */
const orNone = (value, format) =>
  value === null || value === undefined || Number.isNaN(value) ? NONE : format(value);
