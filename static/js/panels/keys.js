/** The keyboard, on a sheet, and what it does. Arrows belong to the widget that has the focus. */

import { html, render } from "lit-html";
import { isNumberField } from "../lib/typed-number.js";

/** @import { PlayerControls } from "../timeline/player.js" */

/** @typedef {{ keys: string[], shown: string, words: string, act: (player: PlayerControls) => void }} Key */

/** @type {Key[]} */
const KEYS = [
  { keys: [" "], shown: "Space", words: "play, pause", act: (player) => player.toggle() },
  {
    keys: ["."],
    shown: ".",
    words: "next phase; while one moves, straight to its end",
    act: (player) => player.nextPhase(),
  },
  { keys: ["a"], shown: "A", words: "the same phase again", act: (player) => player.again() },
  { keys: [","], shown: ",", words: "back a phase", act: (player) => player.previousPhase() },
  { keys: [">", ":"], shown: "Shift .", words: "next step", act: (player) => player.nextStep() },
  {
    keys: ["<", ";"],
    shown: "Shift ,",
    words: "back a step",
    act: (player) => player.travel.previousStep(),
  },
  { keys: ["e"], shown: "E", words: "next epoch", act: (player) => player.nextEpoch() },
  {
    keys: ["shift+e"],
    shown: "Shift E",
    words: "back an epoch",
    act: (player) => player.travel.previousEpoch(),
  },
  {
    keys: ["r"],
    shown: "R",
    words: "start again, same start values",
    act: (player) => player.restart(false),
  },
  {
    keys: ["n"],
    shown: "N",
    words: "new start, other values",
    act: (player) => player.restart(true),
  },
];

/** What the keys do to the picture; nothing begins with them. @typedef {{ focus: () => void, zoomToPicked: () => void, zoom: { in: () => void, out: () => void, fit: () => void } }} Stage */

/** @type {Record<string, (stage: Stage) => void>} */
const STAGE_KEYS = {
  g: (stage) => stage.focus(),
  f: (stage) => stage.zoomToPicked(),
  "+": (stage) => stage.zoom.in(),
  "=": (stage) => stage.zoom.in(),
  "-": (stage) => stage.zoom.out(),
  _: (stage) => stage.zoom.out(),
  0: (stage) => stage.zoom.fit(),
};

/** Together with Ctrl, or with ⌘. @type {Key[]} */
const WITH_CTRL = [
  { keys: ["z"], shown: "Ctrl Z", words: "undo a change", act: (player) => player.travel.undo() },
  {
    keys: ["shift+z", "y"],
    shown: "Ctrl Shift Z",
    words: "redo it",
    act: (player) => player.travel.redo(),
  },
];

/**
 * @param {HTMLElement} root the sheet
 * @param {HTMLElement} opener
 * @param {{ player: PlayerControls, begin: () => boolean, stage: Stage, repeat: () => void }} context
 */
export function mountKeys(root, opener, { player, begin, stage, repeat }) {
  render(
    html`<h2>Keys</h2>
      <dl>
        ${[...KEYS, ...WITH_CTRL].map(({ shown, words }) => html`<dt><kbd>${shown}</kbd></dt><dd>${words}</dd>`)}
        <dt><kbd>← →</kbd></dt>
        <dd>on the curve: a step; Page Up and Down an epoch</dd>
        <dt><kbd>G</kbd></dt>
        <dd>go to the network; arrows walk it, Enter picks</dd>
        <dt><kbd>+ − 0</kbd></dt>
        <dd>nearer, farther, the whole network; Ctrl and the wheel too</dd>
        <dt><kbd>F</kbd></dt>
        <dd>near to what is picked</dd>
        <dt><kbd>Shift ← →</kbd></dt>
        <dd>from a neuron onto its connections; ↑ ↓ along them, ← → to an end</dd>
        <dt><kbd>S</kbd></dt>
        <dd>say the last sentence again</dd>
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

  /** @type {EventTarget | null} a field whose number is not entered yet: there, undo is the field's own */
  let typedIn = null;

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.altKey || event.defaultPrevented) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") return toggle(false);
    const target = event.target;
    const isEntered = isCommand && isNumberField(target) && target !== typedIn;
    if (target instanceof HTMLElement && !isEntered && isTyping(target, event.key)) return;
    if (!isCommand && event.key === "?") return toggle(root.hidden === true);
    const onStage = isCommand ? undefined : STAGE_KEYS[event.key.toLowerCase()];
    if (onStage) return onStage(stage);
    if (!isCommand && (event.key === "s" || event.key === "S")) return repeat();
    const name = nameOf(event);
    const key = (isCommand ? WITH_CTRL : KEYS).find(({ keys }) => keys.includes(name));
    if (!key) return;
    event.preventDefault();
    if (!begin()) key.act(player);
  }
  /** @param {Event} event */
  const onType = ({ type, target }) => {
    typedIn = type === "input" ? target : null;
  };
  document.addEventListener("keydown", onKey);
  for (const type of ["input", "change"]) document.addEventListener(type, onType);
  return () => {
    document.removeEventListener("keydown", onKey);
    for (const type of ["input", "change"]) document.removeEventListener(type, onType);
  };
}

/** Letters without regard to Caps Lock; with Shift where that means something else. @param {KeyboardEvent} event */
function nameOf({ key, shiftKey }) {
  const letter = key.toLowerCase();
  return shiftKey && (letter === "e" || letter === "z") ? `shift+${letter}` : letter;
}

/** Keys that the focused widget needs for itself. @param {HTMLElement} target @param {string} key */
function isTyping(target, key) {
  if (target instanceof HTMLInputElement && target.type === "radio") return key === " ";
  if (target instanceof HTMLInputElement) return !["range", "checkbox"].includes(target.type);
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true;
  return key === " " && target instanceof HTMLButtonElement;
}
