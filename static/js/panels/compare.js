/** Over two branches side by side: what each is called, has otherwise, and has come to. */

import { html, nothing, render } from "lit-html";
import { parting } from "../state/reduce-branches.js";
import { asRead } from "../state/selectors.js";
import { beside } from "../timeline/beside.js";
import { isLossShown } from "./chart-data.js";
import { figuresOf, placeWords } from "./compare-words.js";

/** @import { PanelContext, State } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */
/** @import { Figure } from "./compare-words.js" */

/** @typedef {"present" | "other"} Side */

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { player: PlayerControls, page: HTMLElement, stage: HTMLElement, lesson: HTMLElement }} context stage: of the other branch; lesson: makes room meanwhile
 * @returns {() => void} to be called once a frame
 */
export function mountCompare(root, { store, send, player, page, stage, lesson }) {
  /** @type {unknown[]} */
  let shown = [];
  /** @type {Side} where there is room for one stage only */
  let side = "other";

  /** @param {Side} wanted */
  function show(wanted) {
    side = wanted;
    page.dataset.side = side;
    shown = [];
    draw();
  }

  const leave = () => send({ type: "compare", branch: null });

  function draw() {
    const state = asRead(store.state);
    if (!state.comparison) return;
    const { frame, comparison, branches, player: now } = state;
    const key = [
      frame,
      comparison.frame,
      comparison.differences,
      branches?.list,
      now.running,
      side,
      isLossShown(state),
    ];
    if (key.every((part, i) => part === shown[i])) return;
    shown = key;
    render(view(state, state.comparison), root);
  }

  /** @param {State} state @param {NonNullable<State["comparison"]>} comparison */
  function view(state, { branch, differences }) {
    const other = beside(state);
    const list = state.branches?.list ?? [];
    const present = state.branches?.present ?? 0;
    const fork = parting(list, present, branch);
    const nameOf = (/** @type {number} */ id) => list.find((entry) => entry.id === id)?.name ?? "";
    const settings = (/** @type {Side} */ of) =>
      differences.map((difference) => ({ title: difference.title, value: difference[of] }));
    return html`<div class="compare-head">
        <p class="compare-place">${other ? placeWords(state, other) : "The other branch is on its way…"}
          ${state.player.running ? html`<span class="quiet">Both are computed, so each has half of the time.</span>` : nothing}</p>
        <button type="button" class="plain" id="compare-fork" ?disabled=${state.frame?.step === fork} @click=${() => player.travel.to(fork, 0)}>To where they part</button>
        <button type="button" class="plain" id="compare-leave" aria-label="Leave the comparison" title="Leave the comparison  Esc" @click=${leave}>Leave</button>
      </div>
      <div class="compare-sides">
        ${oneSide("present", nameOf(present), settings("present"), figuresOf(state))}
        ${oneSide("other", nameOf(branch), settings("other"), other ? figuresOf(other) : [])}
      </div>`;

    /** @param {Side} of @param {string} name @param {{ title: string, value: string }[]} settings @param {Figure[]} figures */
    function oneSide(of, name, settings, figures) {
      return html`<div class="compare-side" data-side=${of}>
        <div class="compare-lead"><h2>
          <button type="button" class="compare-show" aria-pressed=${side === of} @click=${() => show(of)}>${name}</button>
          <span class="compare-name">${name}</span>
        </h2>
        <p class="compare-settings">${settings.length === 0 ? html`<span>the same settings</span>` : settings.map(({ title, value }) => html`<span>${title} <b>${value}</b></span>`)}</p></div>
        ${of === "present" ? nothing : html`<button type="button" class="plain" id="compare-go-on" @click=${() => player.travel.switchTo(branch)}>Go on with this one</button>`}
        <dl class="compare-figures">${figures.map(({ name: what, value, isWaiting }) => html`<div><dt>${what}</dt><dd class=${isWaiting ? "waiting" : ""}>${value}</dd></div>`)}</dl>
      </div>`;
    }
  }

  /** Escape leaves, where there is nothing else that it would close or let go of. @param {KeyboardEvent} event */
  function onKey(event) {
    const { comparison, selected } = store.state;
    if (event.key !== "Escape" || !comparison || selected || event.defaultPrevented) return;
    if (!document.querySelector(".sheet:not([hidden], dialog), dialog[open]")) leave();
  }
  document.addEventListener("keydown", onKey, true); // before a sheet has closed itself

  store
    .derive(({ comparison }) => comparison !== null)
    .subscribe((isComparing) => {
      const hadFocus = root.contains(document.activeElement);
      page.classList.toggle("comparing", isComparing);
      page.classList.toggle("lesson-open", !isComparing && !lesson.hidden);
      root.hidden = stage.hidden = !isComparing;
      if (isComparing) {
        show("other");
        root.focus({ preventScroll: true });
      } else {
        render(nothing, root);
        if (hadFocus) document.getElementById("open-run")?.focus();
      }
    });

  return draw;
}
