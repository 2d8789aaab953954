/**
 * A learner's way through the lesson: where they are, what they said and typed, which goals are ticked. One object, replaced
 * and never edited; it is kept in this browser and nowhere else, and can be wiped.
 */

/** @import { Course, CourseEvent, Done, Lens } from "./types.d.ts" */

/** @type {Lens[]} */
export const LENSES = ["intuition", "math", "example"];

const KEY = "learning-loop.lesson";
const VERSION = 1;

/** @returns {Course} */
export const newCourse = () => ({ place: null, steps: {}, closing: {}, seed: 0 });

/** Nothing was done in a step yet. @type {Done} */
export const NOTHING = {
  passed: false,
  skipped: false,
  said: {},
  answers: {},
  ticked: [],
  hints: 0,
  came: {},
  kept: {},
};

/** What was done in a step. @param {Course} course @param {string} step */
export const doneIn = (course, step) => course.steps[step] ?? NOTHING;

/**
 * @param {Course} course
 * @param {CourseEvent} event
 * @returns {Course}
 */
export function advanceCourse(course, event) {
  switch (event.type) {
    case "go":
      return { ...course, place: event.place };
    case "wipe":
      return { ...newCourse(), place: course.place };
    case "seed":
      return { ...course, seed: event.seed };
    case "close":
      return { ...course, closing: { ...course.closing, [event.question]: event.choice } };
    default: {
      const before = doneIn(course, event.step);
      const after = afterEvent(before, event);
      return after === before
        ? course
        : { ...course, steps: { ...course.steps, [event.step]: after } };
    }
  }
}

/** @param {Done} done @param {Extract<CourseEvent, { step: string }>} event @returns {Done} */
function afterEvent(done, event) {
  switch (event.type) {
    case "say":
      return { ...done, said: { ...done.said, [event.prediction]: event.choice } };
    case "type":
      return { ...done, answers: { ...done.answers, [event.answer]: typedAgain(done, event) } };
    case "tick":
      return done.ticked.includes(event.goal)
        ? done
        : { ...done, ticked: [...done.ticked, event.goal] };
    case "pass":
      return done.passed ? done : { ...done, passed: true, skipped: false };
    case "skip":
      return done.passed ? done : { ...done, skipped: true };
    case "hint":
      return { ...done, hints: Math.max(done.hints, event.number) };
    case "reveal":
      return { ...done, came: { ...done.came, [event.prediction]: event.came } };
    case "keep":
      return done.kept[event.figure] === event.text
        ? done
        : { ...done, kept: { ...done.kept, [event.figure]: event.text } };
    case "again":
      // What was passed stays passed; the step itself is as new.
      return { ...NOTHING, passed: done.passed, skipped: done.skipped };
  }
}

/** @param {Done} done @param {Extract<CourseEvent, { type: "type" }>} event */
function typedAgain(done, { answer, value, right }) {
  const before = done.answers[answer];
  const missed = !right && before?.value !== value;
  return { value, right, misses: (before?.misses ?? 0) + Number(missed) };
}

/** How often what was typed in a step has missed. @param {Done} done */
export const missesOf = ({ answers }) =>
  Object.values(answers).reduce((sum, { misses }) => sum + misses, 0);

/** The step to go on with: the first that is neither passed nor skipped, else the first. @param {Course} course @param {string[]} steps ids in order */
export const firstOpen = (course, steps) =>
  steps.find((id) => !doneIn(course, id).passed && !doneIn(course, id).skipped) ?? steps[0];

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Kept */

/** What this browser has kept; a new course where that is nothing, or cannot be read. @param {Kept} storage @returns {Course} */
export function loadCourse(storage) {
  try {
    const { v, place, steps, closing, seed } = JSON.parse(storage.getItem(KEY) ?? "{}");
    if (v !== VERSION || typeof steps !== "object") return newCourse();
    const whole = Object.entries(steps).map(([id, done]) => [id, { ...NOTHING, ...done }]);
    return {
      ...newCourse(),
      place: place ?? null,
      steps: Object.fromEntries(whole),
      closing: closing ?? {},
      seed: Number.isInteger(seed) ? seed : 0,
    };
  } catch {
    return newCourse();
  }
}

/** @param {Kept} storage @param {Course} course */
export function keepCourse(storage, course) {
  try {
    if (course.place === null && Object.keys(course.steps).length === 0) storage.removeItem(KEY);
    else storage.setItem(KEY, JSON.stringify({ v: VERSION, ...course }));
  } catch {
    // A browser that keeps nothing: the course lasts as long as the page.
  }
}
