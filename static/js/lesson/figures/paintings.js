/** Weight pictures side by side: the learner's own, the machine's as it stands, and the slopes of its first step. */

import { html, nothing, render } from "lit-html";
import { formatNumber, formatPercent } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { tensorKey } from "../../protocol/layout.js";
import { largest, presentFrame, weightsOf } from "./neuron-numbers.js";
import { keptPainting } from "./painting.js";
import { placeOf } from "./signed-cells.js";
import { createSigned } from "./small-picture.js";

/** @import { State } from "../../types.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

/** @type {MountFigure} */
export function mount(root, { store, redraw }) {
  const painting = keptPainting();
  const own = createSigned("painting");
  const machine = createSigned("painting");
  const first = createSigned("painting");
  let columns = 8;
  let key = "";
  /** The page has been given its size when it is drawn once more. */
  let isPlaced = false;

  /** Which of the machine's weights is the most positive. */
  function top() {
    const frame = presentFrame(store.state);
    const weights = frame ? weightsOf(frame) : [];
    const most = Math.max(...weights);
    return most > 0 ? { index: weights.indexOf(most), weight: most } : null;
  }

  /** The slopes of step 0, from the last steps that went by. @param {State} state @returns {number[] | null} */
  function firstSlopes({ recent }) {
    const past = recent.find(({ step }) => step === 0);
    const tensor = past?.layout.tensors.get(tensorKey("weights_gradient", 1));
    if (!past || !tensor) return null;
    const { offset, strides, shape } = tensor;
    return Array.from(
      { length: shape[1] ?? 0 },
      (_, j) => past.floats[offset + j * (strides[1] ?? 1)] ?? NaN,
    );
  }

  /** @param {Scene} scene */
  function update(scene) {
    const { state, frame: shown, dataset } = scene;
    if (!dataset.picture) return;
    columns = dataset.picture[1] ?? 8;
    const frame = presentFrame(state) ?? shown;
    const weights = weightsOf(frame);
    const slopes = frame.step > 0 || factsOf(scene).backward(1) ? firstSlopes(state) : null;
    const now = `${weights.join(" ")} ${frame.step} ${slopes?.join(" ")} ${document.documentElement.dataset.theme} ${isPlaced}`;
    if (now === key) return;
    key = now;
    const best = top();
    const blank = new Array(weights.length).fill(0);
    render(
      html`<div class="paintings">
          <div>${own.canvas}<p><b>yours</b>${painting && !Number.isNaN(painting.accuracy) ? html`<br /><span class="quiet">${formatPercent(painting.accuracy, 1)} right</span>` : nothing}${painting ? nothing : html`<br /><span class="quiet">not painted</span>`}</p></div>
          <div>${machine.canvas}<p><b>the machine’s</b><br /><span class="quiet">step ${frame.step}</span></p></div>
          <div>${first.canvas}<p><b>first slopes</b><br /><span class="quiet">${slopes ? "of step 1" : "not yet"}</span></p></div>
        </div>
        <p class="figure-line"><span>${
          best
            ? html`Its most positive: ${placeOf(best.index, columns)}, <b class="positive">${formatNumber(best.weight, 2, { sign: true })}</b>`
            : "Its weights are all 0: the picture is blank."
        }</span></p>`,
      root,
    );
    const yours = painting?.weights ?? blank;
    own.draw(
      yours,
      columns,
      largest(yours) || 1,
      painting ? "The weights that you painted" : "Not painted yet",
    );
    machine.draw(weights, columns, largest(weights) || 1, "The weights that the machine found");
    first.draw(
      slopes ?? blank,
      columns,
      largest(slopes ?? []) || 1,
      slopes ? "The slopes of its first step" : "Not computed yet",
      "slope",
    );
    if (!isPlaced) {
      isPlaced = true;
      requestAnimationFrame(redraw);
    }
  }

  return {
    update,
    word(name) {
      const best = top();
      if (!best) return undefined;
      if (name === "row") return Math.floor(best.index / columns) + 1;
      if (name === "column") return (best.index % columns) + 1;
      return name === "weight" ? best.weight : undefined;
    },
    unmount: () => render(nothing, root),
  };
}
