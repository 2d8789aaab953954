/** What an update moves: how many parameters, and which one most. Counted once a frame. */

import { unitsOf } from "../protocol/layout.js";
import { tensorOf } from "../protocol/tensors.js";

/** @import { Frame, Selection } from "../types.d.ts" */

/**
 * @typedef {object} Moves
 * @property {number} all parameters
 * @property {number} moved of them, by a move that is not exactly 0
 * @property {{ selection: Exclude<Selection, { kind: "neuron" }>, from: number, to: number } | null} most the largest finite move
 */

/** @type {WeakMap<Frame, Moves>} */
const known = new WeakMap();

/** @param {Frame} frame @returns {Moves} */
export function movesOf(frame) {
  let moves = known.get(frame);
  if (!moves) {
    moves = counted(frame);
    known.set(frame, moves);
  }
  return moves;
}

/** @param {Frame} frame @returns {Moves} */
function counted(frame) {
  const units = unitsOf(frame.layout);
  /** @type {Moves} */
  const found = { all: 0, moved: 0, most: null };
  let largest = 0;
  for (let layer = 1; layer < units.length; layer++)
    for (const kind of /** @type {const} */ (["connection", "bias"])) {
      const name = kind === "bias" ? "biases" : "weights";
      const values = tensorOf(frame, name, layer);
      const moves = tensorOf(frame, `${name}_update`, layer);
      for (let to = 0; to < (units[layer] ?? 0); to++)
        for (let from = 0; from < (kind === "bias" ? 1 : (units[layer - 1] ?? 0)); from++) {
          const move = moves.at(to, from);
          found.all++;
          if (move !== 0) found.moved++;
          if (!Number.isFinite(move) || Math.abs(move) <= largest) continue;
          largest = Math.abs(move);
          const value = values.at(to, from);
          const selection = kind === "bias" ? { kind, layer, to } : { kind, layer, to, from };
          found.most = { selection, from: value, to: value + move };
        }
    }
  return found;
}
