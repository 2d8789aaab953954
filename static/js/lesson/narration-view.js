/** What is seen of a narration: its words in the column, the words of the moment under the stage, and the buttons that play it. */

import { html, nothing } from "lit-html";
import { icon } from "../panels/icon.js";
import { inline } from "./content.js";
import { RATES } from "./narration-manner.js";
import { questionView } from "./question.js";
import { STRINGS } from "./strings.js";

/** @import { Narration, Part } from "../protocol/lessons.d.ts" */
/** @import { NarrationTimeline } from "./narration-timeline.js" */
/** @import { Told } from "./narration-manner.js" */
/** @import { Narrator } from "./narrator.js" */
/** @import { Telling } from "./types.d.ts" */

/** @typedef {Narrator["place"]} At */

/**
 * @typedef {object} Acts what can be done with a narration
 * @property {() => void} toggle
 * @property {(by: 1 | -1) => void} go by a sentence
 * @property {(sentence: number) => void} seek
 * @property {(change: Partial<Told>) => void} tune
 * @property {(id: string) => void} choose another narration
 * @property {(choice: string) => void} answer
 * @property {(step: string) => void} look
 * @property {() => void} leave
 */

/**
 * The page of the column.
 * @param {Narration} narration
 * @param {Narration[]} all of the chapter
 * @param {NarrationTimeline} timeline
 * @param {Telling} telling
 * @param {{ at: At, isHeard: boolean, chosen: string | undefined, acts: Acts }} so
 */
export function transcriptView(narration, all, timeline, telling, { at, isHeard, chosen, acts }) {
  const { title, parts, question } = narration;
  return html`<article class="lesson-step lesson-listen">
    <h2 id="lesson-title" tabindex="-1">${title}</h2>
    ${
      all.length > 1
        ? html`<div class="levels" role="group" aria-label=${STRINGS.listen.levels}>${all.map(
            ({ id, title: name }) =>
              html`<button type="button" class="setup-button" data-narration=${id} aria-pressed=${id === narration.id} @click=${() => acts.choose(id)}>${levelOf(name)}</button>`,
          )}</div>`
        : nothing
    }
    <ol class="transcript" aria-label=${STRINGS.listen.transcript}>
      ${parts.map((part, i) => partView(part, i, timeline, at, acts))}
    </ol>
    ${
      isHeard
        ? html`<section class="heard">${questionView(question, { ...telling, key: `listen.${narration.id}` }, chosen, acts.answer, acts.look)}</section>`
        : html`<p class="quiet">${STRINGS.listen.questionWaits}</p>`
    }
  </article>`;
}

/** What tells this one from the others: what follows the comma. @param {string} title */
function levelOf(title) {
  const level = title.slice(title.lastIndexOf(",") + 1).trim();
  return level.charAt(0).toUpperCase() + level.slice(1);
}

/** @param {Part} part @param {number} index @param {NarrationTimeline} timeline @param {At} at @param {Acts} acts */
function partView({ mark }, index, timeline, at, acts) {
  const { first, last } = timeline.parts[index] ?? { first: 0, last: -1 };
  return html`<li class="told-part ${index === at.part ? "now" : ""}">
    <span class="told-mark">${mark}</span>
    ${timeline.sentences.slice(first, last + 1).map(({ text }, i) => {
      const isNow = first + i === at.sentence;
      return html`<button type="button" class="told-sentence ${isNow ? "now" : ""}" data-sentence=${first + i} aria-current=${isNow ? "true" : "false"}
        @click=${() => acts.seek(first + i)}>${text}</button>`;
    })}
  </li>`;
}

/**
 * Under the stage: the parts, the sentence, and what the engine says about it.
 * @param {Narration} narration @param {NarrationTimeline} timeline @param {Telling} telling
 * @param {{ at: At, manner: Told, acts: Acts }} so
 */
