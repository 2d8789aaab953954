/** The narrations of a chapter: a minute to listen to or to read, in step with the stage, with a stop after each part where it is wanted. */

import { nothing, render } from "lit-html";
import { keepManner, readManner } from "./narration-manner.js";
import { createNarrationStage } from "./narration-stage.js";
import { shareOf, timelineOf } from "./narration-timeline.js";
import { captionView, nameOfToggle, playView, transcriptView } from "./narration-view.js";
import { createVoice } from "./narration-voice.js";
import { createNarrator } from "./narrator.js";
import { browserStorage } from "./storage.js";

/** @import { Store } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */
/** @import { Chapter, Narration as NarrationDocument } from "../protocol/lessons.d.ts" */
/** @import { Acts } from "./narration-view.js" */
/** @import { Told } from "./narration-manner.js" */
/** @import { Telling } from "./types.d.ts" */

/** Where keys are the stage's, or a sheet's. */
const ELSEWHERE = "#stage, #beside, #twin, #transport .time, .sheet, .set-up, .inspector, dialog";
const TYPED_INTO = "select, textarea, input:not([type=radio])";

/**
 * @param {object} parts
 * @param {HTMLElement} parts.page
 * @param {HTMLElement} parts.caption under the stage
 * @param {HTMLElement} parts.play in place of the play controls
 * @param {Store} parts.store
 * @param {PlayerControls} parts.player
 * @param {import("./notebook.js").Notebook} parts.notebook
 * @param {import("./staging.js").Staging} parts.staging
 * @param {(step: string) => void} parts.look opens a step
 * @param {() => void} parts.leave back to where one came from
 */
