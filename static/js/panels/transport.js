/** Play, step, pace, and where to stop. */

import { html, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { formatInteger, formatPercent, formatSignificant } from "../lib/format.js";
import { textOf } from "../lib/typing.js";
import { describePace, paceAt, positionNow } from "../timeline/pace.js";
import { icon } from "./icon.js";

/** @import { PanelContext, Until } from "../types.d.ts" */
/** @import { PlayerControls } from "../timeline/player.js" */

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { player: PlayerControls }} context
 */
export function mountPlay(root, { store, player }) {
  const view = store.derive(
    ({ player: { playing, pace }, frame }) => `${playing} ${paceAt(pace).kind} ${frame !== null}`,
  );
  return view.subscribe(() => {
    const { playing, pace } = store.state.player;
    const ready = store.state.frame !== null;
    const name = playing ? "Pause" : paceAt(pace).kind === "phase" ? "Play one phase" : "Play";
    render(
      html`<div class="play-row">
          <button type="button" class="round" id="previous-phase" ?disabled=${!ready} aria-label="Back to the start of the phase" title="Back a phase  ," @click=${player.previousPhase}>${icon("back")}</button>
          <button type="button" class="round main" id="toggle" ?disabled=${!ready} aria-label=${name} title="${name}  Space" @click=${player.toggle}>${icon(playing ? "pause" : "play")}</button>
          <button type="button" class="round" id="next-phase" ?disabled=${!ready} aria-label="Next phase" title="Next phase  ." @click=${player.nextPhase}>${icon("next")}</button>
        </div>
        <div class="play-words">
          ${pair("step", ready, player.travel.previousStep, player.nextStep)}
          ${pair("epoch", ready, player.travel.previousEpoch, player.nextEpoch)}
          <button type="button" class="plain" id="start-again" ?disabled=${!ready} title="Step 0, the very same start values  R" @click=${() => player.restart(false)}>Start again</button>
          <button type="button" class="plain" id="new-start" ?disabled=${!ready} title="Step 0, other start values  N" @click=${() => player.restart(true)}>New start</button>
        </div>`,
      root,
    );
  });
}

const PAIRS = {
  step: { name: "Step", back: "Back a step  <", next: "One whole step: all weights move once  >" },
  epoch: {
    name: "Epoch",
    back: "Back to the start of this epoch, or of the one before  Shift E",
    next: "Until every training example has been used once more  E",
  },
};

/** Back and forth by so much. @param {"step" | "epoch"} unit @param {boolean} ready @param {() => void} back @param {() => void} next */
function pair(unit, ready, back, next) {
  const { name, back: backTitle, next: nextTitle } = PAIRS[unit];
  return html`<span class="play-pair">
    <button type="button" class="plain" id="previous-${unit}" ?disabled=${!ready} aria-label="Back ${unit === "step" ? "a step" : "an epoch"}" title=${backTitle} @click=${back}>${icon("less")}</button>
    <button type="button" class="plain" id="next-${unit}" ?disabled=${!ready} title=${nextTitle} @click=${next}>${name}${icon("more")}</button>
  </span>`;
}

const GOALS = /** @type {const} */ ([
  { name: "step", title: "step", value: 100, step: 1, minimum: 1, whole: true },
  { name: "epoch", title: "epoch", value: 10, step: 1, minimum: 1, whole: true },
  { name: "loss", title: "loss below", value: 0.1, step: 0.01, minimum: 0, whole: false },
  {
    name: "training_accuracy",
    title: "training accuracy above, %",
    value: 95,
    step: 1,
    minimum: 0,
    whole: false,
  },
  {
    name: "test_accuracy",
    title: "test accuracy above, %",
    value: 95,
    step: 1,
    minimum: 0,
    whole: false,
  },
]);

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { player: PlayerControls }} context
 */
