/** The chapters and a learner's way through them: what every part of the lesson looks into and writes down in. */

import { advanceCourse, doneIn, keepCourse, loadCourse } from "./course.js";
import { SEEDS } from "./drawn.js";
import { browserStorage } from "./storage.js";

/** @import { Chapter, Step } from "../protocol/lessons.d.ts" */
/** @import { CourseEvent, Lens } from "./types.d.ts" */

/** @param {() => void} redraw has the page drawn again */
export function createNotebook(redraw) {
  let course = loadCourse(browserStorage());
  /** @type {Chapter[]} */
  let chapters = [];

  /** @returns {Chapter | null} */
  const chapterNow = () => chapters.find(({ number }) => number === course.place?.chapter) ?? null;

  /** @param {Lens | undefined} lens @param {Chapter | null} [chapter] @returns {Step[]} */
  const steps = (lens, chapter = chapterNow()) => (lens && chapter?.lenses[lens]?.steps) ?? [];

  const notebook = {
    /** Grows with each change of what is drawn beside the store. */
    version: 0,
    isOpen: false,
    steps,

    get course() {
      return course;
    },
    get chapters() {
      return chapters;
    },

    /** What numbers are drawn from for this learner, in this browser. */
    get seed() {
      if (course.seed === 0)
        notebook.tell({ type: "seed", seed: 1 + Math.floor(Math.random() * (SEEDS - 1)) });
      return course.seed;
    },

    /** Where the learner is. */
    get chapter() {
      return chapterNow();
    },

    /** The step that is open; null on other pages, and while the lesson is closed. @returns {Step | null} */
    get step() {
      const { place } = course;
      if (!notebook.isOpen || place?.page !== "step") return null;
      return steps(place.lens).find(({ id }) => id === place.step) ?? null;
    },

    /** What was done in the step that is open, or was open last. */
    get done() {
      return doneIn(course, course.place?.step ?? "");
    },

    /** What a figure keeps in the open step. @param {string} figure */
    memoryOf(figure) {
      const step = notebook.step?.id ?? "";
      return {
        read: () => doneIn(course, step).kept[figure] ?? "",
        /** @param {string} text */
        write(text) {
          if (step !== "") notebook.tell({ type: "keep", step, figure, text });
        },
      };
    },

    /** The chapters have come; a place in a chapter that is not there is none. @param {Chapter[]} read */
    fill(read) {
      chapters = read;
      if (!chapterNow()) course = { ...course, place: null };
      notebook.redraw();
    },

    /** @param {CourseEvent} event */
    tell(event) {
      const before = course;
      course = advanceCourse(course, event);
      if (course === before) return;
      keepCourse(browserStorage(), course);
      notebook.redraw();
    },

    redraw() {
      notebook.version++;
      redraw();
    },
  };
  return notebook;
}

/** @typedef {ReturnType<typeof createNotebook>} Notebook */
