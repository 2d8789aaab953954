/** The sheet about the run as a whole: what can be taken back, its branches, a link to this moment, and files. */

import { html, nothing, render } from "lit-html";
import { redoOf, undoOf } from "../state/selectors.js";
import { isOpen, OPEN_VIEW } from "../state/view.js";
import { createBranches } from "./run-branches.js";
import { createFiles } from "./run-files.js";
import { createLink } from "./run-link.js";

/** @import { PanelContext } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */

/**
 * @param {HTMLElement} root the sheet
 * @param {HTMLElement} opener
 * @param {PanelContext & { player: PlayerControls }} context
 * @returns {{ open: () => void, stop: () => void }}
 */
export function mountRun(root, opener, context) {
  const { store, player } = context;
  let isDrawing = false;
  const parts = { ...context, redraw: draw, close: () => show(false) };
  const branches = createBranches(parts);
  const link = createLink(parts);
  const files = createFiles(parts);

  /** @param {boolean} open */
  function show(open) {
    root.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    draw();
    if (open) root.focus();
  }

  function draw() {
    if (root.hidden) return;
    // A field that is taken away while it has the focus says "change" in the middle of a rendering.
    if (isDrawing) return queueMicrotask(draw);
    isDrawing = true;
    try {
      render(view(), root);
    } finally {
      isDrawing = false;
    }
    link.refresh();
  }

  const view = () => html`<div class="run-head">
        <h2>This run</h2>
        <button type="button" class="plain dismiss" aria-label="Close" @click=${() => close()}>×</button>
      </div>
      ${changes()} ${branches.view()} ${link.view()} ${files.view()} ${everything()}`;

  function changes() {
    const [undo, redo] = [undoOf(store.state), redoOf(store.state)];
    if (store.state.view.locked || !(undo || redo)) return nothing;
    return html`<div class="run-changes">
      ${undo ? html`<button type="button" class="plain run-own" @click=${player.travel.undo}>Undo <span>${undo}</span></button>` : nothing}
      ${redo ? html`<button type="button" class="plain run-own" @click=${player.travel.redo}>Redo <span>${redo}</span></button>` : nothing}
    </div>`;
  }

  function everything() {
    const { view } = store.state;
    if (isOpen(view)) return nothing;
    return html`<p class="run-note">
      The link that opened this page left something out${view.locked ? " and locked the settings" : ""}.
      <button type="button" class="plain" id="show-everything" @click=${() => store.dispatch({ type: "view", view: OPEN_VIEW })}>Show everything</button>
    </p>`;
  }

  function close() {
    const hadFocus = root.contains(document.activeElement);
    show(false);
    if (hadFocus) opener.focus();
  }

  opener.addEventListener("click", () => (root.hidden ? show(true) : close()));
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key === "Escape" && !root.hidden) close();
  };
  document.addEventListener("keydown", onKey);
  const stops = [
    store.derive(({ frame, player: { running } }) => (running ? null : frame)),
    store.derive(({ time }) => time),
    store.derive(({ journal }) => journal),
    store.derive(({ branches: all }) => all),
    store.derive(({ comparison }) => comparison?.branch),
    store.derive(({ player: { playing, time } }) => (playing ? null : time)),
    store.derive(({ selected }) => selected),
    store.derive(({ view: held }) => held),
    store.derive(({ session }) => session),
  ].map(({ subscribe }) => subscribe(draw));
  return {
    open: () => show(true),
    stop() {
      for (const stop of stops) stop();
      document.removeEventListener("keydown", onKey);
      render(nothing, root);
    },
  };
}
