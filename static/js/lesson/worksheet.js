/** One page to print: what the learner said, what came, and room for a sketch and a sentence. Seen in print only. */

import { html, nothing } from "lit-html";
import { allBlocks } from "./blocks.js";
import { plainText } from "./content.js";
import { doneIn } from "./course.js";
import { STRINGS } from "./strings.js";

/** @import { Chapter, Prediction, Step } from "../protocol/lessons.d.ts" */
/** @import { Course, Lens } from "./types.d.ts" */

/** @param {Chapter} chapter @param {Lens} lens @param {Course} course */
export function worksheetView({ title, lenses }, lens, course) {
  const { sheet } = STRINGS;
  const way = lenses[lens];
  return html`<header><h1>${title}</h1><p>${way?.title ?? ""}</p><p class="blank-line">${sheet.name}</p></header>
    <table>
      <thead><tr><th></th><th>${sheet.prediction}</th><th>${sheet.came}</th><th>${sheet.why}</th></tr></thead>
      <tbody>${way?.steps.map((step) => rowOf(step, course)) ?? nothing}</tbody>
    </table>
    <p>${sheet.sketch}</p>
    <div class="sketch"></div>`;
}

/** @param {Step} step @param {Course} course */
function rowOf(step, course) {
  const done = doneIn(course, step.id);
  const predictions = allBlocks(step.content).filter((block) => block.kind === "predict");
  const typed = Object.entries(done.answers).map(([, { value }]) =>
    String(value).replace("-", "−"),
  );
  const said = predictions.map((prediction) => saidOf(prediction, done.said[prediction.id]));
  const came = predictions.map((prediction) => cameOf(prediction, done.came[prediction.id]));
  const answer = [...said, ...typed].filter(Boolean).join("; ");
  const isDone = done.passed || answer !== "";
  return html`<tr>
    <th scope="row">${step.title}</th>
    <td>${answer}</td>
    <td>${isDone ? came.filter(Boolean).join(" ") : STRINGS.sheet.notDone}</td>
    <td></td>
  </tr>`;
}

/** @param {Prediction} prediction @param {string | undefined} choice */
function saidOf({ choices }, choice) {
  const content = choices.find(({ id }) => id === choice)?.content;
  return content ? plainText(content, []) : "";
}

/** @param {Prediction} prediction @param {import("./types.d.ts").Came | undefined} came */
function cameOf({ reveals }, came) {
  const content = came && reveals[came.reveal]?.content;
  return content ? plainText(content, [...came.values]) : "";
}
