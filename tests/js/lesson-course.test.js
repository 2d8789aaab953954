/** A learner's way through the lesson: what is remembered, what a step done again forgets, what a browser keeps. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  advanceCourse,
  doneIn,
  firstOpen,
  keepCourse,
  loadCourse,
  missesOf,
  newCourse,
} from "../../static/js/lesson/course.js";
import { isOver, newlyTrue } from "../../static/js/lesson/goals.js";

/** @import { CourseEvent } from "../../static/js/lesson/types.d.ts" */

/** @param {CourseEvent[]} events */
const after = (...events) => events.reduce(advanceCourse, newCourse());
const step = "1I5";
const place = /** @type {const} */ ({ chapter: 1, lens: "intuition", page: "step", step });

function storage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
    kept,
  };
}

test("a step done again asks again and stays passed", () => {
  const course = after(
    { type: "say", step, prediction: "loss", choice: "falls" },
    { type: "tick", step, goal: "0" },
    { type: "pass", step },
    { type: "again", step },
  );
  assert.deepEqual(doneIn(course, step).said, {});
  assert.deepEqual(doneIn(course, step).ticked, []);
  assert.equal(doneIn(course, step).passed, true);
});

test("a skip is a skip until the step is passed, and never after", () => {
  const skipped = after({ type: "skip", step });
  assert.equal(doneIn(skipped, step).skipped, true);
  const passed = advanceCourse(skipped, { type: "pass", step });
  assert.equal(doneIn(passed, step).skipped, false);
  assert.equal(advanceCourse(passed, { type: "skip", step }), passed);
});

test("the way goes on with the first step that is open, or from its beginning", () => {
  const course = after({ type: "pass", step: "a" }, { type: "skip", step: "b" });
  assert.equal(firstOpen(course, ["a", "b", "c"]), "c");
  assert.equal(firstOpen(course, ["a", "b"]), "a");
});

test("the same wrong number twice is one miss", () => {
  const type = (/** @type {number} */ value, right = false) =>
    /** @type {CourseEvent} */ ({ type: "type", step, answer: "z", value, right });
  assert.equal(missesOf(doneIn(after(type(1), type(1), type(2), type(3, true)), step)), 2);
});

test("a browser keeps the course, and a wipe leaves nothing of it but the place", () => {
  const browser = storage();
  const course = after({ type: "go", place }, { type: "pass", step });
  keepCourse(browser, course);
  assert.deepEqual(loadCourse(browser), course);
  const wiped = advanceCourse(course, { type: "wipe" });
  keepCourse(browser, wiped);
  assert.deepEqual(loadCourse(browser).steps, {});
  assert.deepEqual(loadCourse(browser).place, place);
});

test("what a browser keeps and nobody can read is a new course", () => {
  for (const text of ["{", "null", '{"v":9}', '{"v":1,"steps":3}']) {
    const browser = storage();
    browser.setItem("learning-loop.lesson", text);
    assert.deepEqual(loadCourse(browser), newCourse(), text);
  }
});

test("a goal that waits for another is not looked at before", () => {
  const goals = [
    { id: "first", after: null, when: 0, content: [] },
    { id: null, after: "first", when: 1, content: [] },
  ];
  const telling = { isTrue: (/** @type {unknown} */ tree) => tree === 1 };
  const before = doneIn(newCourse(), step);
  assert.deepEqual(newlyTrue(goals, before, telling), []);
  const ticked = { ...before, ticked: ["first"] };
  assert.deepEqual(
    newlyTrue(goals, ticked, telling).map(({ name }) => name),
    ["1"],
  );
  assert.equal(isOver(goals, { ...ticked, ticked: ["first", "1"] }), true);
});
