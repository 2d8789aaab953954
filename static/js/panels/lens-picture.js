/** A neuron as the stage draws it, in a canvas of the inspector: its map, its weights as a picture, or a tint. */

import { tensorOf } from "../protocol/tensors.js";
import { createSurface } from "../render/canvas.js";
import { activationOf, mapIndex, mapScale } from "../scene/neurons.js";

/** @import { Lens } from "../render/marks.d.ts" */
/** @import { Scene } from "../scene/stage.js" */

/** @param {string} name class that gives it its size */
export function createLensPicture(name) {
  const canvas = document.createElement("canvas");
  canvas.className = `lens-picture ${name}`;
  canvas.setAttribute("aria-hidden", "true");
  /** @type {ReturnType<typeof createSurface> | null} */
  let surface = null;
  let theme = "";

  return {
    canvas,
    /** Once it is in the page. @param {Scene} scene @param {number} layer @param {number} index */
    draw(scene, layer, index) {
      surface ??= createSurface(canvas, 0);
      surface.fit();
      const now = document.documentElement.dataset.theme ?? "";
      if (theme !== now) surface.recolour();
      theme = now;
      if (surface.size.width > 0)
        surface.draw([lensOf(scene, layer, index, surface.size.width, name)]);
    },
  };
}

/** @param {Scene} scene @param {number} layer @param {number} index @param {number} size @param {string} name @returns {Lens} */
function lensOf(scene, layer, index, size, name) {
  const { frame, maps, dataset, moment } = scene;
  const map = maps?.[mapIndex(scene, layer, index)] ?? null;
  const activations = tensorOf(frame, "example.a", layer);
  const value = activations.at(index);
  const known = moment.running || (moment.forward[layer] ?? 0) > 0.55;
  const silent = known && value === 0 && activationOf(scene, layer)?.range[0] === 0;
  /** @type {Lens} */
  const lens = {
    kind: "lens",
    of: `${name}.${layer}.${index + 1}`,
    x: size / 2,
    y: size / 2,
    size: size - 4,
    map,
    ...mapScale(scene, layer, map ?? undefined),
    zeroLine: size > 60 ? 0.6 : 0.4,
    strength: silent ? 0.5 : 1,
    rim: !known ? "dotted" : silent ? "silent" : "plain",
    shadow: false,
    hatch: known && !Number.isFinite(value),
  };
  if (layer === 1 && dataset.picture) {
    const weights = tensorOf(frame, "weights", 1);
    lens.picture = {
      columns: dataset.picture[1] ?? 8,
      values: Float32Array.from({ length: weights.shape[1] ?? 0 }, (_, j) => weights.at(index, j)),
      reach: Math.max(1e-9, Math.min(1.2, weights.largest())),
      palette: "sign",
    };
  } else if (!map)
    lens.tint = known && Number.isFinite(value) ? value / (activations.largest() || 1) : 0;
  return lens;
}
