/** The number of the connection that is looked at, on the connection itself: what it carries, its slope, its move. */

import { formatInteger, formatNumber } from "../lib/format.js";
import { tensorOf } from "../protocol/tensors.js";
import { pointOn } from "../render/curves.js";
import { biasCurve, connectionCurve } from "./connection-curves.js";
import { signInk } from "./connections.js";
import { isBundled } from "./drawn-connections.js";
import { MEET } from "./phase-backward.js";
import { inputOf } from "./phase-forward.js";
import { slopesOf, whoseOf } from "./whose.js";
import { exampleWord, meanWord } from "./words.js";

/** @import { Mark, TextRun } from "../render/marks.d.ts" */
/** @import { Scene } from "./stage.js" */

/** From here on in its phase a slope is the mean of the batch. */
const AVERAGED = 0.92;

/** @param {Scene} scene @returns {Mark[]} */
export function pickedMarks(scene) {
  const { focus, layout } = scene;
  if (!focus || focus.kind === "neuron" || isBundled(scene, focus.layer)) return [];
  const { layer, to } = focus;
  const isBias = focus.kind === "bias";
  const curve = isBias
    ? biasCurve(layout, layer, to)
    : connectionCurve(layout, layer, to, focus.from);
  const { x, y } = isBias ? pointOn(curve, 0) : seenPoint(curve, layout.window);
  const { runs, note, stale = false } = numbersOf(scene, layer, to, isBias ? null : focus.from);
  const size = layout.vertical ? 14 : 16;
  const characters = runs.reduce((sum, { text }) => sum + text.length, 0);
  const width = Math.max(characters * size * 0.55, note.length * 6.4) + 18;
  const height = note ? size * 1.3 + 22 : size * 2;
  const middle = Math.max(width / 2, Math.min(layout.width - width / 2, x));
  const centre = isBias ? y + height / 2 + 8 : y;
  /** @type {Mark[]} */
  const marks = [
    {
      kind: "box",
      x: middle - width / 2,
      y: centre - height / 2,
      width,
      height,
      radius: 16,
      fill: "light",
      opacity: 0.98,
      shadow: true,
    },
    {
      kind: "text",
      of: "picked",
      x: middle,
      y: centre - (note ? 9 : 0),
      runs,
      size,
      align: "center",
      ink: "ink",
      weight: 700,
    },
  ];
  if (note)
    marks.push({
      kind: "text",
      x: middle,
      y: centre + size * 0.62,
      runs: [{ text: note }],
      size: 13,
      align: "center",
      ink: stale ? "ink3" : "ink2",
      ...(stale ? { of: "picked.stale", stale } : {}),
    });
  return marks;
}

/** Halfway along, or the nearest place to it that is seen. @param {import("../render/marks.d.ts").Curve} curve @param {Scene["layout"]["window"]} window */
function seenPoint(curve, { x, y, width, height }) {
  const places = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9].map((share) =>
    pointOn(curve, share),
  );
  const isSeen = (/** @type {{ x: number, y: number }} */ at) =>
    at.x > x + EDGE && at.x < x + width - EDGE && at.y > y + EDGE && at.y < y + height - EDGE;
  return places.find(isSeen) ?? pointOn(curve, 0.5);
}

/** A number needs room on both sides. */
const EDGE = 50;

/**
 * What there is to say of a weight, or of a bias where `from` is null, at this moment.
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} to
 * @param {number | null} from
 * @returns {{ runs: TextRun[], note: string, stale?: boolean }}
 */
function numbersOf(scene, layer, to, from) {
  const { frame, moment, state } = scene;
  const name = from === null ? "biases" : "weights";
  const at = (/** @type {string} */ suffix) =>
    tensorOf(frame, `${name}${suffix}`, layer).at(to, from ?? 0);
  const signed = (/** @type {number} */ value, digits = 2) =>
    formatNumber(value, digits, { sign: true });
  const weight = at("");
  if ((moment.update[layer] ?? 0) > 0.3)
    return {
      runs: [
        { text: `${signed(weight, 3)} → `, ink: "ink2" },
        { text: signed(weight + at("_update"), 3), ink: signInk(weight + at("_update")) },
      ],
      note: `moved by ${signed(at("_update"), 4)}`,
    };
  const backward = moment.running ? 0 : (moment.backward[layer] ?? 0);
  if (backward > MEET.to && backward < AVERAGED && from !== null) {
    const error = tensorOf(frame, "example.dz", layer).at(to);
    const input = inputOf(scene, layer, from);
    return {
      runs: [
        { text: signed(error, 3), ink: "gradient" },
        { text: ` × ${signed(input)} = `, ink: "ink2" },
        { text: signed(error * input, 3), ink: "gradient" },
      ],
      note: `error × input, this ${exampleWord(scene)}`,
    };
  }
  if (backward > MEET.to)
    return {
      runs: [{ text: signed(slopesOf(scene, name, layer).at(to, from ?? 0), 4), ink: "gradient" }],
      note: whoseOf(scene) === "mean" ? meanWord(frame) : `this ${exampleWord(scene)}’s`,
    };
  if (
    from !== null &&
    !moment.running &&
    moment.stop?.kind === "forward" &&
    moment.stop.layer === layer
  ) {
    const input = inputOf(scene, layer, from);
    const product = weight * input;
    return {
      runs: [
        { text: `${signed(weight)} × ${formatNumber(input, 2)} = `, ink: "ink2" },
        { text: signed(product), ink: signInk(product) },
      ],
      note: "",
    };
  }
  const runs = [{ text: signed(weight, 3), ink: signInk(weight) }];
  const before = moment.running ? null : state.previous;
  if (!before) return { runs, note: from === null ? "bias" : "weight" };
  // The slope of this step is not there yet: the last one, and of which step it is.
  const slope = tensorOf(before, `${name}_gradient`, layer).at(to, from ?? 0);
  return {
    runs,
    note: `slope ${signed(slope, 4)}, from step ${formatInteger(before.step)}`,
    stale: true,
  };
}
