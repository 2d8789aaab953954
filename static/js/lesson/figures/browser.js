/**
 * Training pictures with the probability that their true digit gets, and each one's loss over that probability: all of them lie on
 * one curve, the one on the stage is marked.
 */

import { html, nothing, render, svg } from "lit-html";
import { formatNumber } from "../../lib/format.js";
import { labelOf } from "../../panels/digit-wall.js";
import { scalarOf, tensorOf } from "../../protocol/tensors.js";
import { isFromData } from "../../state/selectors.js";
import { createThumbnails } from "./thumbnails.js";

/** @import { Outcomes } from "../../protocol/messages.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const SIZE = 16;
const WIDTH = 352;
const HEIGHT = 150;
const EDGE = { left: 30, right: 8, top: 10, bottom: 34 };
const LITTLE = 0.05;
/** So many dots are enough for a curve. */
const MOST_DOTS = 360;
const PICKED = { set: /** @type {const} */ ("training"), first: 0 };

/** @type {MountFigure} */
export function mount(root, { store, send, ask, redraw }) {
  const thumbnails = createThumbnails(SIZE, "browser");
  let key = "";
  /** @type {Outcomes | null} */
  let known = null;

  /** @param {number} index */
  const choose = (index) => send({ type: "show", set: "training", index });
  const again = () => {
    key = "";
    redraw();
  };

  /** @param {Scene} scene */
  function update({ frame, state, dataset, units }) {
    const { data } = state;
    if (!data || !dataset.picture) return;
    const outcomes = ask("outcomes", PICKED);
    const isOne = isFromData(state) && data.shown.set === "training";
    const shown = isOne ? data.shown.index : null;
    const theme = document.documentElement.dataset.theme;
    const now = `${frame.step} ${shown} ${theme} ${outcomes?.losses.length}`;
    if (now === key && outcomes === known) return;
    key = now;
    known = outcomes;
    const chances = outcomes?.probabilities ?? [];
    render(
      html`${thumbnails.view({
        data,
        columns: dataset.picture[1] ?? 8,
        classes: dataset.classes,
        chosen: shown,
        choose,
        again,
        below: (index) => {
          const chance = chances[index];
          if (chance === undefined || chance === null) return null;
          const percent = formatNumber(chance * 100, 1);
          return { text: percent, words: `its digit gets ${percent} percent` };
        },
      })}
      <p class="figure-note">Below each: the percent that its true digit gets.</p>
      ${curve()}`,
      root,
    );

    function curve() {
      const losses = outcomes?.losses ?? [];
      if (!data || losses.length === 0) return nothing;
      const pairs = losses.flatMap((loss, i) => {
        const chance = chances[i];
        return typeof loss === "number" && typeof chance === "number" ? [{ loss, chance }] : [];
      });
      const most = Math.max(...pairs.map(({ loss }) => loss));
      const widest = Math.max(
        0.1,
        Math.ceil(10 * Math.max(...pairs.map((one) => one.chance))) / 10,
      );
      const x = (/** @type {number} */ chance) =>
        EDGE.left + (chance / widest) * (WIDTH - EDGE.left - EDGE.right);
      const y = (/** @type {number} */ loss) =>
        HEIGHT - EDGE.bottom - (loss / most) * (HEIGHT - EDGE.top - EDGE.bottom);
      const floor = HEIGHT - EDGE.bottom;
      const dots = pairs.filter((_, i) => i % Math.ceil(pairs.length / MOST_DOTS) === 0);
      const truth = tensorOf(frame, "example.a", units.length - 1).at(labelOfShown());
      const loss = scalarOf(frame, "example.loss");
      const isKnown = shown !== null && Number.isFinite(loss);
      const words = isKnown
        ? `Its digit gets ${formatNumber(truth, 3)}, its loss is ${formatNumber(loss, 2)}.`
        : "No training picture is on the stage.";
      return html`<svg class="loss-curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="The loss of each picture over the probability of its true digit: the smaller that is, the steeper the loss rises. ${words}">
        ${svg`<rect class="little" x=${EDGE.left} y=${EDGE.top} width=${x(LITTLE) - EDGE.left} height=${floor - EDGE.top}></rect>`}
        ${dots.map((one) => svg`<circle class="one" cx=${x(one.chance).toFixed(1)} cy=${y(one.loss).toFixed(1)} r="1.8"></circle>`)}
        ${svg`<line class="axis" x1=${EDGE.left} x2=${WIDTH - EDGE.right} y1=${floor} y2=${floor}></line>`}
        ${[0, 0.05, ...(widest > 0.15 ? [widest / 2] : []), widest].map((tick) => svg`<text class="tick-text" x=${x(tick)} y=${floor + 16}>${formatNumber(tick * 100, 0)}</text>`)}
        ${svg`<text class="axis-text" x=${WIDTH - EDGE.right} y=${HEIGHT - 2} text-anchor="end">percent for the true digit</text>`}
        ${[0, 2, 4].filter((tick) => tick <= most).map((tick) => svg`<text class="tick-text" x=${EDGE.left - 10} y=${y(tick) + 5}>${tick}</text>`)}
        ${svg`<text class="axis-text" x=${EDGE.left + 4 + x(LITTLE) - EDGE.left} y=${EDGE.top + 8}>loss L</text>`}
        ${
          isKnown
            ? svg`<path class="guide" d="M${EDGE.left} ${y(loss)}H${x(truth)}V${floor}"></path>
              <circle class="here" cx=${x(truth)} cy=${y(loss)} r="6"></circle>`
            : nothing
        }
      </svg>`;
    }

    function labelOfShown() {
      return data ? labelOf(data, shown ?? 0) : 0;
    }
  }

  return {
    update,
    act(id) {
      if (id !== "find" || !store.state.data) return;
      const index = (known?.probabilities ?? []).findIndex((one) => one !== null && one < LITTLE);
      if (index < 0) return;
      thumbnails.turnTo(index);
      choose(index);
    },
    unmount: () => render(nothing, root),
  };
}
