/**
 * One page to print: what the learner said and typed, what came, what they answered from memory, with lines to write on where
 * there is nothing yet. Seen in print only.
 */

import { html, nothing } from "lit-html";
import { formatNumber } from "../lib/format.js";
import { allBlocks, answersIn } from "./blocks.js";
import { plainText } from "./content.js";
import { doneIn } from "./course.js";
import { STRINGS } from "./strings.js";

/** @import { Chapter, Inline, Prediction, Question, Step, TypedAnswer } from "../protocol/lessons.d.ts" */
/** @import { Came, Course, Done, Lens } from "./types.d.ts" */

const { sheet } = STRINGS;
const LINE = html`<span class="write"></span>`;

/** @param {Chapter} chapter @param {Lens} lens @param {Course} course */
export function worksheetView({ number, title, lenses, closing }, lens, course) {
  const way = lenses[lens];
  return html`<header>
      <p class="sheet-brand">${sheet.brand}, ${STRINGS.chapter(number)}</p>
      <h1>${title}</h1>
      <p>${way?.title ?? ""}</p>
      <p class="sheet-name">${sheet.name} ${LINE} ${sheet.date} ${LINE}</p>
    </header>
    <table>
      <thead><tr><th scope="col">${sheet.step}</th><th scope="col">${sheet.prediction}</th><th scope="col">${sheet.came}</th><th scope="col">${sheet.why}</th></tr></thead>
      <tbody>${way?.steps.map((step, i) => rowOf(step, i + 1, course)) ?? nothing}</tbody>
    </table>
    <div class="sheet-foot">
      <section><h2>${sheet.sketch}</h2><div class="sketch"><span>${sheet.loss}</span><span>${sheet.steps}</span></div></section>
      <section><h2>${sheet.memory}</h2><ol>${closing.map((question) => closingOf(question, course.closing[question.id]))}</ol></section>
    </div>`;
}

/** @param {Step} step @param {number} number @param {Course} course */
function rowOf(step, number, course) {
  const done = doneIn(course, step.id);
  const predictions = allBlocks(step.content).filter((block) => block.kind === "predict");
  const typed = answersIn(step.content).map((answer) => typedOf(answer, done));
  const said = [...predictions.map((one) => saidOf(one, done.said[one.id])), ...typed];
  const came = predictions.map((one) => cameOf(one, done.came[one.id])).filter(Boolean);
  const isAsked = predictions.length > 0;
  return html`<tr class=${done.passed ? "passed" : nothing}>
    <th scope="row"><span class="sheet-number">${done.passed ? "✓" : number}</span> ${step.title}</th>
    <td>${linesOf(said, isAsked)}</td>
    <td>${linesOf(came, isAsked)}</td>
    <td>${LINE}${LINE}</td>
  </tr>`;
}

/** What there is, a line each; a line to write on where something was asked for. @param {(string | null)[]} texts @param {boolean} isAsked */
function linesOf(texts, isAsked) {
  const there = texts.filter(Boolean);
  if (there.length === 0) return isAsked ? LINE : nothing;
  return there.map((text) => html`<span class="said-line">${text}</span>`);
}

/** @param {Prediction} prediction @param {string | undefined} choice */
function saidOf({ choices }, choice) {
  const content = choices.find(({ id }) => id === choice)?.content;
  return content ? plain(content) : null;
}

/** @param {TypedAnswer} answer @param {Done} done */
function typedOf({ id, ask, digits }, { answers }) {
  const typed = answers[id];
  if (!typed) return null;
  const short = (ask.split(/[,:(]/)[0] ?? ask).trim();
  return `${short}${short.endsWith("?") ? "" : ":"} ${formatNumber(typed.value, digits)}${typed.right ? " ✓" : ""}`;
}

/** @param {Prediction} prediction @param {Came | undefined} came */
function cameOf({ reveals }, came) {
  const content = came && reveals[came.reveal]?.content;
  return content ? plainText(content, [...came.values]) : null;
}

/** An answer from memory, and the right one beside another. @param {Question} question @param {string | undefined} chosen */
function closingOf({ ask, choices }, chosen) {
  const said = choices[Number(chosen)];
  const right = choices.find((choice) => choice.right);
  const text = choices.length === 0 ? (chosen ?? "") : said ? plain(said.content) : "";
  const mark = said ? (said.right ? " ✓" : ` → ${plain(right?.content ?? [])}`) : "";
  return html`<li>${plain(ask)} ${text ? html`<b>${text}</b>${mark}` : html`${LINE}`}</li>`;
}

/** @param {Inline[]} content */
const plain = (content) => plainText(content, []);
