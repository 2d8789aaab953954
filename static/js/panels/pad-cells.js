/** The drawing pad's ink: 32 × 32 cells, full or empty, counted in blocks of four by four as the data set's digits were. */

export const SIDE = 32;
export const BLOCK = 4;
const BRUSH = 1.6;

export const blank = () => new Uint8Array(SIDE * SIDE);

/**
 * Inks all cells near a line from one place to another, in cells.
 * @param {Uint8Array} cells changed in place
 * @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to
 */
export function stroke(cells, from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const stops = Math.max(1, Math.ceil(length * 2));
  for (let i = 0; i <= stops; i++)
    dab(cells, from.x + ((to.x - from.x) * i) / stops, from.y + ((to.y - from.y) * i) / stops);
}

/** @param {Uint8Array} cells @param {number} x @param {number} y */
function dab(cells, x, y) {
  for (let row = Math.floor(y - BRUSH); row <= y + BRUSH; row++)
    for (let column = Math.floor(x - BRUSH); column <= x + BRUSH; column++) {
      const inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
      if (inside && Math.hypot(column + 0.5 - x, row + 0.5 - y) <= BRUSH)
        cells[row * SIDE + column] = 1;
    }
}

/** The share of ink in each block, row by row: 64 numbers from 0 to 1 in sixteenths. @param {Uint8Array} cells */
export function blocks(cells) {
  const across = SIDE / BLOCK;
  return Array.from({ length: across * across }, (_, i) => {
    let ink = 0;
    for (let y = 0; y < BLOCK; y++)
      for (let x = 0; x < BLOCK; x++)
        ink += cells[(Math.floor(i / across) * BLOCK + y) * SIDE + (i % across) * BLOCK + x] ?? 0;
    return ink / (BLOCK * BLOCK);
  });
}

/** Moves all ink by whole cells; what leaves the pad is lost. @param {Uint8Array} cells @param {number} right @param {number} down */
export function moved(cells, right, down) {
  const next = blank();
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const [fromX, fromY] = [x - right, y - down];
      if (fromX >= 0 && fromX < SIDE && fromY >= 0 && fromY < SIDE)
        next[y * SIDE + x] = cells[fromY * SIDE + fromX] ?? 0;
    }
  return next;
}

/** How far the ink's box lies from the middle, in whole cells: right and down that would centre it. @param {Uint8Array} cells */
export function offCentre(cells) {
  let [left, right, top, bottom] = [SIDE, -1, SIDE, -1];
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      if (!cells[y * SIDE + x]) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  if (right < 0) return { right: 0, down: 0 };
  return {
    right: Math.round((SIDE - 1 - left - right) / 2),
    down: Math.round((SIDE - 1 - top - bottom) / 2),
  };
}
