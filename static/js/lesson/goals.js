/** Goals: ticked once they are true, and they stay so until the step is done again. */

import { html, nothing } from "lit-html";
import { inline } from "./content.js";
import { STRINGS } from "./strings.js";

/** @import { Goal } from "../protocol/lessons.d.ts" */
/** @import { Done, Telling } from "./types.d.ts" */

/** A goal without a name is known by its place. @param {Goal} goal @param {number} i */
export const goalName = ({ id }, i) => id ?? String(i);

/**
 * The goals that are true now and not ticked yet; one that waits for another is not looked at before.
 * @param {Goal[]} goals
 * @param {Done} done
 * @param {Pick<Telling, "isTrue">} telling
 */
export const newlyTrue = (goals, done, telling) =>
  goals
    .map((goal, i) => ({ ...goal, name: goalName(goal, i) }))
    .filter(
      ({ name, after, when }) =>
        !done.ticked.includes(name) &&
        (after === null || done.ticked.includes(after)) &&
        telling.isTrue(when),
    );

/** @param {Goal[]} goals @param {Done} done */
export const isOver = (goals, { ticked }) =>
  goals.every((goal, i) => ticked.includes(goalName(goal, i)));

/** @param {Goal[]} goals @param {Telling} telling @param {Done} done */
export const goalsView = (goals, telling, done) =>
  goals.length === 0
    ? nothing
    : html`<ul class="goals" aria-label=${STRINGS.goals}>
        ${goals.map((goal, i) => {
          const isTicked = done.ticked.includes(goalName(goal, i));
          return html`<li class=${isTicked ? "ticked" : ""} data-goal=${goalName(goal, i)}>
            <span class="box" role="img" aria-label=${isTicked ? STRINGS.goal.done : STRINGS.goal.open}></span>
            <span>${inline(goal.content, { ...telling, key: `${telling.key}.goal.${i}` })}</span>
          </li>`;
        })}
      </ul>`;
