/**
 * The set-up: every slider acts while it is dragged. What is shown is the server's experiment, and over it what a person
 * has just asked for, until the server has answered.
 */

import { html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { merged } from "../lib/merged.js";
import { textOf } from "../lib/typing.js";
import { newestFrame } from "../state/selectors.js";
import { EACH } from "./architecture.js";
import { OWN_POINTS, OWN_TABLE } from "./data-menu.js";
import { rangeWords } from "./scales.js";
import { createSettingPictures } from "./setting-pictures.js";
import { moreSettingsOf, settingsOf } from "./settings.js";
import { featurePicture } from "./thumbnails.js";

/** @import { Experiment, PanelContext } from "../types.d.ts" */
/** @import { Changes } from "../lib/merged.js" */
/** @import { Chips, Choice, Option, Setting, Slider, Toggle, WholeNumber } from "./settings.js" */

/**
 * @param {HTMLElement} root
 * @param {PanelContext} context
 */
export function mountSetUp(root, { store, send, catalog }) {
  /** @type {{ changes: Changes, id: number } | null} what was asked for and not answered yet */
  let asked = null;
  let isDragging = false;
  let isDrawing = false;
  let isEach = false;
  /** @type {Experiment["layers"]} */
  let spareLayers = [];

  const pictures = createSettingPictures(root, catalog, choose);

  /** @param {Changes} changes */
  function ask(changes) {
    const id = send({ type: "change", changes });
    asked = { changes: asked ? merged(asked.changes, changes) : changes, id };
    draw();
  }

  function settle() {
    const { notice } = store.state;
    const isAnswered = (newestFrame(store.state)?.command ?? 0) >= (asked?.id ?? 0);
    if (!isDragging && (isAnswered || notice?.kind === "rejected")) asked = null;
    draw();
  }

  /** @param {boolean} dragging */
  function drag(dragging) {
    isDragging = dragging;
    settle();
  }

  function draw() {
    const { experiment, training_count, notice, connection, look } = store.state;
    if (!experiment) return;
    // A control that is taken away while it has the focus says "blur" in the middle of a rendering.
    if (isDrawing) return queueMicrotask(draw);
    const wanted = /** @type {Experiment} */ (
      asked ? merged({ ...experiment }, asked.changes) : experiment
    );
    const hidden = wanted.layers.slice(0, -1);
    spareLayers = [...hidden, ...spareLayers.slice(hidden.length)];
    const groups = settingsOf(catalog, wanted, training_count, spareLayers, isEach);
    const more = moreSettingsOf(catalog, wanted, look);
    const refused = notice?.kind === "rejected" ? notice : null;
    /** @param {Setting} setting */
    const sentence = ({ field }) =>
      refused?.field && isAbout(refused.field, field) ? refused.sentence : null;
    /** @param {Setting[]} settings */
    const group = (settings) => html`<div class="settings-group">
      ${settings.map((setting) => control(setting, sentence(setting)))}
    </div>`;
    const isAway = connection.status !== "open" && connection.status !== "connecting";
    isDrawing = true;
    try {
      render(
        html`<fieldset class="settings" ?disabled=${isAway}>
          <legend class="visually-hidden">Set-up</legend>
          ${groups.map(group)}
          <details
          class="settings-more"
          @toggle=${(/** @type {Event} */ event) => showWhenOpen(/** @type {HTMLDetailsElement} */ (event.target))}
        >
            <summary>More settings</summary>
            ${more.map(group)}
          </details>
        </fieldset>`,
        root,
      );
      for (const { field, kind, ...slider } of [...groups, ...more].flat())
        if (kind === "slider") fillTrack(root, field, /** @type {Slider} */ (slider));
    } finally {
      isDrawing = false;
    }
  }

  /** @param {Setting} setting @param {string | null} refusal */
  const control = (setting, refusal) => html`<div
      class="setting ${setting.kind} ${"isPart" in setting ? "part" : ""} ${"pictures" in setting ? "pictured" : ""}"
      title=${setting.help}
    >
      ${setting.kind === "chips" ? nothing : html`<label for=${idOf(setting.field)}>${setting.label}</label>`}
      ${input(setting)}
      <span class="visually-hidden" id="${idOf(setting.field)}-help">${setting.help}${setting.kind === "slider" ? ` ${rangeWords(setting.scale, setting.text)}` : nothing}</span>
      ${refusal === null ? nothing : html`<p class="refusal" role="alert">${refusal}</p>`}
    </div>`;

  /** @param {Setting} setting */
  function input(setting) {
    switch (setting.kind) {
      case "slider":
        return slider(setting);
      case "choice":
        return choice(setting);
      case "number":
        return wholeNumber(setting);
      case "chips":
        return chips(setting);
      case "toggle":
        return toggle(setting);
    }
  }

  /** @param {Slider} slider */
  const slider = ({
    field,
    scale,
    value,
    text,
    unit = "",
    changes,
  }) => html`<output for=${idOf(field)} aria-live="off">${text}</output>
    <input
      type="range"
      id=${idOf(field)}
      min=${scale.minimum}
      max=${scale.maximum}
      step=${scale.step}
      .value=${live(String(scale.positionOf(value)))}
      aria-valuetext=${`${text} ${unit}`.trim()}
      aria-describedby="${idOf(field)}-help"
      @input=${(/** @type {Event} */ event) => {
        isDragging = true;
        ask(changes(scale.valueAt(Number(typed(event)))));
      }}
      @change=${() => drag(false)}
      @blur=${() => drag(false)}
    />`;

  /** @param {Choice} chosen */
  const choice = (chosen) => {
    const { field, value, options, changes } = chosen;
    return html`${chosen.pictures ? pictures.button(chosen, idOf(field), grouped(options)) : nothing}<select
      id=${idOf(field)}
      aria-describedby="${idOf(field)}-help"
      .value=${live(value)}
      @change=${(/** @type {Event} */ event) => choose(field, typed(event), changes)}
    >
      ${grouped(options).map(([group, members]) => {
        const items = members.map(
          (option) =>
            html`<option value=${option.value} ?selected=${option.value === value}>${option.title}</option>`,
        );
        return group === null ? items : html`<optgroup label=${group}>${items}</optgroup>`;
      })}
    </select>`;
  };

  /** @param {string} field @param {string} value @param {Choice["changes"]} changes */
  function choose(field, value, changes) {
    if (value === OWN_POINTS || value === OWN_TABLE) {
      store.dispatch({ type: "look", look: { own: value === OWN_POINTS ? "points" : "table" } });
      draw();
      return;
    }
    if (field === "layers.activation") isEach = value === EACH;
    if (field === "layers.activation" && isEach) draw();
    else ask(changes(value));
  }

  /** @param {Chips} chips */
  const chips = ({ field, label, value, options, changes }) => html`<div
      class="chips"
      role="group"
      aria-label=${label}
      aria-describedby="${idOf(field)}-help"
    >
      <span class="chips-label" aria-hidden="true">${label}</span>
      ${options.map((option) => {
        const isChosen = value.includes(option.value);
        return html`<button
          type="button"
          class="chip"
          aria-pressed=${isChosen}
          ?disabled=${isChosen && value.length === 1}
          title=${option.help}
          @click=${() =>
            ask(
              changes(
                isChosen
                  ? value.filter((other) => other !== option.value)
                  : [...value, option.value],
              ),
            )}
        >${featurePicture("chip", option.value, 24)}${option.title}</button>`;
      })}
    </div>`;

  /** @param {Toggle} toggle */
  const toggle = ({ field, value, look }) => html`<input
      type="checkbox"
      class="toggle-switch"
      role="switch"
      id=${idOf(field)}
      .checked=${live(value)}
      aria-describedby="${idOf(field)}-help"
      @change=${() => store.dispatch({ type: "look", look: look(!value) })}
    />`;

  /** @param {WholeNumber} number */
  const wholeNumber = ({
    field,
    label,
    value,
    minimum,
    maximum,
    changes,
  }) => html`<div class="stepper">
      <button
        type="button"
        aria-label="${label}: one less"
        ?disabled=${value <= minimum}
        @click=${() => ask(changes(value - 1))}
      >−</button>
      <input
        type="text"
        data-number
        id=${idOf(field)}
        inputmode="numeric"
        autocomplete="off"
        min=${minimum}
        max=${maximum}
        step="1"
        .value=${live(textOf(idOf(field), String(value)))}
        aria-describedby="${idOf(field)}-help"
        @change=${(/** @type {Event} */ event) => ask(changes(Number(typed(event))))}
      />
      <button
        type="button"
        aria-label="${label}: one more"
        ?disabled=${value >= maximum}
        @click=${() => ask(changes(value + 1))}
      >+</button>
    </div>`;

  const seen = store.derive((state) => state.experiment);
  const noticed = store.derive((state) => state.notice);
  const connected = store.derive((state) => state.connection.status);
  const seenAs = store.derive((state) => state.look);
  const answered = store.derive((state) => newestFrame(state)?.command);
  const stops = [seen, noticed, connected, seenAs, answered].map(({ subscribe }) =>
    subscribe(settle),
  );
  return () => {
    for (const stop of stops) stop();
    pictures.remove();
    render(nothing, root);
  };
}

/**
 * Options in their groups, in order; null where they have none.
 * @param {Option[]} options
 * @returns {[string | null, Option[]][]}
 */
function grouped(options) {
  /** @type {Map<string | null, Option[]>} */
  const groups = new Map();
  for (const option of options) {
    const group = option.group ?? null;
    groups.set(group, [...(groups.get(group) ?? []), option]);
  }
  return [...groups];
}

/** @param {Event} event of an input or a select */
const typed = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** @param {string} field */
const idOf = (field) => `set-${field.replaceAll(".", "-")}`;

/**
 * Whether a sentence about a field belongs to a control: the field itself, or what lies within it.
 * @param {string} refused @param {string} field
 */
const isAbout = (refused, field) => refused === field || refused.startsWith(`${field}.`);

/**
 * The part of the track before the knob. Set here, for the page's security policy allows no style attributes.
 * @param {HTMLElement} root @param {string} field @param {Pick<Slider, "scale" | "value">} slider
 */
function fillTrack(root, field, { scale, value }) {
  const share =
    (scale.positionOf(value) - scale.minimum) / Math.max(1e-9, scale.maximum - scale.minimum);
  /** @type {HTMLElement | null} */ (root.querySelector(`#${idOf(field)}`))?.style.setProperty(
    "--filled",
    `${100 * Math.min(1, Math.max(0, share))}%`,
  );
}

/** What was just opened comes to where it can be read. @param {HTMLDetailsElement} details */
function showWhenOpen(details) {
  if (details.open) details.scrollIntoView({ block: "start" });
}
