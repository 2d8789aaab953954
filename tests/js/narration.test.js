/** A narration: its table of times, and how it is told with a voice, without one, and with one that fails. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  sentenceAt,
  sentencesOf,
  shareOf,
  timelineOf,
} from "../../static/js/lesson/narration-timeline.js";
import { createVoice } from "../../static/js/lesson/narration-voice.js";
import { createNarrator } from "../../static/js/lesson/narrator.js";

/** @import { Narration } from "../../static/js/protocol/lessons.d.ts" */
/** @import { Manner } from "../../static/js/lesson/narrator.js" */

const PARTS = /** @type {Narration["parts"]} */ (
  /** @type {unknown} */ ([
    { seconds: 0, text: "Something goes in. Then more." },
    { seconds: 8, text: "An answer: does it come out? It does." },
    { seconds: 14, text: "And again." },
  ])
);
const timeline = timelineOf({ parts: PARTS });

class Utterance {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    /** @type {(() => void) | null} */ this.onstart = null;
    /** @type {((event: { charIndex: number }) => void) | null} */ this.onboundary = null;
    /** @type {(() => void) | null} */ this.onend = null;
    /** @type {(() => void) | null} */ this.onerror = null;
    /** @type {unknown} */ this.voice = null;
    this.lang = "";
    this.rate = 1;
  }
}

/** A voice that says only what the test lets it. @param {{ lang: string, localService: boolean, voiceURI: string }[]} voices */
function standIn(voices = [{ lang: "en-GB", localService: true, voiceURI: "a" }]) {
  /** @type {Utterance[]} */
  const said = [];
  let cancelled = 0;
  const synthesis = {
    speak: (/** @type {any} */ utterance) => said.push(utterance),
    cancel: () => cancelled++,
    getVoices: () => voices,
    addEventListener: () => undefined,
  };
  const voice = createVoice(/** @type {any} */ (synthesis), /** @type {any} */ (Utterance));
  const last = () => /** @type {Utterance} */ (said.at(-1));
  return { voice, said, last, cancelled: () => cancelled };
}

/** @param {Partial<Manner>} [manner] @param {ReturnType<typeof standIn>} [speech] */
function telling(manner = {}, speech = standIn([])) {
  const whole = { sound: true, stops: false, tone: { voice: null, rate: 1 }, ...manner };
  return createNarrator({ timeline, voice: speech.voice, manner: () => whole, changed() {} });
}

test("each part begins when its document says, and its sentences share it by their length", () => {
  assert.deepEqual(
    timeline.parts.map(({ start, first, last }) => [start, first, last]),
    [
      [0, 0, 1],
      [8, 2, 3],
      [14, 4, 4],
    ],
  );
  const [one, two] = timeline.sentences;
  assert.ok(one && two);
  assert.equal(one.end, two.start);
  assert.equal(two.end, 8);
  assert.ok(one.end - one.start > two.end - two.start);
  assert.ok(timeline.end > 14 + 2);
  assert.equal(sentenceAt(timeline, 7.9), 1);
  assert.equal(sentenceAt(timeline, 8), 2);
  assert.equal(sentenceAt(timeline, 1000), 4);
  assert.equal(shareOf(timeline, 1, 11), 0.5);
});

test("no time lies between two sentences, whatever their lengths", () => {
  for (let length = 1; length < 60; length++) {
    const text = `A${"b".repeat(length)}. Then it passes it on. At the end, an answer comes out.`;
    const { sentences } = timelineOf({
      parts: /** @type {any} */ ([
        { seconds: 8, text },
        { seconds: 21, text },
      ]),
    });
    for (const [i, { end }] of sentences.slice(0, -1).entries())
      assert.equal(end, sentences[i + 1]?.start);
  }
});

test("a sentence ends with its full stop or question mark, not within", () => {
  assert.deepEqual(sentencesOf("It grows: does it? Yes. At 0.5 it stays."), [
    "It grows: does it?",
    "Yes.",
    "At 0.5 it stays.",
  ]);
});

