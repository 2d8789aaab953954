/** The blocks of a step's text, in the document's order; equations without blanks stand by the stage where there is room. */

import { html, nothing } from "lit-html";
import { answerView } from "./answers.js";
import { inline } from "./content.js";
import { equationView } from "./equation.js";
import { predictionView } from "./predict.js";
import { STRINGS } from "./strings.js";

/** @import { Block, Setup, TypedAnswer } from "../protocol/lessons.d.ts" */
/** @import { Done, Telling } from "./types.d.ts" */

/**
 * @typedef {object} Acts what a learner can do in the text
 * @property {(prediction: string, choice: string) => void} say
 * @property {(answer: TypedAnswer, value: number) => void} type
 * @property {(setup: Setup) => void} setUp
 * @property {(block: import("../protocol/lessons.d.ts").Figure) => HTMLElement} figure the element of a figure
 * @property {string | null} present the set-up on the stage
 */

/**
 * @param {Block[]} blocks
 * @param {Telling} telling
 * @param {Done} done
 * @param {Acts} acts
 * @returns {unknown}
 */
export const blocksView = (blocks, telling, done, acts) =>
  blocks.map((block, i) => {
    const view = (/** @type {number} */ at) =>
      blockView(
        /** @type {Block} */ (blocks[at]),
        { ...telling, key: `${telling.key}.${at}` },
        done,
        acts,
      );
    if (block.kind !== "setup") return view(i);
    // Set-ups that follow each other stand in one row.
    if (blocks[i - 1]?.kind === "setup") return nothing;
    const end = blocks.findIndex((other, at) => at > i && other.kind !== "setup");
    const row = blocks.slice(i, end < 0 ? undefined : end);
    return html`<div class="setups">${row.map((_, at) => view(i + at))}</div>`;
  });

/** @param {Block} block @param {Telling} telling @param {Done} done @param {Acts} acts */
function blockView(block, telling, done, acts) {
  if ("when" in block && !telling.isTrue(block.when)) return nothing;
  switch (block.kind) {
    case "p":
      return html`<p>${inline(block.content, telling)}</p>`;
    case "list":
      return html`<ul>${block.items.map((item, i) => html`<li>${inline(item, { ...telling, key: `${telling.key}.${i}` })}</li>`)}</ul>`;
    case "task":
      return html`<p class="task">${inline(block.content, telling)}</p>`;
    case "predict":
      return predictionView(block, telling, done, (choice) => acts.say(block.id, choice));
    case "answer":
      return answerView(block, telling, done, (value) => acts.type(block, value));
    case "figure":
      return acts.figure(block);
    case "equation":
      return equationView(block, telling, done, acts.type);
    case "setup":
      return html`<button type="button" class="setup-button" data-setup=${block.id} aria-pressed=${acts.present === block.id} @click=${() => acts.setUp(block)}>${block.title}</button>`;
    default:
      if (block.content.every((one) => "when" in one && !telling.isTrue(one.when))) return nothing;
      // The numbers of a case are there before the stage comes to them.
      return html`<section class="case ${block.kind}">
        <h3>${block.title ?? STRINGS[block.kind]}</h3>
        ${blocksView(block.content, { ...telling.ahead(), key: telling.key }, done, acts)}
      </section>`;
  }
}

/** What stands by the stage where there is room: equations that only show numbers, and figures that want to. @param {Block} block */
export const isByStage = (block) =>
  block.kind === "equation"
    ? block.parts.every((part) => part.kind !== "answer")
    : block.kind === "figure" && block.place === "stage";

/** All blocks, those within cases too. @param {Block[]} blocks @returns {Block[]} */
export const allBlocks = (blocks) =>
  blocks.flatMap((block) =>
    block.kind === "worked" || block.kind === "blank" || block.kind === "alone"
      ? allBlocks(block.content)
      : [block],
  );

/** The typed answers of a step, those in equations too. @param {Block[]} blocks @returns {TypedAnswer[]} */
export const answersIn = (blocks) =>
  allBlocks(blocks).flatMap((block) => {
    if (block.kind === "answer") return [block];
    return block.kind === "equation" ? block.parts.filter((part) => part.kind === "answer") : [];
  });
