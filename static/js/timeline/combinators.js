/**
 * Small words for time. A piece has a duration in beats and can be placed; placing gives a flat list of named spans. No
 * callbacks, no timers: a frame of animation is a function of (state, time), and these lists say what is under way when.
 */

/**
 * @typedef {{ id: string, kind: string, layer: number, start: number, duration: number }} Span
 * @typedef {{ duration: number, place: (start: number) => Span[] }} Piece
 */

/**
 * One named span.
 * @param {string} kind
 * @param {number} layer
 * @param {number} duration in beats
 * @returns {Piece}
 */
export function span(kind, layer, duration) {
  const id = layer > 0 ? `${kind}.${layer}` : kind;
  return { duration, place: (start) => [{ id, kind, layer, start, duration }] };
}

/**
 * Pieces one after another.
 * @param {...Piece} pieces
 * @returns {Piece}
 */
export function chain(...pieces) {
  return {
    duration: pieces.reduce((sum, piece) => sum + piece.duration, 0),
    place(start) {
      let at = start;
      return pieces.flatMap((piece) => {
        const spans = piece.place(at);
        at += piece.duration;
        return spans;
      });
    },
  };
}

/**
 * Pieces side by side, all started together.
 * @param {...Piece} pieces
 * @returns {Piece}
 */
export function all(...pieces) {
  return {
    duration: Math.max(0, ...pieces.map((piece) => piece.duration)),
    place: (start) => pieces.flatMap((piece) => piece.place(start)),
  };
}

/**
 * How far a span has come at a time: 0 before it, 1 after it.
 * @param {{ start: number, duration: number }} span
 * @param {number} time
 */
export function progress({ start, duration }, time) {
  if (time <= start) return 0;
  return time >= start + duration ? 1 : (time - start) / duration;
}
