/** A table of one's own: pasted or from a file, with a preview of what it will be before anything is learned from it. */

import { html, nothing, render } from "lit-html";
import { formatInteger } from "../lib/format.js";

/** @import { PanelContext } from "../types.d.ts" */

/**
 * @typedef {object} Preview as the server sends it
 * @property {string[]} columns
 * @property {string} target_column
 * @property {(number | string)[][]} rows the first ones, the target last
 * @property {number} count
 * @property {"binary" | "classes" | "regression"} task
 * @property {string[]} classes
 * @property {boolean} large its rows do not come to the page with the run's settings
 */

/** Typing rests so long before it is read. */
const REST_MS = 350;
/** As much of a text is shown for editing; all of it is read. */
const MOST_SHOWN = 200_000;

const LARGE =
  "So large a table stays on the server alone: the run cannot go into a link, and a restart of the server would end it. Save it to a file to keep it.";
const STANDARDISED =
  "The network is given each column of numbers standardised: minus its mean, divided by its deviation. So the stage has other numbers than the table.";
const NO_TEXT = "This file is not text: save the table as comma-separated values (CSV) first.";
const EXAMPLE = "length,width,kind\n5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,virginica";

/**
 * @param {HTMLDialogElement} root
 * @param {PanelContext} context
 */
export function mountOwnCsv(root, { store }) {
  let text = "";
  let target = "";
  let refusal = "";
  let isBusy = false;
  /** @type {Preview | null} */
  let preview = null;
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  /** @param {string} path */
  const post = (path) =>
    fetch(new URL(`${path}?target=${encodeURIComponent(target)}`, document.baseURI), {
      method: "POST",
      headers: { "Content-Type": "text/csv" },
      body: text,
    });

  /** The server's sentence, or one of our own. @param {Response} answer */
  const sentenceOf = async (answer) => {
    const { sentence } = await answer.json().catch(() => ({}));
    return typeof sentence === "string" ? sentence : "The server could not read this.";
  };

  async function look() {
    asked += 1;
    const mine = asked;
    if (text.trim() === "") return settle(null, "");
    try {
      const answer = await post("tables");
      const found = answer.ok ? (await answer.json()).preview : null;
      const sentence = answer.ok ? "" : await sentenceOf(answer);
      if (mine === asked) settle(found, sentence);
    } catch {
      if (mine === asked) settle(null, "The server cannot be reached.");
    }
  }

  /** @param {Preview | null} found @param {string} sentence */
  function settle(found, sentence) {
    preview = found;
    refusal = sentence;
    draw();
  }

  /** @param {string} next @param {number} rest_ms */
  function read(next, rest_ms) {
    text = next;
    target = "";
    clearTimeout(later);
    later = setTimeout(look, rest_ms);
    draw();
  }

  async function use() {
    isBusy = true;
    draw();
    try {
      const answer = await post(`runs/${store.state.session}/table`);
      isBusy = false;
      if (answer.ok) close();
      else settle(preview, await sentenceOf(answer));
    } catch {
      isBusy = false;
      settle(preview, "The server cannot be reached.");
    }
  }

  const close = () => store.dispatch({ type: "look", look: { own: null } });

  /** @param {Event} event */
  async function load(event) {
    const file = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    if (!file) return;
    const content = await file.text();
    // Text has no zero bytes; what is in the box already stays.
    if (content.includes("\0")) settle(preview, NO_TEXT);
    else read(content, 0);
  }

  /** @param {Preview} found */
  const sentence = ({ count, columns, task, classes, target_column }) =>
    `${formatInteger(count)} rows, ${columns.length} ${columns.length === 1 ? "input" : "inputs"}. To be learned: ${target_column}, ${
      task === "regression" ? "a number" : `${classes.length} classes (${shortList(classes)})`
    }.`;

  /** @param {Preview} found */
  const table = ({
    columns,
    target_column,
    rows,
  }) => html`<div class="own-preview" tabindex="0" role="region" aria-label="The first rows">
      <table>
        <thead><tr>${[...columns, target_column].map((name, i) => html`<th scope="col" class=${i === columns.length ? "target" : ""}>${name}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td class=${i >= columns.length ? "target" : ""}>${cell}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;

  function draw() {
    const shown = text.length > MOST_SHOWN ? "" : text;
    render(
      html`<form method="dialog" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <h2>A table of your own</h2>
        <p class="own-help" id="own-csv-help">Comma-separated values, one example a row. It stays on this server, in your run alone.</p>
        <label class="own-label" for="own-text">Paste it here</label>
        <textarea id="own-text" rows="7" spellcheck="false" placeholder=${EXAMPLE} aria-describedby="own-csv-help" .value=${shown}
          @input=${(/** @type {Event} */ event) => read(/** @type {HTMLTextAreaElement} */ (event.target).value, REST_MS)}></textarea>
        ${text.length > MOST_SHOWN ? html`<p class="own-help">${formatInteger(text.length)} characters from a file.</p>` : nothing}
        <label class="plain own-file" for="own-file">From a file…</label>
        <input type="file" id="own-file" class="visually-hidden" accept=".csv,.tsv,.txt,text/csv" @change=${load} />
        ${refusal ? html`<p class="refusal" role="alert">${refusal}</p>` : nothing}
        ${preview ? html`<p class="own-sentence" role="status">${sentence(preview)}</p><p class="own-help">${STANDARDISED}</p>${preview.large ? html`<p class="own-help">${LARGE}</p>` : nothing}${targets(preview)}${table(preview)}` : nothing}
        <div class="own-actions">
          <button type="button" class="plain" id="own-cancel" @click=${close}>Cancel</button>
          <button type="button" class="plain own-use" id="own-use" ?disabled=${!preview || isBusy || refusal !== ""} @click=${use}>Learn from it</button>
        </div>
      </form>`,
      root,
    );
  }

  /** @param {Preview} found */
  const targets = ({ columns, target_column }) => {
    const names = [...columns, target_column];
    return html`<label class="own-label" for="own-target">To be learned</label>
      <select id="own-target" @change=${(/** @type {Event} */ event) => {
        target = /** @type {HTMLSelectElement} */ (event.target).value;
        look();
      }}>${names.map((name) => html`<option value=${name} ?selected=${name === target_column}>${name}</option>`)}</select>`;
  };

  root.addEventListener("close", close);
  const stop = store
    .derive(({ look }) => look.own)
    .subscribe((own) => {
      if (own === "table" && !root.open) {
        draw();
        root.showModal();
      } else if (own !== "table" && root.open) root.close();
    });
  return stop;
}

/** A few of them. @param {string[]} names */
const shortList = (names) =>
  names.length <= 5 ? names.join(", ") : `${names.slice(0, 4).join(", ")} …`;
