/** A pad to draw a digit on. After each stroke its 64 numbers go to the network, and what comes back is shown. */

import { html, nothing } from "lit-html";
import { formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { className } from "../scene/words.js";
import { BLOCK, blank, blocks, moved, offCentre, SIDE, stroke } from "./pad-cells.js";
import { createShowing } from "./showing.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { Send } from "../types.d.ts" */

const SCALE = 8;

/** @param {Send} send @param {string} [name] makes its ids unique @param {boolean} [answersAtOnce] whatever the stage shows */
export function createDrawingPad(send, name = "pad", answersAtOnce = false) {
  const canvas = document.createElement("canvas");
  canvas.id = name;
  canvas.className = "pad-canvas";
  canvas.width = canvas.height = SIDE * SCALE;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute(
    "aria-label",
    "Drawing pad. Arrow keys move the pen, Space puts it down and lifts it, Delete clears the pad.",
  );
  const show = createShowing(send);
  let cells = blank();
  let pen = { x: SIDE / 2, y: SIDE / 2 };
  let isDown = false; // by the keyboard
  /** @type {{ x: number, y: number } | null} where the pointer was */
  let last = null;
  let theme = "";

  function paint() {
    const style = getComputedStyle(canvas);
    const ink = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.fillStyle = ink("--map-mid");
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = ink("--ink");
    for (let i = 0; i < cells.length; i++)
      if (cells[i])
        context.fillRect((i % SIDE) * SCALE, Math.floor(i / SIDE) * SCALE, SCALE, SCALE);
    context.fillStyle = ink("--line");
    for (let i = BLOCK; i < SIDE; i += BLOCK) {
      context.fillRect(i * SCALE - 0.5, 0, 1, canvas.height);
      context.fillRect(0, i * SCALE - 0.5, canvas.width, 1);
    }
    if (document.activeElement === canvas) {
      context.strokeStyle = ink("--gradient");
      context.lineWidth = isDown ? 4 : 2;
      context.strokeRect(pen.x * SCALE - 6, pen.y * SCALE - 6, 12, 12);
    }
    theme = document.documentElement.dataset.theme ?? "";
  }

  /** @param {PointerEvent} event */
  function placeOf(event) {
    const box = canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * SIDE,
      y: ((event.clientY - box.top) / box.height) * SIDE,
    };
  }

  /** @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to @param {boolean} ended */
  function ink(from, to, ended) {
    stroke(cells, from, to);
    paint();
    show(blocks(cells), ended);
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = placeOf(event);
    ink(last, last, false);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = placeOf(event);
    ink(last, now, false);
    last = now;
  });
  const lift = () => {
    if (last) show(blocks(cells), true);
    last = null;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("focus", paint);
  canvas.addEventListener("blur", paint);
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (!move && event.key !== " " && event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    if (event.key === " ") {
      isDown = !isDown;
      if (isDown) ink(pen, pen, true);
    } else if (move) {
      const hold = (/** @type {number} */ v) => Math.max(0.5, Math.min(SIDE - 0.5, v));
      const next = { x: hold(pen.x + (move[0] ?? 0)), y: hold(pen.y + (move[1] ?? 0)) };
      if (isDown) ink(pen, next, false);
      pen = next;
    } else clear();
    paint();
  });

  function clear() {
    cells = blank();
    isDown = false;
    paint();
    show(blocks(cells), true);
  }

  function centre() {
    const { right, down } = offCentre(cells);
    cells = moved(cells, right, down);
    paint();
    show(blocks(cells), true);
  }

  /** @param {Scene} scene @param {(draw: () => void) => void} after */
  return function pad(scene, after) {
    after(() => {
      if (theme !== document.documentElement.dataset.theme) paint();
    });
    return html`<h3>Draw one yourself</h3>
      <div class="pad">${canvas}<div class="pad-side">
        ${isShown(scene, blocks(cells)) && (answersAtOnce || isAnswered(scene)) ? verdict(scene) : html`<p class="what">Draw with a finger, a mouse, or the arrow keys and Space.</p>`}
        <button type="button" class="small-button" id="${name}-centre" @click=${centre}>Centre it</button>
        <button type="button" class="small-button" id="${name}-clear" @click=${clear}>Clear</button>
      </div></div>
      <p class="what">It has only seen digits that fill the picture: a small one, or one that stands aside, is another thing to it.</p>`;
  };
}

/** Whether the 64 numbers on the stage are those of the pad. @param {Scene} scene @param {number[]} numbers */
function isShown({ frame }, numbers) {
  const inputs = tensorOf(frame, "example.inputs");
  return numbers.some((value) => value > 0) && numbers.every((value, i) => inputs.at(i) === value);
}

/** Whether the stage has its answer. @param {Scene} scene */
const isAnswered = ({ moment, units }) =>
  moment.running || (moment.forward[units.length - 1] ?? 0) >= 1;

/** The likeliest answers; of a single output what it counts as. @param {Scene} scene */
function verdict({ frame, units, dataset, threshold }) {
  const answers = tensorOf(frame, "example.a", units.length - 1);
  if (units.at(-1) === 1)
    return html`<p class="pad-says" aria-live="polite"><strong>${className(dataset, Number(answers.at(0) > threshold))}</strong> <span>ŷ ${formatNumber(answers.at(0), 2)}</span></p>`;
  const order = Array.from({ length: units.at(-1) ?? 0 }, (_, k) => k).toSorted(
    (x, y) => answers.at(y) - answers.at(x),
  );
  const word = (/** @type {number} */ k) => dataset.classes[k] ?? String(k);
  const [first = 0, second] = order;
  return html`<p class="pad-says" aria-live="polite"><strong>${word(first)}</strong> <span>${formatNumber(answers.at(first), 2)}</span></p>
    ${second === undefined ? nothing : html`<p class="what">then ${word(second)}, ${formatNumber(answers.at(second), 2)}</p>`}`;
}
