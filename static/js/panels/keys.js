/** The keyboard, on a sheet, and what it does. Arrows belong to the widget that has the focus. */

import { html, render } from "lit-html";

/** @import { PlayerControls } from "../timeline/player.js" */

/** @type {{ keys: string[], shown: string, words: string, act: (player: PlayerControls) => void }[]} */
const KEYS = [
  { keys: [" "], shown: "Space", words: "play, pause", act: (player) => player.toggle() },
  { keys: ["."], shown: ".", words: "next phase", act: (player) => player.nextPhase() },
  { keys: [","], shown: ",", words: "back a phase", act: (player) => player.previousPhase() },
  { keys: [">", ":"], shown: "Shift .", words: "next step", act: (player) => player.nextStep() },
  { keys: ["e", "E"], shown: "E", words: "next epoch", act: (player) => player.nextEpoch() },
  {
    keys: ["r", "R"],
    shown: "R",
    words: "start again, same start values",
    act: (player) => player.restart(false),
  },
  {
    keys: ["n", "N"],
    shown: "N",
    words: "new start, other values",
    act: (player) => player.restart(true),
  },
];

/**
 * @param {HTMLElement} root the sheet
 * @param {HTMLElement} opener
 * @param {{ player: PlayerControls, begin: () => boolean, focusNetwork: () => void }} context
 */
export function mountKeys(root, opener, { player, begin, focusNetwork }) {
  render(
    html`<h2>Keys</h2>
      <dl>
        ${KEYS.map(({ shown, words }) => html`<dt><kbd>${shown}</kbd></dt><dd>${words}</dd>`)}
        <dt><kbd>G</kbd></dt>
        <dd>go to the network; arrows walk it, Enter picks</dd>
        <dt><kbd>Esc</kbd></dt>
        <dd>close, let go</dd>
        <dt><kbd>?</kbd></dt>
        <dd>these keys</dd>
      </dl>`,
    root,
  );
  /** @param {boolean} open */
  function toggle(open) {
    root.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  }
  opener.addEventListener("click", () => toggle(root.hidden === true));

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape") return toggle(false);
    const target = event.target;
    if (target instanceof HTMLElement && isTyping(target, event.key)) return;
    if (event.key === "?") return toggle(root.hidden === true);
    if (event.key === "g" || event.key === "G") return focusNetwork();
    const key = KEYS.find(({ keys }) => keys.includes(event.key));
    if (!key) return;
    event.preventDefault();
    if (!begin()) key.act(player);
  }
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

/** Keys that the focused widget needs for itself. @param {HTMLElement} target @param {string} key */
function isTyping(target, key) {
  if (target instanceof HTMLInputElement) return target.type !== "range";
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  return key === " " && target instanceof HTMLButtonElement;
}
