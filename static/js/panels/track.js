/** The phases of the step in a row: the ones done, the one under way, the ones to come. A press shows a phase again. */

import { html, nothing, render } from "lit-html";
import { stepSpans } from "../timeline/player.js";
import { stops } from "../timeline/training-step.js";
import { icon } from "./icon.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PlayerControls } from "../timeline/player.js" */

const GROUPS = ["forward", "loss", "backward", "update"];

/**
 * @param {HTMLElement} root
 * @param {PlayerControls} player
 */
export function mountTrack(root, player) {
  let shown = "";

  /** @param {Scene | null} scene */
  return function update(scene) {
    if (!scene) return;
    const { moment, units, state } = scene;
    const { player: now } = state;
    const key = `${units} ${moment.running} ${moment.stop?.id} ${now.time > 0} ${now.only_layer}`;
    if (key === shown) return;
    shown = key;
    const all = stops(stepSpans(scene.frame));
    const at = all.findIndex(({ id }) => id === moment.stop?.id);
    render(
      html`<div class="track-groups" role="group" aria-label="Phases of this step">${GROUPS.map(group)}</div>`,
      root,
    );
    for (const element of root.querySelectorAll(".track-group"))
      if (element instanceof HTMLElement)
        element.style.setProperty(
          "--stops",
          element.dataset.kind === "update"
            ? "2"
            : String(element.querySelectorAll(".track-stop").length),
        );

    /** @param {string} kind */
    function group(kind) {
      const own = all.filter((stop) => stop.kind === kind);
      const current = moment.stop?.kind === kind;
      return html`<div class="track-group ${current ? "now" : ""}" data-kind=${kind}>
        <p class="track-name">${icon(kind)} ${kind}</p>
        <div class="track-stops">${kind === "update" && current ? nudges(own[0]) : own.map((stop) => one(stop, nameOf(stop.layer)))}</div>
      </div>`;
    }

    /** @param {number} layer */
    function nameOf(layer) {
      if (layer === 0) return "";
      const isShort = units.length > 5;
      if (layer === units.length - 1) return isShort ? "out" : "output";
      return isShort ? String(layer) : `layer ${layer}`;
    }

    /** @param {{ id: string, kind: string, layer: number }} stop @param {string} name */
    function one(stop, name) {
      const index = all.findIndex(({ id }) => id === stop.id);
      const state = moment.running || index < at ? "past" : index === at ? "now" : "";
      return html`<button
        type="button"
        class="track-stop ${state}"
        data-stop=${stop.id}
        aria-label=${`${stop.kind}${name ? `, ${name}` : ""}`}
        aria-current=${state === "now" ? "step" : nothing}
        ?disabled=${moment.running}
        title="Show this phase"
        @click=${() => player.replay(stop.id)}
      >${name ? html`<span>${name}</span>` : nothing}</button>`;
    }

    /** While the update is shown: each layer's nudge alone. @param {{ id: string, kind: string, layer: number } | undefined} stop */
    function nudges(stop) {
      if (!stop) return nothing;
      return units.slice(1).map((_, i) => {
        const layer = i + 1;
        return html`<button
          type="button"
          class="track-stop now"
          data-stop=${`update.${layer}`}
          title="Show this layer's nudge alone"
          aria-label=${`update, ${layer === units.length - 1 ? "out" : `layer ${layer}`}: show its nudge alone`}
          aria-current=${now.only_layer === layer || now.only_layer === null ? "step" : nothing}
          @click=${() => player.replayUpdate(layer)}
        ><span>${layer === units.length - 1 ? "out" : layer}</span></button>`;
      });
    }
  };
}
