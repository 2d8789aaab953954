/** The runs made in this step, as small pictures that stay: what the network answers over the plane, and the edges of its neurons. */

import { html, nothing, render, svg } from "lit-html";
import { formatInteger, formatNumber } from "../../lib/format.js";
import { levelLine, mapPicture } from "../../render/heat-map.js";
import { readPalette } from "../../render/palette.js";
import { mapIndex, mapScale } from "../../scene/neurons.js";
import { wordsOf } from "../words.js";

/** @import { Scene } from "../../scene/stage.js" */
/** @import { ActivationMap } from "../../types.d.ts" */
/** @import { MountFigure } from "../types.d.ts" */

/**
 * @typedef {object} Kept a run as it was seen last
 * @property {number[]} units
 * @property {number} step
 * @property {number} loss
 * @property {ActivationMap} map of the output
 * @property {ReturnType<typeof mapScale>} scale
 * @property {string[]} edges of the first layer's neurons, as paths in a unit square
 * @property {string} border where the answer changes
 */

/** @type {MountFigure} */
export function mount(root, { events, memory }) {
  /** @type {Map<string, Kept>} */
  const kept = new Map();
  let known = "";
  let shown = "";
  /** Where it was made again, the step begins without runs; after a reload with those that were made. */
  function recall() {
    const text = memory.read();
    if (text === known) return;
    known = text;
    kept.clear();
    for (const [key, run] of Object.entries(JSON.parse(text || "{}"))) {
      const bytes = Uint8Array.from(atob(run.map.bytes), (letter) => letter.charCodeAt(0));
      kept.set(key, { ...run, map: { ...run.map, bytes } });
    }
  }

  function remember() {
    const runs = [...kept].map(([key, run]) => {
      const bytes = btoa(String.fromCharCode(...run.map.bytes));
      return [key, { ...run, map: { ...run.map, bytes } }];
    });
    known = JSON.stringify(Object.fromEntries(runs));
    memory.write(known);
  }

  /** @type {unknown[]} */
  let drawn = [];
  let drawn_ms = 0;

  /** @param {Scene} scene @param {string} key */
  function keep(scene, key) {
    const { maps, units, state } = scene;
    const layer = units.length - 1;
    const map = maps?.[mapIndex(scene, layer, 0)];
    const word = wordsOf({ state, opening: null, events: events() });
    const [step, loss] = [word("t"), word("L.train")];
    if (!map || typeof step !== "number" || typeof loss !== "number" || step === 0) return;
    const edges = Array.from({ length: layer > 1 ? (units[1] ?? 0) : 0 }, (_, i) => {
      const own = maps?.[mapIndex(scene, 1, i)];
      return own ? path(levelLine(own, mapScale(scene, 1, own).centre)) : "";
    });
    const border = path(levelLine(map, scene.threshold));
    kept.set(key, { units, step, loss, map, scale: mapScale(scene, layer, map), edges, border });
    if (!scene.moment.running) remember();
  }

  return {
    update(scene) {
      const { state, maps, units, moment } = scene;
      recall();
      const now = performance.now();
      const theme = document.documentElement.dataset.theme;
      const parts = [maps, state.run, state.upcoming, moment.update.at(-1), state.frame, theme];
      const isSame = parts.every((part, i) => part === drawn[i]);
      if (isSame && known === shown) return;
      if (moment.running && now - drawn_ms < 250) return;
      [drawn, drawn_ms] = [parts, now];
      const key = `${state.experiment?.data.name} ${units.join("–")}`;
      // What was forgotten is not kept once more before the stage has gone on.
      if (!isSame) keep(scene, key);
      shown = known;
      const palette = readPalette(document.documentElement);
      const runs = [...kept]
        .filter(([name]) => name.startsWith(`${state.experiment?.data.name} `))
        .toSorted(([, a], [, b]) => a.units.join().localeCompare(b.units.join()));
      render(
        runs.length === 0
          ? html`<p class="what">Your runs will stand here.</p>`
          : html`<ul class="runs" aria-label="Runs made in this step">${runs.map(([name, run]) => {
              const hidden = run.units.slice(1, -1).join(", ") || "no";
              const canvas = mapPicture(
                `run ${name}`,
                run.map,
                { ...run.scale, strength: 1 },
                palette,
              );
              return html`<li class=${name === key ? "present" : ""} data-run=${run.units.join("-")}>
                <div class="run-picture" role="img" aria-label="Its answer over the plane, with ${run.edges.length} straight edges">${canvas}${lines(run)}</div>
                <span><strong>${hidden}</strong> hidden</span>
                <span class="quiet">step ${formatInteger(run.step)}</span>
                <span class="live gradient">${formatNumber(run.loss, 3)}</span>
              </li>`;
            })}</ul>`,
        root,
      );
    },
    unmount: () => render(nothing, root),
  };
}

/** @param {number[]} segments x, y, x, y … in a unit square */
function path(segments) {
  const parts = [];
  for (let i = 0; i + 3 < segments.length; i += 4)
    parts.push(
      `M${segments
        .slice(i, i + 2)
        .map(inPercent)
        .join(" ")}L${segments
        .slice(i + 2, i + 4)
        .map(inPercent)
        .join(" ")}`,
    );
  return parts.join("");
}

/** @param {number} share */
const inPercent = (share) => (100 * share).toFixed(1);

/** @param {Kept} run */
const lines = ({ edges, border }) => html`<svg viewBox="0 0 100 100" aria-hidden="true">
  ${edges.map((edge) => svg`<path class="edge" d=${edge}></path>`)}
  ${svg`<path class="border" d=${border}></path>`}
</svg>`;
