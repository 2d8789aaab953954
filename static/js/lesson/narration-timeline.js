/** A narration as a table of times: which sentence is told when, and what part of the loop it belongs to. Voice and captions follow the same table. */

/** @import { Narration } from "../protocol/lessons.d.ts" */

/**
 * @typedef {object} Sentence
 * @property {string} text
 * @property {number} part
 * @property {number} start in seconds, at a calm pace
 * @property {number} end
 *
 * @typedef {object} PartTime
 * @property {number} start
 * @property {number} end
 * @property {number} first its first sentence
 * @property {number} last its last
 *
 * @typedef {{ sentences: Sentence[], parts: PartTime[], end: number }} NarrationTimeline
 */

/** Letters a second of a calm voice, pauses included; a reader of captions needs no longer. */
const LETTERS_PER_S = 14.5;
/** For the last part, which no other follows. */
const SHORTEST_S = 3;

/** Each sentence gets the share of its part that its length asks for. @param {Pick<Narration, "parts">} narration @returns {NarrationTimeline} */
export function timelineOf({ parts }) {
  /** @type {NarrationTimeline} */
  const timeline = { sentences: [], parts: [], end: 0 };
  for (const [part, { seconds, text }] of parts.entries()) {
    const end = parts[part + 1]?.seconds ?? seconds + secondsToTell(text);
    const texts = sentencesOf(text);
    const letters = texts.reduce((sum, one) => sum + one.length, 0);
    const first = timeline.sentences.length;
    let start = seconds;
    for (const [i, one] of texts.entries()) {
      // The last one ends with the part, to the last bit: no time is between two.
      const isLast = i === texts.length - 1;
      const next = isLast ? end : start + ((end - seconds) * one.length) / letters;
      timeline.sentences.push({ text: one, part, start, end: next });
      start = next;
    }
    timeline.parts.push({ start: seconds, end, first, last: timeline.sentences.length - 1 });
    timeline.end = end;
  }
  return timeline;
}

/** @param {string} text */
const secondsToTell = (text) => Math.max(SHORTEST_S, text.length / LETTERS_PER_S);

/** @param {string} text @returns {string[]} */
export const sentencesOf = (text) => text.split(/(?<=[.!?])\s+(?=\p{Lu})/u).filter(Boolean);

/** The sentence that is told at a time; the last one at the end. @param {NarrationTimeline} timeline @param {number} seconds */
export function sentenceAt({ sentences }, seconds) {
  const found = sentences.findIndex(({ end }) => seconds < end);
  return found < 0 ? sentences.length - 1 : found;
}

/** How much of a part has been told, from 0 to 1. @param {NarrationTimeline} timeline @param {number} part @param {number} seconds */
export function shareOf({ parts }, part, seconds) {
  const { start, end } = /** @type {PartTime} */ (parts[part]);
  return Math.max(0, Math.min(1, (seconds - start) / (end - start)));
}
