/** One loop for all that is drawn. It rests until somebody asks for a frame. */

const LONGEST_STEP_S = 0.1; // after a hiccup the picture goes on from where it was

/**
 * @typedef {object} FrameClock
 * @property {(callback: (now_ms: number) => void) => number} request
 * @property {(id: number) => void} cancel
 */

/** @type {FrameClock} */
const DISPLAY = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (id) => cancelAnimationFrame(id),
};

/**
 * @param {(seconds: number, now_ms: number) => boolean | void} draw
 *   gets the time since the last frame, 0 for the first after a rest; true asks for another frame
 * @param {FrameClock} [clock]
 */
export function createFrameLoop(draw, clock = DISPLAY) {
  let asked = 0;
  let waiting = false;
  /** @type {number | null} */
  let last_ms = null;

  /** @param {number} now_ms */
  function turn(now_ms) {
    waiting = false;
    const seconds = last_ms === null ? 0 : Math.max(0, (now_ms - last_ms) / 1000);
    last_ms = now_ms;
    if (draw(Math.min(seconds, LONGEST_STEP_S), now_ms)) ask();
    if (!waiting) last_ms = null;
  }

  function ask() {
    if (waiting) return;
    waiting = true;
    asked = clock.request(turn);
  }

  return {
    /** Draws a frame at the next chance; asking twice draws one. */
    ask,
    stop() {
      if (waiting) clock.cancel(asked);
      waiting = false;
      last_ms = null;
    },
  };
}
