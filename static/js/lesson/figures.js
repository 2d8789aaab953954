/** The figures that a step may have, by name; each module is loaded when a step first shows it. */

/** @import { FigureName } from "../protocol/lessons.d.ts" */
/** @import { Figure, FigureContext, MountFigure } from "./types.d.ts" */

/** @type {Partial<Record<FigureName, () => Promise<{ mount: MountFigure }>>>} */
export const FIGURES = {
  browser: () => import("./figures/browser.js"),
  disturbed: () => import("./figures/disturbed.js"),
  draw: () => import("./figures/draw.js"),
  pixels: () => import("./figures/pixels.js"),
  probe: () => import("./figures/probe.js"),
  slopes: () => import("./figures/slopes.js"),
  wall: () => import("./figures/wall.js"),
};

/**
 * A figure in an element of its own, which a template can hold. Until its module has come it is an empty place.
 * @param {string} name
 * @param {FigureContext} context
 */
export function createFigure(name, context) {
  const root = document.createElement("div");
  root.className = `figure figure-${name}`;
  /** @type {Figure | null} */
  let figure = null;
  let isGone = false;
  FIGURES[/** @type {FigureName} */ (name)]?.().then(({ mount }) => {
    if (isGone) return;
    figure = mount(root, context);
    context.redraw();
  });
  return {
    root,
    /** @param {import("../scene/stage.js").Scene} scene */
    update: (scene) => figure?.update(scene),
    /** @param {string} word */
    word: (word) => figure?.word?.(word),
    /** @param {string} id */
    act: (id) => figure?.act?.(id),
    unmount() {
      isGone = true;
      figure?.unmount();
      root.remove();
    },
  };
}

/** @typedef {ReturnType<typeof createFigure>} MountedFigure */