test("without a voice the captions go by in the time that the document gives", () => {
  const narrator = telling();
  narrator.play();
  for (let i = 0; i < 79; i++) narrator.tick(0.1);
  assert.deepEqual([narrator.place.part, narrator.place.isSpoken], [0, false]);
  narrator.tick(0.11);
  assert.deepEqual([narrator.place.part, narrator.place.sentence], [1, 2]);
  for (let i = 0; i < 200; i++) narrator.tick(0.1);
  assert.ok(narrator.place.isOver);
  assert.ok(!narrator.place.playing);
  assert.equal(narrator.place.share, 1);
});

test("a voice gets a sentence at a time, and the next when it has said that", () => {
  const speech = standIn();
  const narrator = telling({}, speech);
  narrator.play();
  assert.equal(speech.last().text, "Something goes in.");
  speech.last().onstart?.();
  narrator.tick(6);
  assert.equal(narrator.place.sentence, 0);
  speech.last().onboundary?.({ charIndex: 9 });
  speech.last().onend?.();
  assert.equal(speech.last().text, "Then more.");
  assert.equal(narrator.place.seconds, timeline.sentences[1]?.start);
});

test("a word's beginning says how far the voice is", () => {
  const speech = standIn();
  const narrator = telling({}, speech);
  narrator.play();
  speech.last().onboundary?.({ charIndex: 9 });
  assert.equal(narrator.place.seconds, (timeline.sentences[0]?.end ?? 0) / 2);
});

test("paused within a sentence, it says that sentence again", () => {
  const speech = standIn();
  const narrator = telling({}, speech);
  narrator.play();
  const first = speech.last();
  first.onend?.();
  narrator.pause();
  assert.equal(speech.cancelled(), 1);
  speech.last().onend?.(); // a browser tells of the end of what was broken off
  assert.equal(narrator.place.sentence, 1);
  narrator.play();
  assert.deepEqual(
    speech.said.map(({ text }) => text),
    ["Something goes in.", "Then more.", "Then more."],
  );
});

test("it rests after each part where that is wanted, and goes on with the next", () => {
  const narrator = telling({ stops: true });
  narrator.play();
  for (let i = 0; i < 200; i++) narrator.tick(0.1);
  const { part, share, playing, isAtMark, isOver } = narrator.place;
  assert.deepEqual([part, share, playing, isAtMark, isOver], [0, 1, false, true, false]);
  narrator.play();
  assert.equal(narrator.place.part, 1);
  assert.equal(narrator.place.share, 0);
});

test("sentences of the transcript are sought, and told from their beginning if it was being told", () => {
  const speech = standIn();
  const narrator = telling({}, speech);
  narrator.seek(3);
  assert.deepEqual(
    [narrator.place.part, narrator.place.playing, speech.said.length],
    [1, false, 0],
  );
  narrator.play();
  assert.equal(speech.last().text, "It does.");
  narrator.seek(1);
  assert.equal(speech.last().text, "Then more.");
  narrator.seek(-5);
  assert.equal(narrator.place.sentence, 0);
});

test("a voice that does not begin, or fails, leaves the rest to the captions", () => {
  const mute = standIn();
  const narrator = telling({}, mute);
  narrator.play();
  for (let i = 0; i < 60; i++) narrator.tick(0.1);
  assert.equal(narrator.place.isSpoken, false);
  for (let i = 0; i < 400; i++) narrator.tick(0.1);
  assert.ok(narrator.place.isOver);

  const failing = standIn();
  const other = telling({}, failing);
  other.play();
  failing.last().onerror?.();
  assert.deepEqual([other.place.isSpoken, other.place.playing], [false, true]);
});

test("the voice is one of the text's language, one of this machine's first, and the chosen one before it", () => {
  const speech = standIn([
    { lang: "de-DE", localService: true, voiceURI: "de" },
    { lang: "en-US", localService: false, voiceURI: "far" },
    { lang: "en-GB", localService: true, voiceURI: "near" },
  ]);
  telling({}, speech).play();
  assert.deepEqual(speech.last().voice, { lang: "en-GB", localService: true, voiceURI: "near" });
  telling({ tone: { voice: "far", rate: 1.25 } }, speech).play();
  assert.equal(speech.last().lang, "en-US");
  assert.equal(speech.last().rate, 1.25);
  assert.equal(
    standIn([{ lang: "de-DE", localService: true, voiceURI: "de" }]).voice.isThere,
    false,
  );
});
