/** What the catalog says of a layer's bend. */

/** @import { Scene } from "./stage.js" */

/** Fields of a catalog entry that decide how an activation is drawn. @param {Pick<Scene, "state">} scene @param {number} layer */
export function activationOf({ state }, layer) {
  const name = state.experiment?.layers[layer - 1]?.activation;
  return state.catalog.activations.find((entry) => entry.name === name);
}
