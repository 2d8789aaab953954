/** A shape and a colour for each of three and more classes; both, so that neither is needed alone. */

/** @import { ClassInk, ClassMark } from "./marks.d.ts" */
/** @import { Surface } from "./painters.js" */
/** @import { Palette } from "./palette.js" */

export const CLASS_COLOURS = 10;

/** @param {number} index from 0 @returns {ClassInk} */
export const classInk = (index) => /** @type {ClassInk} */ (`class${(index % CLASS_COLOURS) + 1}`);

/** A polygon of corners on a circle. @param {number} corners @param {number} turn in corners @param {number} [inner] every other corner nearer: a star */
const polygon = (corners, turn, inner = 1) =>
  Array.from({ length: corners }, (_, i) => {
    const angle = ((i + turn) / corners) * 2 * Math.PI - Math.PI / 2;
    const radius = i % 2 === 1 ? inner : 1;
    return [Math.cos(angle) * radius, Math.sin(angle) * radius];
  });

/** @typedef {{ filled: boolean, parts: number[][][], closed: boolean, scale: number }} Shape corners of parts; none for a disc */

/** @type {Shape[]} */
const SHAPES = [
  { filled: true, parts: [], closed: true, scale: 1 },
  { filled: false, parts: [polygon(4, 0.5)], closed: true, scale: 1.25 },
  { filled: true, parts: [polygon(3, 0)], closed: true, scale: 1.3 },
  { filled: false, parts: [polygon(4, 0)], closed: true, scale: 1.3 },
  {
    filled: false,
    parts: [
      [
        [-0.8, -0.8],
        [0.8, 0.8],
      ],
      [
        [-0.8, 0.8],
        [0.8, -0.8],
      ],
    ],
    closed: false,
    scale: 1.1,
  },
  {
    filled: false,
    parts: [
      [
        [-1, 0],
        [1, 0],
      ],
      [
        [0, -1],
        [0, 1],
      ],
    ],
    closed: false,
    scale: 1.2,
  },
  { filled: true, parts: [polygon(10, 0, 0.45)], closed: true, scale: 1.35 },
  { filled: false, parts: [polygon(3, 1.5)], closed: true, scale: 1.3 },
  { filled: true, parts: [polygon(6, 0)], closed: true, scale: 1.1 },
  {
    filled: false,
    parts: [
      [
        [-1, 0],
        [1, 0],
      ],
    ],
    closed: false,
    scale: 1.2,
  },
];

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Palette} palette
 * @param {number} index of the class, from 0
 * @param {number} x @param {number} y @param {number} radius
 */
export function drawClass(context, palette, index, x, y, radius) {
  const { filled, parts, closed, scale } = /** @type {Shape} */ (SHAPES[index % SHAPES.length]);
  const reach = radius * scale;
  context.beginPath();
  if (parts.length === 0) context.arc(x, y, reach, 0, 2 * Math.PI);
  for (const corners of parts) {
    for (const [i, [dx = 0, dy = 0]] of corners.entries()) {
      if (i === 0) context.moveTo(x + dx * reach, y + dy * reach);
      else context.lineTo(x + dx * reach, y + dy * reach);
    }
    if (closed) context.closePath();
  }
  const colour = palette.ink[classInk(index)];
  if (filled) {
    context.fillStyle = colour;
    context.fill();
  } else {
    context.strokeStyle = colour;
    context.stroke();
  }
}

/** @param {Surface} surface @param {ClassMark} mark */
export function classMark({ context, palette }, { x, y, size, index, opacity = 1 }) {
  context.globalAlpha = opacity;
  context.lineWidth = Math.max(1.2, size * 0.2);
  drawClass(context, palette, index, x, y, size / 2);
  context.globalAlpha = 1;
}
