/**
 * Tells a narration: where in it one is, sentence by sentence, with the voice or, without one, in the same time without it. What is
 * told, and how far, is a place in the timeline; stage and captions follow that place.
 */

import { sentenceAt, shareOf } from "./narration-timeline.js";

/** @import { NarrationTimeline, Sentence } from "./narration-timeline.js" */
/** @import { Tone, Voice } from "./narration-voice.js" */

/** A voice that has not begun by then will not. */
const PATIENCE_S = 4;
/** One that has begun may take so much longer than the timeline says. */
const SLOWEST = 3;

/**
 * @typedef {object} Manner how it is told
 * @property {boolean} sound
 * @property {boolean} stops after each part
 * @property {Tone} tone
 */

/**
 * @param {object} parts
 * @param {NarrationTimeline} parts.timeline
 * @param {Voice} parts.voice
 * @param {() => Manner} parts.manner
 * @param {() => void} parts.changed something is to be drawn
 */
export function createNarrator({ timeline, voice, manner, changed }) {
  const { sentences, parts } = timeline;
  let seconds = 0;
  let playing = false;
  let isSpeaking = false; // the voice has the present sentence
  let hasBegun = false;
  let waited = 0; // for the voice, with this sentence
  let isMute = false; // the voice failed: it is not asked again
  let restsAt = -1; // the part after which it rests now

  const sentence = () =>
    restsAt >= 0 ? (parts[restsAt]?.last ?? 0) : sentenceAt(timeline, seconds);
  const part = () => sentences[sentence()]?.part ?? 0;
  const hasVoice = () => manner().sound && !isMute && voice.isThere;

  function hush() {
    voice.cancel();
    isSpeaking = false;
  }

  /** Begins the sentence at hand; the voice says a sentence from its beginning. */
  function tell() {
    hush();
    if (!hasVoice()) return;
    const present = sentences[sentence()];
    if (!present) return;
    seconds = present.start;
    isSpeaking = true;
    hasBegun = false;
    waited = 0;
    voice.say(present.text, manner().tone, {
      began() {
        hasBegun = true;
      },
      reached(share) {
        hasBegun = true;
        const at = present.start + share * (present.end - present.start);
        seconds = Math.max(seconds, Math.min(at, present.end));
        changed();
      },
      ended() {
        isSpeaking = false;
        over();
      },
      failed: lose,
    });
  }

  /** The voice is not to be had: captions go on from here. */
  function lose() {
    isMute = true;
    hush();
    changed();
  }

  /** The sentence at hand is over. */
  function over() {
    const index = sentence();
    const { part: told, end: at } = /** @type {Sentence} */ (sentences[index]);
    const after = sentences[index + 1];
    seconds = at;
    if (!after || (after.part !== told && manner().stops)) {
      restsAt = told;
      playing = false;
    } else if (playing) tell();
    changed();
  }

  const narrator = {
    get place() {
      return {
        seconds,
        sentence: sentence(),
        part: part(),
        share: restsAt >= 0 ? 1 : shareOf(timeline, part(), seconds),
        playing,
        isSpoken: hasVoice(),
        isOver: restsAt === parts.length - 1,
        isAtMark: restsAt >= 0,
      };
    },

    play() {
      if (playing) return;
      if (restsAt === parts.length - 1) seconds = 0;
      restsAt = -1;
      playing = true;
      tell();
      changed();
    },

    pause() {
      if (!playing) return;
      playing = false;
      hush();
      changed();
    },

    /** To the beginning of a sentence; it goes on being told if it was. @param {number} to */
    seek(to) {
      const there = sentences[Math.max(0, Math.min(sentences.length - 1, to))];
      if (!there) return;
      restsAt = -1;
      seconds = there.start;
      if (playing) tell();
      changed();
    },

    /** How it is told has changed. */
    retune() {
      isMute = false;
      if (playing) tell();
      changed();
    },

    /** Time goes by. @param {number} passed in seconds */
    tick(passed) {
      if (!playing) return;
      const present = sentences[sentence()];
      if (!present) return;
      const step = passed * manner().tone.rate;
      if (isSpeaking) {
        waited += step;
        const length = present.end - present.start;
        if (waited > (hasBegun ? length * SLOWEST + PATIENCE_S : PATIENCE_S)) return lose();
        // The voice says when it is over: until then the last bit waits.
        if (hasBegun) seconds = Math.min(seconds + step, present.start + 0.97 * length);
      } else if (seconds + step >= present.end) {
        const rest = seconds + step - present.end;
        over();
        if (playing && !isSpeaking) seconds += rest;
      } else seconds += step;
    },

    stop() {
      playing = false;
      hush();
    },
  };
  return narrator;
}

/** @typedef {ReturnType<typeof createNarrator>} Narrator */