export function captionView({ parts, id }, timeline, telling, { at, manner, acts }) {
  const { aside = [] } = parts[at.part] ?? {};
  // A voice is not spoken over; where there is none, a screen reader reads.
  const live = at.isSpoken ? "off" : "polite";
  return html`<div class="told-parts" role="group" aria-label=${STRINGS.listen.parts}>
      ${parts.map(
        ({ mark }, i) =>
          html`<button type="button" class="told-jump ${i < at.part ? "past" : i === at.part ? "now" : ""}" data-part=${i} title=${mark}
            aria-label=${STRINGS.listen.part(i + 1, mark)} aria-current=${i === at.part ? "true" : "false"} @click=${() => acts.seek(timeline.parts[i]?.first ?? 0)}></button>`,
      )}
    </div>
    <p class="told-caption" aria-live=${live} ?hidden=${!manner.captions}>${timeline.sentences[at.sentence]?.text}</p>
    <p class="told-aside">${inline(aside, { ...telling, key: `aside.${id}.${at.part}` })}</p>`;
}

/** What the button that plays and stops does now. @param {At} at */
export function nameOfToggle({ playing, isOver, seconds }) {
  const { listen } = STRINGS;
  if (playing) return listen.pause;
  if (isOver) return listen.again;
  return seconds > 0 ? listen.goOn : listen.play;
}

/** @param {{ at: At, manner: Told, voices: SpeechSynthesisVoice[], acts: Acts }} so */
export function playView({ at, manner, voices, acts }) {
  const { listen } = STRINGS;
  const name = nameOfToggle(at);
  return html`<div class="play-row">
      <button type="button" class="round" id="told-back" aria-label=${listen.sentenceBack} title="${listen.sentenceBack}  ←" @click=${() => acts.go(-1)}>${icon("back")}</button>
      <button type="button" class="round main" id="told-toggle" aria-label=${name} title="${name}  Space" @click=${acts.toggle}>${icon(at.playing ? "pause" : at.isOver ? "again" : "play")}</button>
      <button type="button" class="round" id="told-next" aria-label=${listen.sentenceNext} title="${listen.sentenceNext}  →" @click=${() => acts.go(1)}>${icon("next")}</button>
    </div>
    <div class="told-ways">
      ${toggle("told-sound", listen.sound, manner.sound && voices.length > 0, voices.length === 0, () => acts.tune({ sound: !manner.sound }))}
      ${toggle("told-captions", listen.captions, manner.captions, false, () => acts.tune({ captions: !manner.captions }))}
      ${toggle("told-stops", listen.stops, manner.stops, false, () => acts.tune({ stops: !manner.stops }))}
    </div>
    <div class="told-tone">
      <select id="told-rate" aria-label=${listen.rate} @change=${(/** @type {Event} */ { target }) => acts.tune({ tone: { ...manner.tone, rate: Number(/** @type {HTMLSelectElement} */ (target).value) } })}>
        ${RATES.map((rate, i) => html`<option value=${rate} ?selected=${rate === manner.tone.rate}>${listen.rates[i]}</option>`)}
      </select>
      ${
        voices.length > 1
          ? html`<select id="told-voice" aria-label=${listen.voice} @change=${(/** @type {Event} */ { target }) => acts.tune({ tone: { ...manner.tone, voice: /** @type {HTMLSelectElement} */ (target).value } })}>
              ${voices.map(({ voiceURI, name: called }) => html`<option value=${voiceURI} ?selected=${voiceURI === manner.tone.voice}>${called}</option>`)}
            </select>`
          : nothing
      }
    </div>
    ${voices.length === 0 ? html`<p class="told-quiet">${listen.noVoice}</p>` : nothing}`;
}

/** @param {string} id @param {string} name @param {boolean} isOn @param {boolean} isMissing @param {() => void} turn */
const toggle = (id, name, isOn, isMissing, turn) =>
  html`<button type="button" class="told-way" role="switch" id=${id} aria-checked=${isOn} ?disabled=${isMissing} @click=${turn}><span class="box ${isOn ? "ticked" : ""}"></span>${name}</button>`;
