/** Drags and pinches on the stage: with a mouse or a pen once there is something to move, with one finger likewise, with two always. */

/** A hand trembles by so much, in pixels. */
const TREMBLE = 5;

/**
 * @param {HTMLElement} root
 * @param {{ canPan: () => boolean, pan: (dx: number, dy: number) => void, pinch: (factor: number, x: number, y: number) => void }} does
 */
export function watchDrag(root, { canPan, pan, pinch }) {
  /** @type {{ id: number, x: number, y: number, dragging: boolean } | null} the mouse or the pen */
  let held = null;
  /** @type {{ x: number, y: number, apart: number } | null} fingers: their middle, and how far apart they are */
  let fingers = null;
  let dragged = false;

  /** @param {number} x @param {number} y @param {{ x: number, y: number, dragging: boolean }} from */
  function follow(x, y, from) {
    if (!from.dragging && Math.hypot(x - from.x, y - from.y) < TREMBLE) return;
    from.dragging = true;
    dragged = true;
    pan(x - from.x, y - from.y);
    from.x = x;
    from.y = y;
  }

  root.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType === "touch" || event.button !== 0 || !canPan()) return;
    held = { id: event.pointerId, x: event.clientX, y: event.clientY, dragging: false };
  });
  root.addEventListener("pointermove", (event) => {
    if (held?.id !== event.pointerId) return;
    follow(event.clientX, event.clientY, held);
    if (!held.dragging) return;
    root.classList.add("dragging");
    // Not before: what is captured at once is not clicked.
    if (!root.hasPointerCapture(event.pointerId)) root.setPointerCapture(event.pointerId);
  });
  const release = () => {
    held = null;
    root.classList.remove("dragging");
  };
  root.addEventListener("pointerup", release);
  root.addEventListener("pointercancel", release);
  // The end of a drag is no click on what lies under it.
  root.addEventListener(
    "click",
    (event) => {
      if (!dragged) return;
      event.stopPropagation();
      event.preventDefault();
      dragged = false;
    },
    true,
  );

  /** @type {{ x: number, y: number, dragging: boolean } | null} */
  let finger = null;
  /** @param {TouchEvent} event */
  function placed(event) {
    const [first, second] = event.touches;
    finger =
      first && !second && canPan()
        ? { x: first.clientX, y: first.clientY, dragging: fingers !== null }
        : null;
    fingers = first && second ? pairOf(first, second) : null;
    if (fingers) {
      event.preventDefault(); // else the page is scrolled or enlarged as well
      dragged = true;
    }
  }
  root.addEventListener("touchstart", placed, { passive: false });
  root.addEventListener("touchend", placed, { passive: false });
  root.addEventListener("touchcancel", placed, { passive: false });
  root.addEventListener(
    "touchmove",
    (event) => {
      const [first, second] = event.touches;
      if (first && second && fingers) {
        event.preventDefault();
        const next = pairOf(first, second);
        pinch(next.apart / fingers.apart, fingers.x, fingers.y);
        pan(next.x - fingers.x, next.y - fingers.y);
        fingers = next;
      } else if (first && finger) {
        event.preventDefault();
        follow(first.clientX, first.clientY, finger);
      }
    },
    { passive: false },
  );
}

/** @param {Touch} a @param {Touch} b */
const pairOf = (a, b) => ({
  x: (a.clientX + b.clientX) / 2,
  y: (a.clientY + b.clientY) / 2,
  apart: Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)),
});
