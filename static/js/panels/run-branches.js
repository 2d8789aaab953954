/** The branches of the run, side by side: where each stands, what was changed, and its numbers. */

import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatInteger, formatNumber, formatPercent } from "../lib/format.js";
import { lossOf } from "../state/selectors.js";

/** @import { BranchEntry, PanelContext, Reading, State } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */

const NONE = "–";

/**
 * @param {PanelContext & { player: PlayerControls, redraw: () => void }} context
 */
export function createBranches({ store, send, player: { travel }, redraw }) {
  /** @type {number | null} the branch that a person wants to delete, before it is done */
  let leaving = null;

  /** @param {BranchEntry} entry */
  function row(entry) {
    const { state } = store;
    const isPresent = entry.id === state.branches?.present;
    const { step, loss, reading } = numbersOf(state, entry);
    return html`<tr class=${isPresent ? "present" : ""} aria-current=${isPresent ? "true" : nothing}>
      <th scope="row">
        <input
          type="text"
          class="branch-name"
          aria-label="Name of branch ${entry.id}"
          maxlength="60"
          .value=${live(entry.name)}
          @change=${(/** @type {Event} */ event) => rename(entry, /** @type {HTMLInputElement} */ (event.target))}
        />
        <span class="branch-words">${isPresent ? "on the stage" : ""}${isPresent && entry.sentence ? "; " : ""}${entry.sentence}</span>
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
  ) => html`<button type="button" class="plain branch-act" aria-label="Switch to ${entry.name}" @click=${() => travel.switchTo(entry.id)}>Switch</button>
      <button type="button" class="plain branch-act" aria-label="Delete ${entry.name}" @click=${() => ask(entry.id)}>Delete</button>`;

  /** @param {BranchEntry} entry */
  const leave = (
    entry,
  ) => html`<button type="button" class="plain branch-act sure" aria-label="Delete ${entry.name} for good" @click=${() => {
    send({ type: "forget", branch: entry.id });
    ask(null);
  }}>For good</button>
      <button type="button" class="plain branch-act" aria-label="Keep ${entry.name}" @click=${() => ask(null)}>Keep</button>`;

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
 * Where a branch stands, and what is known of it there: of the present one the frame's numbers, of others the last ones.
 * @param {State} state @param {BranchEntry} entry
 * @returns {{ step: number, loss: number | null, reading: Reading | null }}
 */
export function numbersOf(state, { id, step, loss }) {
  const { frame, branches } = state;
  if (frame && id === branches?.present)
    return { step: frame.step, loss: lossOf(state), reading: frame.reading };
  const readings = branches?.curves.get(id)?.readings ?? [];
  return { step, loss, reading: readings.findLast((reading) => reading.step <= step) ?? null };
}

/** @param {number | null | undefined} value @param {(value: number) => string} format */
const orNone = (value, format) =>
  value === null || value === undefined || Number.isNaN(value) ? NONE : format(value);
