/** A quantity as a bar: solid above zero; below, hollow as well as orange. */

import { signInk } from "./connections.js";

/** @import { Box } from "../render/marks.d.ts" */

/**
 * @param {number} value
 * @param {[number, number]} across from one end to the other, in either order
 * @param {[number, number]} down
 * @param {number} [opacity]
 * @returns {Box}
 */
export function bar(value, across, down, opacity = 1) {
  const width = Math.abs(across[1] - across[0]);
  const height = Math.abs(down[1] - down[0]);
  const ink = signInk(value);
  return {
    kind: "box",
    x: Math.min(...across),
    y: Math.min(...down),
    width: Math.max(1, width),
    height: Math.max(1, height),
    radius: Math.min(2, width / 2, height / 2),
    ...(value < 0 ? { fill: "mapMid", stroke: ink, lineWidth: 1.6 } : { fill: ink }),
    opacity,
  };
}
