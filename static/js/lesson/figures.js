/** The figures that a step may have, by name; each module is loaded when a step first shows it. */

/** @import { FigureName, Figure as FigureBlock } from "../protocol/lessons.d.ts" */
/** @import { Scene } from "../scene/stage.js" */
/** @import { Figure, FigureContext, MountFigure } from "./types.d.ts" */

/** @type {Partial<Record<FigureName, () => Promise<{ mount: MountFigure }>>>} */
export const FIGURES = {
  anatomy: () => import("./figures/anatomy.js"),
  bends: () => import("./figures/bends.js"),
  bias: () => import("./figures/bias.js"),
  browser: () => import("./figures/browser.js"),
  chain: () => import("./figures/chain.js"),
  committee: () => import("./figures/committee.js"),
  compass: () => import("./figures/compass.js"),
  corners: () => import("./figures/corners.js"),
  costs: () => import("./figures/costs.js"),
  descent: () => import("./figures/descent.js"),
  distance: () => import("./figures/distance.js"),
  disturbed: () => import("./figures/disturbed.js"),
  draw: () => import("./figures/draw.js"),
  edge: () => import("./figures/edge.js"),
  flip: () => import("./figures/flip.js"),
  gate: () => import("./figures/gate.js"),
  heaps: () => import("./figures/heaps.js"),
  loop: () => import("./figures/loop.js"),
  meters: () => import("./figures/meters.js"),
  nudge: () => import("./figures/nudge.js"),
  paint: () => import("./figures/paint.js"),
  paintings: () => import("./figures/paintings.js"),
  parts: () => import("./figures/parts.js"),
  pixels: () => import("./figures/pixels.js"),
  probe: () => import("./figures/probe.js"),
  products: () => import("./figures/products.js"),
  promise: () => import("./figures/promise.js"),
  runs: () => import("./figures/runs.js"),
  slopes: () => import("./figures/slopes.js"),
  squash: () => import("./figures/squash.js"),
  steepness: () => import("./figures/steepness.js"),
  twins: () => import("./figures/twins.js"),
  wall: () => import("./figures/wall.js"),
};

/**
 * A figure in an element of its own, which a template can hold. Until its module has come it is an empty place.
 * @param {string} name
 * @param {FigureContext} context
 */
function createFigure(name, context) {
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
    /** @param {Scene} scene */
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

/**
 * The figures of the page that is open.
 * @param {Omit<FigureContext, "attributes" | "memory">} context
 * @param {(figure: string) => FigureContext["memory"]} memoryOf what a figure keeps in the open step
 */
export function createFigures(context, memoryOf) {
  /** @type {Map<string, ReturnType<typeof createFigure>>} */
  const mounted = new Map();
  return {
    /** @param {FigureBlock} block */
    elementOf({ name, attributes }) {
      const key = `${name} ${JSON.stringify(attributes)}`;
      const figure =
        mounted.get(key) ?? createFigure(name, { ...context, attributes, memory: memoryOf(name) });
      mounted.set(key, figure);
      return figure.root;
    },
    /** What the first figure that has such a word says. @param {string} word */
    word: (word) =>
      [...mounted.values()].map((figure) => figure.word(word)).find((value) => value !== undefined),
    /** @param {string} id */
    act(id) {
      for (const figure of mounted.values()) figure.act(id);
    },
    /** @param {Scene} scene */
    update(scene) {
      for (const figure of mounted.values()) figure.update(scene);
    },
    clear() {
      for (const figure of mounted.values()) figure.unmount();
      mounted.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createFigures>} Figures */
