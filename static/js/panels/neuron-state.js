/** The state of a neuron in words: not computed, not finite, silent, saturated, and what the example wishes of it. */

import { html } from "lit-html";
import { tensorOf } from "../protocol/tensors.js";
import { activationOf } from "../scene/neurons.js";
import { exampleWord } from "../scene/words.js";

/** @import { View } from "./inspector-parts.js" */

/** @param {View} view @param {number} layer @param {number} index @param {number | null} steepness */
export function saying(view, layer, index, steepness) {
  const { scene, facts } = view;
  const word = exampleWord(scene);
  if (!facts.forward(layer)) return `The ${word} has not come this far in this step.`;
  const a = tensorOf(scene.frame, "example.a", layer).at(index);
  if (!Number.isFinite(a))
    return html`<span class="state hatch">Not a number</span> The steps were too large. Start again with a smaller learning rate.`;
  const isDead = view.answer("layer", { layer })?.dead[index] ?? false;
  if (isDead)
    return html`<span class="state dead">Dead</span> No example of this batch gets a slope through it: its weights cannot move.`;
  const activation = activationOf(scene, layer);
  if (a === 0 && activation?.range[0] === 0)
    return html`<span class="state dead">Silent</span> It answers 0 to this ${word}, and lets no blame through.`;
  const flat = activation?.flat ?? null;
  if (flat !== null && steepness !== null && Math.abs(steepness) < flat)
    return html`<span class="state flat">Saturated</span> The curve is nearly flat here: hardly any blame comes through.`;
  if (!facts.backward(layer) || !facts.truth) return `Its answer to this ${word}.`;
  const wish = -tensorOf(scene.frame, "example.da", layer).at(index);
  if (wish === 0) return `This ${word} has no wish here.`;
  return html`This ${word} would like it <strong class="gradient">${wish > 0 ? "larger" : "smaller"}</strong>.`;
}
