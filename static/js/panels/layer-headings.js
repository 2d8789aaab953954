/** The words over the columns of the stage as buttons: each opens its layer in the inspector. */

import { html, render } from "lit-html";
import { layerWord } from "../scene/words.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PanelContext } from "../types.d.ts" */

const WIDTH = 132;
const HEIGHT = 32;

/**
 * @param {HTMLElement} stage
 * @param {PanelContext} context
 */
export function mountLayerHeadings(stage, { store }) {
  const root = document.createElement("div");
  root.className = "stage-headings";
  stage.append(root);
  let placed = "";

  /** @param {Scene | null} scene */
  return function update(scene) {
    if (!scene) return;
    const { layout, units, state } = scene;
    const picked = state.selected?.kind === "layer" ? state.selected.layer : 0;
    const key = `${layout.width} ${layout.height} ${layout.headings} ${units} ${picked}`;
    if (key === placed) return;
    placed = key;
    const layers = layout.vertical ? [] : units.slice(1).map((_, i) => i + 1);
    render(
      layers.map(
        (
          layer,
        ) => html`<button type="button" aria-pressed=${layer === picked} aria-label="${layerWord(units, layer)}: how its numbers are spread"
          @click=${() => store.dispatch({ type: "select", selection: layer === picked ? null : { kind: "layer", layer } })}></button>`,
      ),
      root,
    );
    for (const [i, button] of [...root.querySelectorAll("button")].entries()) {
      const { x, width } = columnOf(scene, layers[i] ?? 1);
      button.style.left = `${x - width / 2}px`;
      button.style.top = `${layout.headings - HEIGHT / 2}px`;
      button.style.width = `${width}px`;
    }
  };
}

/** Middle and width of a heading's place: narrower where columns are near to one another. @param {Scene} scene @param {number} layer */
function columnOf({ layout }, layer) {
  const { bars, layers } = layout;
  if (bars && layer === layers.length - 1) return { x: bars.x + bars.width / 2, width: bars.width };
  const middle = (/** @type {number} */ of) => {
    const xs = (layers[of]?.neurons ?? []).map(({ x }) => x);
    return (Math.min(...xs) + Math.max(...xs)) / 2;
  };
  const [here, before, next] = [middle(layer), middle(layer - 1), middle(layer + 1)];
  const room = Math.min(
    ...[here - before, next - here].filter((gap) => Number.isFinite(gap) && gap > 0),
  );
  return { x: here, width: Math.min(WIDTH, Number.isFinite(room) ? room - 4 : WIDTH) };
}
