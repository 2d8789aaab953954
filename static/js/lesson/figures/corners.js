/** Four corners to be told apart by one neuron, with what it says at each, and the score. */

import { html, nothing, render, svg } from "lit-html";
import { formatInteger, formatNumber } from "../../lib/format.js";
import { factsOf } from "../../panels/facts.js";
import { tensorAt } from "../../protocol/tensors.js";
import { newestFrame } from "../../state/selectors.js";
import { movesOf } from "./descent.js";
import { toPercent } from "./plane.js";
import { createPlaneAndKnobs, isSameKey } from "./plane-and-knobs.js";

/** @import { Scene } from "../../scene/stage.js" */

/** @type {import("../types.d.ts").MountFigure} */
export function mount(root, context) {
  const both = createPlaneAndKnobs(context, { radius: 6 });
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {Map<string, number>} the most that one neuron got right, by data set */
  const best = new Map();
  let present = "";

  return {
    update(scene) {
      const { state, units, dataset } = scene;
      const right = rightOf(scene);
      present = dataset.name;
      if (units.length === 2 && right !== null)
        best.set(present, Math.max(best.get(present) ?? 0, right));
      const key = both.key(scene);
      if (isSameKey(key, drawn)) return;
      drawn = key;
      const moves = movesOf(state);
      const most = best.get(dataset.name);
      render(
        html`${both.view(scene, { over: answers(scene) })}
          <div class="tally">
            ${right === null ? nothing : html`<span class="score" role="img" aria-label="${right} of ${state.training_count} right">${Array.from({ length: state.training_count }, (_, i) => html`<span class="box ${i < right ? "ticked" : ""}"></span>`)}</span><span><b>${right} of ${state.training_count}</b> right</span>`}
            ${units.length === 2 ? html`<span><b>${formatInteger(moves)}</b> ${moves === 1 ? "try" : "tries"}</span>` : nothing}
            ${units.length === 2 && most !== undefined && most > (right ?? 0) ? html`<span>best <b>${most}</b></span>` : nothing}
          </div>`,
        root,
      );
      both.draw(scene);
    },
    word: (name) => (name === "best" ? best.get(present) : undefined),
    unmount() {
      both.unmount();
      render(nothing, root);
    },
  };
}

/** How many examples are answered rightly, as the engine has read it. @param {Scene} scene */
function rightOf({ state }) {
  const share = newestFrame(state)?.reading.training_accuracy;
  return share === undefined || Number.isNaN(share)
    ? null
    : Math.round(share * state.training_count);
}

/** What the network says at each corner, as the tape has it. @param {Scene} scene */
function answers(scene) {
  const { frame, units, threshold, moment } = scene;
  const layer = units.length - 1;
  const [inputs, says, truths] = [
    tensorAt(frame, "inputs"),
    tensorAt(frame, "a", layer),
    tensorAt(frame, "targets"),
  ];
  if (!frame.batch_included || !inputs || !says || !truths) return nothing;
  if (moment.running || !factsOf(scene).forward(layer)) return nothing;
  const { x, y } = toPercent(scene);
  return Array.from({ length: inputs.shape[0] ?? 0 }, (_, i) => {
    const [x1, x2] = [inputs.at(i, 0), inputs.at(i, 1)];
    const isRight = says.at(i) > threshold === truths.at(i) > threshold;
    return svg`<text class="corner-says ${x1 > 0 ? "end" : "start"}" x=${x(x1) + (x1 > 0 ? -5 : 5)} y=${y(x2) + (x2 > 0 ? 11 : -7.5)}>${formatNumber(says.at(i), 2)} ${isRight ? "✓" : "✗"}</text>`;
  });
}