export function createNarration({
  page,
  caption,
  play,
  store,
  player,
  notebook,
  staging,
  look,
  leave,
}) {
  const voice = createVoice(globalThis.speechSynthesis, globalThis.SpeechSynthesisUtterance);
  let manner = readManner(browserStorage());
  /** @type {Set<string>} those heard to their end */
  const heard = new Set();
  /** @type {{ document: NarrationDocument, timeline: ReturnType<typeof timelineOf>, narrator: import("./narrator.js").Narrator, stage: import("./narration-stage.js").NarrationStage } | null} */
  let open = null;
  let drawn = "";
  /** @type {string | null} the narration that was listened to last */
  let chosen = null;
  let seen = "";
  let wasOver = false;

  /** @param {NarrationDocument} document */
  function begin(document) {
    end();
    const timeline = timelineOf(document);
    const parts = { parts: document.parts, store, player, staging };
    open = {
      document,
      timeline,
      narrator: createNarrator({ timeline, voice, manner: () => manner, changed }),
      stage: createNarrationStage(parts),
    };
    chosen = document.id;
    changed();
  }

  function end() {
    open?.narrator.stop();
    open?.stage.halt();
    open = null;
  }

  function changed() {
    if (!open) return;
    const { place } = open.narrator;
    if (place.isOver && !wasOver) {
      heard.add(open.document.id);
      staging.listened();
    }
    wasOver = place.isOver;
    if (place.playing) open.stage.follow(place);
    else open.stage.halt();
    const key = [place.sentence, place.playing, place.isSpoken, place.isOver].join();
    if (key === drawn) return;
    drawn = key;
    notebook.redraw();
  }

  /** @type {Acts} */
  const acts = {
    toggle() {
      if (!open) return;
      if (open.narrator.place.playing) open.narrator.pause();
      else open.narrator.play();
    },
    go: (by) => open && acts.seek(open.narrator.place.sentence + by),
    seek: (sentence) => open?.narrator.seek(sentence),
    tune(change) {
      manner = { ...manner, ...change };
      keepManner(browserStorage(), manner);
      if (change.sound !== undefined || change.tone) open?.narrator.retune();
      notebook.redraw();
    },
    choose(id) {
      const document = notebook.chapter?.narrations.find((one) => one.id === id);
      if (document && id !== open?.document.id) begin(document);
    },
    answer: (choice) =>
      open && notebook.tell({ type: "close", question: answerOf(open.document), choice }),
    look,
    leave,
  };

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (!open || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key, target } = event;
    if (target instanceof Element && target.closest(`${ELSEWHERE}, ${TYPED_INTO}`)) return;
    const isButton = target instanceof HTMLButtonElement;
    const isRadio = target instanceof HTMLInputElement;
    if (key === " " && !isButton && !isRadio) acts.toggle();
    else if (key === "ArrowLeft" && !isRadio) acts.go(-1);
    else if (key === "ArrowRight" && !isRadio) acts.go(1);
    else return;
    event.preventDefault();
  }
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) open?.narrator.pause();
  });
  addEventListener("pagehide", voice.cancel);
  voice.watch(() => open && notebook.redraw());

  return {
    /** Opens the page of a chapter's narrations. @param {Chapter} chapter @param {boolean} isPressed whoever pressed "Listen" hears it at once; a link alone may not speak */
    open({ narrations }, isPressed) {
      page.classList.add("listening", "card-stage");
      const document = narrations.find(({ id }) => id === chosen) ?? narrations[0];
      if (document && open?.document !== document) begin(document);
      if (isPressed) open?.narrator.play();
    },

    close() {
      if (!page.classList.contains("listening")) return;
      page.classList.remove("listening", "card-stage");
      end();
      for (const root of [caption, play]) render(nothing, root);
    },

    /** Whether it is being told: nobody else speaks then. */
    get isTelling() {
      return open?.narrator.place.playing ?? false;
    },

    /** For a button elsewhere that plays and stops it; null where there is nothing to be told. */
    get telling() {
      if (!open) return null;
      const { place } = open.narrator;
      return { name: nameOfToggle(place), isPlaying: place.playing, toggle: acts.toggle };
    },

    /** The page of the column; what stands under the stage is drawn with it. @param {Chapter} chapter @param {Telling} telling */
    view({ narrations }, telling) {
      if (!open) return nothing;
      const { document, timeline, narrator } = open;
      const at = narrator.place;
      const answer = notebook.course.closing[answerOf(document)];
      render(captionView(document, timeline, telling, { at, manner, acts }), caption);
      render(playView({ at, manner, voices: voice.voices(), acts }), play);
      const isHeard = heard.has(document.id) || answer !== undefined;
      const so = { at, isHeard, chosen: answer, acts };
      return transcriptView(document, narrations, timeline, telling, so);
    },

    /** Time goes by. @param {number} seconds */
    tick(seconds) {
      if (!open?.narrator.place.playing) return;
      if (open.stage.isTaken) open.narrator.pause();
      else if (!open.stage.isBusy) open.narrator.tick(seconds);
    },

    /** Each drawn frame: the stage, and how far each part has been told. @param {HTMLElement} column */
    update(column) {
      if (!open) return;
      const { narrator, stage, timeline } = open;
      const { place } = narrator;
      stage.follow(place);
      for (const [part, mark] of caption.querySelectorAll(".told-jump").entries()) {
        const told =
          place.isAtMark && part === place.part ? 1 : shareOf(timeline, part, place.seconds);
        if (mark instanceof HTMLElement) mark.style.setProperty("--told", told.toFixed(3));
      }
      // What was drawn with this key stands in the column only now.
      const isNew = seen !== drawn;
      seen = drawn;
      if (!isNew) return;
      const sight = place.isOver ? ".heard" : place.playing ? ".told-sentence.now" : null;
      if (sight)
        requestAnimationFrame(() =>
          column.querySelector(sight)?.scrollIntoView({ block: "nearest" }),
        );
    },
  };
}

/** Where the answer to a narration's question is kept. @param {NarrationDocument} narration */
const answerOf = ({ id, question }) => `listen.${id}.${question.id}`;

/** @typedef {ReturnType<typeof createNarration>} Narration */
