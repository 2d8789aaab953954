/** Scenes of every task for tests: a state as the server would have made it, and the marks that are drawn from it. */

import { sceneOf, stageMarks } from "../../static/js/scene/stage.js";
import { reduce } from "../../static/js/state/reduce.js";
import { initialState } from "../../static/js/state/state.js";
import { stepSpans } from "../../static/js/timeline/player.js";
import { stops } from "../../static/js/timeline/training-step.js";
import { catalog, dataset, experiment, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

/** @import { Mark } from "../../static/js/render/marks.d.ts" */
/** @import { Experiment, State } from "../../static/js/types.d.ts" */

/** Numbers that look like any others, and are the same each time. @param {number} i */
export const number = (i) => Math.sin(12.9898 * (i + 1)) * 1.2;

/**
 * @typedef {object} Task
 * @property {Partial<import("../../static/js/types.d.ts").Catalog["datasets"][number]>} entry
 * @property {number[]} units inputs first
 * @property {Partial<Experiment>} [settings]
 * @property {number[]} [targets] of the shown example
 * @property {Record<string, number[]>} [tensors] numbers of the tape, by the tensor's key
 * @property {boolean} [maps]
 * @property {number} [batch]
 */

/** @param {Task} task @returns {State} */
export function stateOf({
  entry,
  units,
  settings = {},
  targets,
  tensors = {},
  maps = true,
  batch = 1,
}) {
  const outputs = units.at(-1) ?? 1;
  const inputs = units[0] ?? 1;
  const layout = layoutOf(units, { batch });
  const floats = Float32Array.from({ length: layout.size }, (_, i) => number(i));
  /** @param {string} key @param {number[]} values */
  const put = (key, values) => floats.set(values, layout.tensors.get(key)?.offset ?? 0);
  put("example.targets", targets ?? Array.from({ length: outputs }, (_, k) => Number(k === 0)));
  for (const [key, values] of Object.entries(tensors)) put(key, values);
  const line = entry.features === 1;
  const cells = (/** @type {number} */ side) => (line ? side : side * side);
  const neurons = units.slice(1).reduce((sum, n) => sum + n, 0);
  const bytes = (neurons - outputs) * cells(4) + outputs * cells(6);
  const frame = frameOf({
    layout,
    floats,
    ...(maps
      ? {
          maps: {
            hidden: 4,
            output: 6,
            line,
            ranges: Array.from({ length: 2 * neurons }, (_, i) => (i % 2 ? 1 : -1)),
            bytes: Array.from({ length: bytes }, (_, i) => (37 * i) % 256),
          },
        }
      : {}),
  });
  const isFeatures = (settings.data?.features?.length ?? 0) > 0;
  const own = dataset("own", { outputs, features: isFeatures ? 2 : inputs, ...entry });
  const all = { ...catalog, datasets: [...catalog.datasets, own] };
  const layers = units.slice(1).map((n) => ({ units: n, activation: "tanh" }));
  const count = 12;
  const example = layout.tensors.get("example.inputs")?.offset ?? 0;
  const rows = Float32Array.from({ length: count * inputs }, (_, i) => number(500 + i));
  rows.set(floats.subarray(example, example + inputs));
  const points = Float32Array.from({ length: count * 2 }, (_, i) => number(900 + i));
  const events = [
    {
      type: /** @type {const} */ ("server"),
      event: experimentEvent({
        experiment: {
          ...experiment,
          data: { ...experiment.data, name: "own" },
          layers,
          ...settings,
        },
      }),
    },
    {
      type: /** @type {const} */ ("data"),
      data: {
        features: inputs,
        outputs,
        count,
        training_count: 8,
        shown: { set: /** @type {const} */ ("training"), index: 0 },
        inputs: rows,
        targets: Float32Array.from({ length: count * outputs }, (_, i) =>
          own.task === "regression"
            ? number(i)
            : Number(i % outputs === Math.floor(i / outputs) % outputs),
        ),
        compared: false,
        coordinates: isFeatures ? 2 : inputs,
        points: isFeatures ? points : rows,
      },
    },
    { type: /** @type {const} */ ("frame"), frame },
  ];
  return events.reduce(reduce, initialState(all));
}

/**
 * What is drawn at the end of a phase.
 * @param {State} state
 * @param {string} stop such as "loss"
 * @param {{ width: number, height: number }} [box]
 */
export function drawn(state, stop, box = { width: 866, height: 540 }) {
  const end = stops(stepSpans(state.frame)).find(({ id }) => id === stop)?.end ?? 0;
  const at = { ...state, player: { ...state.player, time: end } };
  const scene = sceneOf(at, box, true);
  if (!scene) throw new Error("there is no scene");
  return { scene, marks: stageMarks(scene) };
}

/** @param {Mark[]} marks @param {string} of */
export const find = (marks, of) => marks.find((mark) => mark.of === of);

/** All words of a text mark. @param {Mark | undefined} mark */
export const words = (mark) =>
  mark?.kind === "text" ? mark.runs.map(({ text }) => text).join("") : "";