export function mountPace(root, { store, player }) {
  let open = false;
  /** @type {(typeof GOALS)[number]} */
  let goal = GOALS[2];
  /** @type {number} */
  let value = goal.value;

  /** @returns {Until} */
  function until() {
    if (goal.name === "step") return { step: value };
    if (goal.name === "epoch") return { epoch: value };
    if (goal.name === "loss") return { quantity: "loss", below: value };
    return { quantity: goal.name, above: value / 100 };
  }

  /** @param {Event} event */
  function start(event) {
    event.preventDefault();
    open = false;
    player.runUntil(until());
    root.querySelector("button")?.focus(); // now the one that stops it
  }

  function draw() {
    const { running, run } = store.state.player;
    const pace = positionNow(store.state.player);
    const words = describePace(paceAt(pace));
    const goal_now = running ? (run?.until ?? null) : null;
    render(
      html`<label class="pace-value" for="pace-slider"><span>Pace</span><output aria-live="off">${words}</output></label>
        <input
          type="range"
          id="pace-slider"
          min="0"
          max="1"
          step="0.005"
          .value=${live(String(pace))}
          aria-valuetext=${words}
          aria-describedby="pace-range"
          @input=${(/** @type {InputEvent} */ event) => player.setPace(Number(/** @type {HTMLInputElement} */ (event.target).value))}
        />
        <div class="pace-ends" aria-hidden="true"><span>one phase</span><span>a step a second</span><span>full speed</span></div>
        <span class="visually-hidden" id="pace-range">From one phase at a time to full speed.</span>
        <div class="until">
          ${
            goal_now
              ? html`<button type="button" class="plain" id="stop-until" title="Stop here" @click=${player.pause}>Until ${goalWords(goal_now)} · <b>Stop</b></button>`
              : html`<button type="button" class="plain" id="open-until" aria-expanded=${open} aria-controls="until-sheet" @click=${() => {
                  open = !open;
                  draw();
                }}>Run until…</button>`
          }
          <form class="sheet until-sheet" id="until-sheet" ?hidden=${!open} @submit=${start}>
            <fieldset>
              <legend>Run, and stop there by itself</legend>
              <div class="until-line">
                <select aria-label="Stop at" id="until-goal" @change=${(
                  /** @type {Event} */ event,
                ) => {
                  goal =
                    GOALS.find(
                      ({ name }) => name === /** @type {HTMLSelectElement} */ (event.target).value,
                    ) ?? GOALS[0];
                  value = goal.value;
                  draw();
                }}>${GOALS.map(({ name, title }) => html`<option value=${name} ?selected=${name === goal.name}>${title}</option>`)}</select>
                <input type="text" data-number inputmode=${goal.whole ? "numeric" : "decimal"} autocomplete="off" aria-label="Value" id="until-value" min=${goal.minimum} step=${goal.step} .value=${live(textOf("until-value", String(value)))} required @change=${(
                  /** @type {Event} */ event,
                ) => {
                  value = Number(/** @type {HTMLInputElement} */ (event.target).value);
                }} />
              </div>
              <button type="submit" class="primary" id="start-until">Run</button>
            </fieldset>
          </form>
        </div>`,
      root,
    );
    const slider = root.querySelector("input");
    slider?.style.setProperty("--filled", `${pace * 100}%`);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    open = false;
    draw();
  });
  return store
    .derive(
      ({ player }) => `${positionNow(player)} ${player.running && JSON.stringify(player.run)}`,
    )
    .subscribe(draw);
}

/** Where a run stops by itself, in words. @param {Until} until */
export function goalWords(until) {
  if ("step" in until) return `step ${formatInteger(until.step)}`;
  if ("epoch" in until) return `epoch ${formatInteger(until.epoch)}`;
  const quantity = until.quantity.replace("_", " ");
  return "below" in until
    ? `${quantity} below ${formatSignificant(until.below, 3)}`
    : `${quantity} above ${formatPercent(until.above)}`;
}
