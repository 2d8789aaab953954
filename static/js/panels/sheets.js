/**
 * On smaller screens a side column is a sheet: its button opens it, and so does picking something on the stage. One at a time;
 * a button, Escape and a swipe close it. In a lesson only its button opens it, or it would cover what is being read.
 */

import { html, render } from "lit-html";
import { icon } from "./icon.js";

/** @import { Store } from "../types.d.ts" */

/** As in layout-columns.css: from here on the columns stand beside the stage. */
const SHEETS = "(max-width: 1023px)";
/** A finger that went down so far wants the sheet away. */
const AWAY = 64;

/**
 * @param {Store} store
 * @param {HTMLElement} page told by a class that it has a sheet, and makes room
 * @param {[opener: HTMLElement, sheet: HTMLElement][]} sheets the last one is about what is picked
 */
export function mountSheets(store, page, sheets) {
  const narrow = matchMedia(SHEETS);
  let isOfPick = false; // opened by picking, so let go with it

  /** @param {HTMLElement | null} wanted */
  function show(wanted) {
    for (const [opener, sheet] of sheets) {
      const open = sheet === wanted;
      sheet.classList.toggle("open", open);
      sheet.style.translate = "";
      opener.setAttribute("aria-expanded", String(open));
    }
    page.classList.toggle("looking", wanted !== null);
    isOfPick = false;
  }

  function close() {
    const open = sheets.find(([, sheet]) => sheet.classList.contains("open"));
    if (!open) return;
    show(null);
    if (open[1].contains(document.activeElement)) open[0].focus({ preventScroll: true });
  }

  /** Opens the sheet about what is picked; false where it is a column, or open, or would be in the way. */
  function look() {
    const sheet = sheets.at(-1)?.[1];
    const isReading = page.classList.contains("lesson-open");
    if (!narrow.matches || isReading || !sheet || sheet.classList.contains("open")) return false;
    show(sheet);
    sheet.scrollTop = 0;
    isOfPick = true;
    return true;
  }

  for (const [opener, sheet] of sheets) {
    opener.addEventListener("click", () => show(sheet.classList.contains("open") ? null : sheet));
    const head = document.createElement("div");
    head.className = "sheet-head";
    render(
      html`<span class="sheet-grip" aria-hidden="true"></span><button type="button" class="round" aria-label="Close ${sheet.getAttribute("aria-label")}" @click=${close}>${icon("close")}</button>`,
      head,
    );
    sheet.prepend(head);
    closeBySwipe(sheet, head, close);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  store
    .derive(({ selected }) => selected)
    .subscribe((selected) => {
      if (selected) look();
      else if (isOfPick) close();
    });
  return { look, close };
}

/**
 * The sheet follows a finger downwards, from its head or from the top of what it holds.
 * @param {HTMLElement} sheet @param {HTMLElement} head @param {() => void} close
 */
function closeBySwipe(sheet, head, close) {
  /** @type {number | null} */
  let from = null;
  let down = 0;
  sheet.addEventListener(
    "touchstart",
    ({ touches, target }) => {
      const onHead = head.contains(/** @type {Node} */ (target));
      const onSlider = target instanceof HTMLInputElement;
      const isFree = onHead || (sheet.scrollTop <= 0 && !onSlider);
      from = isFree && touches.length === 1 ? (touches[0]?.clientY ?? null) : null;
      down = 0;
    },
    { passive: true },
  );
  sheet.addEventListener(
    "touchmove",
    (event) => {
      if (from === null) return;
      down = (event.touches[0]?.clientY ?? from) - from;
      if (down < 0 && sheet.scrollTop <= 0 && !head.contains(/** @type {Node} */ (event.target)))
        from = null; // what it holds is scrolled
      else event.preventDefault();
      sheet.style.translate = from === null ? "" : `0 ${Math.max(0, down)}px`;
    },
    { passive: false },
  );
  const end = () => {
    if (from === null) return;
    from = null;
    sheet.style.translate = "";
    if (down > AWAY) close();
  };
  sheet.addEventListener("touchend", end);
  sheet.addEventListener("touchcancel", end);
}
