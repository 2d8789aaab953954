/** Going through the lesson: from step to step, into another lens or chapter, by a link, and out again. */

import { lessonFrom, viewFragment } from "../state/link.js";
import { doneIn, firstOpen, LENSES } from "./course.js";
import { opened } from "./events.js";
import { isOver } from "./goals.js";
import { STRINGS } from "./strings.js";

/** @import { Store } from "../types.d.ts" */
/** @import { Chapter } from "../protocol/lessons.d.ts" */
/** @import { Lens, Place } from "./types.d.ts" */

/** What an address names instead of a step, before the chapter's number. */
const LISTEN = "listen-";

/**
 * @param {object} parts
 * @param {HTMLElement} parts.page
 * @param {Store} parts.store
 * @param {import("./notebook.js").Notebook} parts.notebook
 * @param {import("./staging.js").Staging} parts.staging
 * @param {import("./judging.js").Judging} parts.judging
 * @param {import("./narration.js").Narration} parts.narration
 * @param {() => void} parts.begin another step begins, or the same once more
 * @param {(isOther: boolean) => void} parts.turn to another page of the column, or the same
 * @param {() => void} parts.show opens the column
 * @param {() => void} parts.close closes it
 */
export function createWay({
  page,
  store,
  notebook,
  staging,
  judging,
  narration,
  begin,
  turn,
  show,
  close,
}) {
  /** @type {Place["page"]} where one began to listen */
  let from = "start";

  /** @param {Place} place @param {boolean} [isPressed] "Listen" was pressed, and not only linked to */
  function go(place, isPressed = false) {
    const before = notebook.course.place;
    const isOther = place.step !== before?.step || place.page !== before.page;
    notebook.tell({ type: "go", place });
    if (!notebook.isOpen) {
      notebook.isOpen = true;
      show();
    }
    page.classList.remove("card-stage", "with-inspector");
    turn(isOther);
    writeAddress();
    const { chapter } = notebook;
    if (place.page === "listen" && chapter) narration.open(chapter, isPressed);
    else narration.close();
    if (place.page === "listen" || place.page === "step") open();
    else staging.back();
    if (place.page === "end") staging.rest();
    notebook.redraw();
  }

  /** Puts the stage where the step says, with a run of an earlier step where it may go on with that. */
  async function open() {
    const { step, course } = notebook;
    if (!step) return;
    begin();
    page.classList.toggle("with-inspector", step.stage.panels.includes("inspector"));
    const ids = notebook.steps(course.place?.lens).map(({ id }) => id);
    const earlier = ids.slice(0, ids.indexOf(step.id)).toReversed();
    if (await staging.open(step.id, step.stage, earlier)) settled();
  }

  /** The stage stands as it should: from here on it counts what is done. */
  function settled() {
    // What a step opens by itself has been opened.
    staging.now.events = opened(staging.now.events, store.state.selected);
    judging.judge();
    notebook.redraw();
  }

  function writeAddress() {
    const { place } = notebook.course;
    const isListening = notebook.isOpen && place?.page === "listen";
    const id = isListening ? `${LISTEN}${place.chapter}` : (notebook.step?.id ?? null);
    const text = viewFragment(store.state.view, id);
    history.replaceState(null, "", `${location.pathname}${location.search}${text && `#${text}`}`);
  }

  const way = {
    go,

    /** The first open step of a lens, or the chapter's beginning. @param {Lens} lens @param {Chapter | null} [chapter] @param {"start" | "step"} [wanted] */
    take(lens, chapter = notebook.chapter ?? notebook.chapters[0] ?? null, wanted = "step") {
      const ids = notebook.steps(lens, chapter).map(({ id }) => id);
      const step = firstOpen(notebook.course, ids);
      if (chapter && step) go({ chapter: chapter.number, lens, page: wanted, step });
    },

    /** @param {Chapter} chapter */
    toChapter(chapter) {
      const lens = notebook.course.place?.lens ?? "intuition";
      const there = chapter.lenses[lens] ? lens : LENSES.find((other) => chapter.lenses[other]);
      if (there) way.take(there, chapter, "start");
    },

    /** The minutes to listen to; on leaving them one is where one was. @param {Chapter | null} [chapter] @param {boolean} [isPressed] */
    listen(chapter = notebook.chapter, isPressed = true) {
      const { place } = notebook.course;
      if (!chapter || chapter.narrations.length === 0) return;
      const lens = place?.lens ?? "intuition";
      from = notebook.isOpen && place && place.page !== "listen" ? place.page : "start";
      const isHere = place?.chapter === chapter.number;
      const step = isHere ? place.step : (notebook.steps(lens, chapter)[0]?.id ?? "");
      go({ chapter: chapter.number, lens, page: "listen", step }, isPressed);
    },

    unlisten() {
      const { place } = notebook.course;
      if (place) go({ ...place, page: from });
    },

    /** @param {string} id @returns {boolean} whether there is such a step, or something to listen to */
    goTo(id) {
      const listened = notebook.chapters.find(({ number }) => id === `${LISTEN}${number}`);
      if (listened) {
        way.listen(listened, false);
        return listened.narrations.length > 0;
      }
      for (const chapter of notebook.chapters)
        for (const lens of LENSES)
          if (notebook.steps(lens, chapter).some((step) => step.id === id)) {
            go({ chapter: chapter.number, lens, page: "step", step: id });
            return true;
          }
      return false;
    },

    /** On or back; who goes on without having reached the goals skips. @param {1 | -1} by */
    goBy(by) {
      const { step, course } = notebook;
      const { place } = course;
      if (!place) return;
      const ids = notebook.steps(place.lens).map(({ id }) => id);
      const next = ids[ids.indexOf(place.step) + by];
      if (by > 0 && step && !isOver(step.goals, doneIn(course, step.id)))
        notebook.tell({ type: "skip", step: step.id });
      const end = { ...place, page: /** @type {"start" | "end"} */ (by > 0 ? "end" : "start") };
      go(next ? { ...place, page: "step", step: next } : end);
    },

    async again() {
      const { step } = notebook;
      if (!step) return;
      notebook.tell({ type: "again", step: step.id });
      begin();
      page.classList.remove("card-stage");
      if (await staging.again(step.stage)) settled();
    },

    async leave() {
      notebook.isOpen = false;
      page.classList.remove("card-stage", "with-inspector");
      close();
      writeAddress();
      await staging.leave();
    },

    /** Opens the step that the address names. */
    followAddress() {
      const id = lessonFrom(location.hash);
      if (id === null || notebook.chapters.length === 0 || notebook.step?.id === id) return;
      if (way.goTo(id)) return;
      store.dispatch({ type: "say", sentence: STRINGS.noStep(id) });
      writeAddress();
    },
  };
  return way;
}
