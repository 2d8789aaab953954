/** One neuron's border on the plane, turned by the knobs of its weights and slid by that of its bias. */

import { html, nothing, render } from "lit-html";
import { borderOf } from "./plane.js";
import { createPlaneAndKnobs, isSameKey } from "./plane-and-knobs.js";

/** @type {import("../types.d.ts").MountFigure} */
export function mount(root, context) {
  const both = createPlaneAndKnobs(context, { ruler: context.attributes.ruler !== undefined });
  /** @type {unknown[]} */
  let drawn = [];
  return {
    update(scene) {
      const key = both.key(scene);
      if (isSameKey(key, drawn)) return;
      drawn = key;
      const border = borderOf(scene);
      const { extent } = scene.dataset;
      const isOut = border && Math.max(...border.foot.map(Math.abs)) >= (extent ?? 1);
      render(
        html`${both.view(scene)}
          ${!border ? html`<p class="plane-note">Both weights are zero: there is no border.</p>` : isOut ? html`<p class="plane-note">The border has left the picture.</p>` : nothing}`,
        root,
      );
      both.draw(scene);
    },
    unmount() {
      both.unmount();
      render(nothing, root);
    },
  };
}
