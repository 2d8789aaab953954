/** A menu of pictures over the page: the same options as the menu beside it, each with its picture. */

import { html, nothing, render } from "lit-html";

/** @import { Option } from "./settings.js" */

/**
 * @typedef {object} Shown
 * @property {string} title
 * @property {string} value that is chosen now
 * @property {[string | null, Option[]][]} groups
 * @property {(value: string) => unknown} picture
 * @property {(value: string) => void} choose
 */

/** @param {HTMLDialogElement} dialog */
export function createGallery(dialog) {
  dialog.className = "gallery";
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  dialog.addEventListener("close", () => render(nothing, dialog));

  /** From picture to picture; up and down by the row that is seen. @param {KeyboardEvent} event */
  function onKey(event) {
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll(".option"))];
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const from = all[at]?.getBoundingClientRect();
    if (!from) return;
    const next = {
      ArrowRight: () => all[at + 1],
      ArrowLeft: () => all[at - 1],
      ArrowDown: () => nearest(all.filter((option) => topOf(option) > from.top + 4)),
      ArrowUp: () => nearest(all.filter((option) => topOf(option) < from.top - 4).toReversed()),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next()?.focus();

    /** Of the first row among them the one that is above or below. @param {HTMLElement[]} options */
    function nearest(options) {
      const row = options.filter((option) => topOf(option) === topOf(options[0] ?? option));
      const off = (/** @type {HTMLElement} */ option) =>
        Math.abs(option.getBoundingClientRect().left - (from?.left ?? 0));
      return row.toSorted((one, other) => off(one) - off(other))[0];
    }
  }

  /** @param {Shown} shown */
  return function open({ title, value, groups, picture, choose }) {
    render(
      html`<div class="gallery-inside" @keydown=${onKey}>
        <h2>${title}</h2>
        <button type="button" class="round-small gallery-close" aria-label="Close" @click=${() => dialog.close()}>×</button>
        ${groups.map(
          ([group, options]) => html`<section>
            ${group === null ? nothing : html`<h3>${group}</h3>`}
            <div class="gallery-options">${options.map(
              (option) => html`<button
                type="button"
                class="option"
                data-value=${option.value}
                aria-pressed=${option.value === value}
                @click=${() => {
                  dialog.close();
                  choose(option.value);
                }}
              >${picture(option.value)}<span>${option.title}</span></button>`,
            )}</div>
          </section>`,
        )}
      </div>`,
      dialog,
    );
    dialog.setAttribute("aria-label", title);
    dialog.showModal();
    const chosen = dialog.querySelector('.option[aria-pressed="true"]');
    if (chosen instanceof HTMLElement) chosen.focus();
  };
}

/** @param {HTMLElement} element */
const topOf = (element) => element.getBoundingClientRect().top;
