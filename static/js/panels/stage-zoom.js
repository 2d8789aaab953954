/**
 * How near the network is looked at: the wheel with Ctrl, two fingers, keys and three small buttons; a drag takes the drawing
 * along. The plain wheel scrolls the page as everywhere.
 */

import { html, render } from "lit-html";
import { isNear, panned, scaledAt, showing, WHOLE } from "../state/zoom.js";
import { icon } from "./icon.js";
import { watchDrag } from "./stage-drag.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PanelContext, Zoom } from "../types.d.ts" */

/** A press of a button or a key. */
const STRIDE = 1.6;
/** A pixel of the wheel; a notch is a hundred, a pinch on a touchpad a few. */
const PER_PIXEL = 0.006;
const NOTCH = 60;
/** Lenses smaller than this are offered to be looked at from nearer. */
const DENSE = 34;
/** What is picked is brought up to this size. */
const READABLE = 64;
const GLIDE_MS = 180;

/**
 * @param {HTMLElement} root the stage
 * @param {HTMLElement} over where the buttons are put
 * @param {Pick<PanelContext, "store"> & { stills: () => boolean }} context
 */
export function createZoom(root, over, { store, stills }) {
  const tools = document.createElement("div");
  tools.className = "stage-tools";
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", "Zoom");
  over.append(tools);
  let drawn = "";
  let glide = 0;
  /** @type {Zoom | null} where a glide ends */
  let aim = null;

  /** @param {Zoom} zoom */
  const set = (zoom) => {
    cancelAnimationFrame(glide);
    aim = null;
    store.dispatch({ type: "zoom", zoom });
  };
  const wanted = () => aim ?? store.state.zoom;

  /** The same, in the time a selection takes, so that the eye can follow. @param {Zoom} to */
  function move(to) {
    const from = store.state.zoom;
    if (stills()) return set(to);
    cancelAnimationFrame(glide);
    aim = to;
    const began_ms = performance.now();
    const step = (/** @type {number} */ now_ms) => {
      const share = Math.max(0, Math.min(1, (now_ms - began_ms) / GLIDE_MS));
      store.dispatch({
        type: "zoom",
        zoom: share < 1 ? between(from, to, 1 - (1 - share) ** 2) : to,
      });
      if (share < 1) glide = requestAnimationFrame(step);
      else aim = null;
    };
    glide = requestAnimationFrame(step);
  }

  /** A place on the page as shares of the stage. @param {number} x @param {number} y */
  function shareOf(x, y) {
    const box = root.getBoundingClientRect();
    return { x: (x - box.left) / box.width, y: (y - box.top) / box.height };
  }

  root.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30;
      const turned = Math.max(-NOTCH, Math.min(NOTCH, event.deltaY * lines));
      const at = shareOf(event.clientX, event.clientY);
      set(scaledAt(store.state.zoom, Math.exp(-turned * PER_PIXEL), at));
    },
    { passive: false },
  );
  watchDrag(root, {
    canPan: () => isNear(store.state.zoom),
    pan: (dx, dy) => {
      const { width, height } = root.getBoundingClientRect();
      set(panned(store.state.zoom, { x: dx / width, y: dy / height }));
    },
    pinch: (factor, x, y) => set(scaledAt(store.state.zoom, factor, shareOf(x, y))),
  });

  const zoom = {
    in: () => move(scaledAt(wanted(), STRIDE)),
    out: () => move(scaledAt(wanted(), 1 / STRIDE)),
    fit: () => move(WHOLE),

    /** Brings a place of the drawing into view. @param {Scene["layout"]} layout @param {{ x: number, y: number }} place @param {number} room round it */
    show({ width, height, window }, place, room) {
      const to = showing(
        store.state.zoom,
        { x: place.x / width, y: place.y / height },
        { x: room / window.width, y: (room + TOP) / window.height },
      );
      if (isNear(to)) set(to);
    },

    /** Goes near to a place, so that a lens there can be read. @param {Scene["layout"]} layout @param {{ x: number, y: number }} place @param {number} size of the lens */
    near({ width, height }, place, size) {
      const scale = store.state.zoom.scale * Math.max(1, READABLE / size);
      move({ scale, x: place.x / width, y: place.y / height });
    },

    /** Shows the buttons where they are of use. @param {Scene} scene */
    update({ layout, state }) {
      const near = isNear(state.zoom);
      const smallest = Math.min(...layout.layers.slice(1, -1).map(({ size }) => size));
      const isShown = near || smallest < DENSE;
      root.classList.toggle("zoomed", near);
      const key = `${isShown} ${near}`;
      if (key === drawn) return;
      drawn = key;
      const hadFocus = tools.contains(document.activeElement);
      tools.hidden = !isShown;
      render(
        html`<button type="button" id="zoom-in" aria-label="Zoom in" title="Zoom in  +" @click=${zoom.in}>${icon("plus")}</button>
          <button type="button" id="zoom-out" aria-label="Zoom out" title="Zoom out  −" ?disabled=${!near} @click=${zoom.out}>${icon("minus")}</button>
          <button type="button" id="zoom-fit" aria-label="The whole network" title="The whole network  0" ?disabled=${!near} @click=${zoom.fit}>${icon("fit")}</button>`,
        tools,
      );
      // A button that can no longer be pressed leaves the keyboard at the next one, or at the network.
      if (!hadFocus || near) return;
      const next = isShown ? tools.querySelector("button") : root.querySelector('[tabindex="0"]');
      if (next instanceof HTMLElement) next.focus({ preventScroll: true });
    },
  };
  return zoom;
}

/** Headings lie over the upper edge. */
const TOP = 24;

/** @param {Zoom} from @param {Zoom} to @param {number} share @returns {Zoom} */
function between(from, to, share) {
  const scale = from.scale * (to.scale / from.scale) ** share;
  // In step with the scale, what is seen goes straight to where it will be.
  const way =
    from.scale === to.scale
      ? share
      : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
  return { scale, x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way };
}
