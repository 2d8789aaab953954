/**
 * What a screen reader is told, politely: where a step has arrived, what is picked, how a run goes on and how it ended. At rest at
 * once; while time goes on at most every five seconds; nothing while a person types.
 */

import { spoken } from "../lib/spoken.js";
import { borderSentence } from "../scene/border-sentence.js";
import { pickedSentence } from "../scene/picked-sentence.js";
import {
  arrivalSentence,
  endedPhase,
  isBetweenPhases,
  runningSentence,
  updateSentence,
} from "../scene/sentences.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { State } from "../types.d.ts" */

const PAUSE_MS = 5000;
/** The same sentence again is news to a screen reader only when its text differs. */
const AGAIN = "\u00a0";

/**
 * @param {HTMLElement} root a polite live region
 * @param {() => number} [now] milliseconds
 */
export function createSpeaker(root, now = () => performance.now()) {
  let last = "";
  let said_ms = -Infinity;
  let wasRunning = false;
  let heard = 0; // the number of the last notice: a run may end before a picture of it was drawn
  let place = "";
  let picked = "null";

  /** @param {string} sentence @param {boolean} [always] also while a person types */
  function say(sentence, always = false) {
    if (!sentence) return;
    last = spoken(sentence);
    said_ms = now();
    if (always || !isTyping()) root.textContent = root.textContent === last ? last + AGAIN : last;
  }

  /** @param {Scene} scene */
  function update(scene) {
    const { moment, state } = scene;
    const isLate = now() - said_ms >= PAUSE_MS;
    if (moment.running) {
      if (isLate) say(runningSentence(scene));
      wasRunning = true;
      return;
    }
    const { key, sentence, isAtRest } = arrival(scene);
    const selection = JSON.stringify(state.selected);
    const isNew = key !== place;
    const { kind, number = 0 } = state.notice ?? {};
    const hasStopped = kind === "stopped" && number > heard;
    heard = Math.max(heard, number);
    if (wasRunning || hasStopped) {
      say(`${runningSentence(scene)} ${borderSentence(scene)}`.trim());
      place = key;
    } else if (isNew && place === "")
      place = key; // what stands there when the page opens is read as the page is
    else if (isNew && (isAtRest || isLate) && sentence !== null) {
      place = key;
      say(sentence());
    } else if (selection !== picked) say(pickedSentence(scene));
    picked = selection;
    wasRunning = false;
  }

  return {
    update: (/** @type {Scene | null} */ scene) => {
      if (scene) update(scene);
    },
    say,
    /** Says the last sentence again. */
    repeat: () => say(last || (root.textContent ?? ""), true),
  };
}

/** Where the playhead has arrived, and how to say it; no sentence while it is within a phase. @param {Scene} scene */
function arrival(scene) {
  const { state, frame } = scene;
  const { player, data } = state;
  const ended = endedPhase(scene);
  const isThere = isBetweenPhases(scene);
  const example = `${data?.shown.set} ${data?.shown.index}`;
  return {
    key: `${state.run} ${frame.step} ${ended?.id} ${example}`,
    isAtRest: !player.playing,
    sentence: player.playing || isThere ? () => sentenceAt(scene, ended) : null,
  };
}

/** @param {Scene} scene @param {{ kind: string, layer: number } | null} stop */
function sentenceAt(scene, stop) {
  const { frame, state } = scene;
  const { previous } = state;
  const sentence = arrivalSentence(scene, stop);
  // A whole step at once: its update is what has happened.
  return stop === null && previous?.step === frame.step - 1
    ? `${updateSentence(scene, previous)} ${sentence}`
    : sentence;
}

/** Whether the keyboard belongs to a field that text or a number is typed into. */
export function isTyping() {
  const focused = document.activeElement;
  if (focused instanceof HTMLInputElement)
    return !["range", "checkbox", "radio", "button", "file"].includes(focused.type);
  return focused instanceof HTMLTextAreaElement;
}

/** @typedef {ReturnType<typeof createSpeaker>} Speaker */
