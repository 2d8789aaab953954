/**
 * The stage as a list of marks: a pure function of the state, the moment and the room there is. Painters for what stands
 * there (data, connections, neurons, output) and for what each phase adds; nothing here knows of a canvas.
 */

import { unitsOf } from "../protocol/layout.js";
import { stepSpans } from "../timeline/player.js";
import { connectionMarks } from "./connections.js";
import { dataMarks } from "./data-side.js";
import { beamMarks, headingMarks } from "./headings.js";
import { momentOf } from "./moment.js";
import { neuronMarks } from "./neurons.js";
import { barMarks } from "./output-bars.js";
import { lensMarks } from "./output-lens.js";
import { backwardMarks } from "./phase-backward.js";
import { forwardMarks } from "./phase-forward.js";
import { updateMarks } from "./phase-update.js";
import { pickedMarks } from "./picked.js";
import { scalesOf } from "./scales.js";
import { layOut } from "./stage-layout.js";

/** @import { Mark, PointColumns } from "../render/marks.d.ts" */
/** @import { Data, Frame, Selection, State } from "../types.d.ts" */
/** @import { Moment } from "./moment.js" */
/** @import { Scales } from "./scales.js" */
/** @import { StageLayout } from "./stage-layout.js" */

/**
 * @typedef {object} Scene all that a painter may look at
 * @property {State} state
 * @property {Frame} frame
 * @property {Frame["maps"]} maps of the weights as they are drawn: after the update those of the step to come
 * @property {StageLayout} layout
 * @property {Moment} moment
 * @property {Scales} scales
 * @property {Selection | null} focus what is pointed at, or else selected
 * @property {number[]} units inputs first
 * @property {Dataset} dataset its catalog entry
 * @property {PointColumns | null} points
 */

/** @typedef {import("../types.d.ts").Catalog["datasets"][number]} Dataset */

/** @type {WeakMap<Data, PointColumns>} */
const columnsOf = new WeakMap();

/** @param {Data} data @param {string} task @returns {PointColumns} */
function pointColumns(data, task) {
  let columns = columnsOf.get(data);
  if (!columns) {
    const { count, features, outputs, inputs, targets, training_count } = data;
    const column = (
      /** @type {Float32Array} */ from,
      /** @type {number} */ width,
      /** @type {number} */ k,
    ) => Float32Array.from({ length: count }, (_, i) => from[i * width + k] ?? 0);
    const target = column(targets, outputs, 0);
    const reach = task === "regression" ? Math.max(1e-6, ...target.map(Math.abs)) : null;
    columns = {
      x: column(inputs, features, 0),
      y: column(inputs, features, 1),
      target,
      training_count,
      reach,
    };
    columnsOf.set(data, columns);
  }
  return columns;
}

/**
 * @param {State} state
 * @param {{ width: number, height: number }} box
 * @param {boolean} stills
 * @returns {Scene | null} null while there is nothing that fits together
 */
export function sceneOf(state, box, stills) {
  const { frame, upcoming, experiment, catalog, data } = state;
  if (!frame || !experiment || !data || box.width === 0) return null;
  const dataset = catalog.datasets.find(({ name }) => name === experiment.data.name);
  if (!dataset) return null;
  const units = unitsOf(frame.layout);
  // Another task has been announced, and its first frame is still on the way.
  if (units[0] !== dataset.features || units.at(-1) !== dataset.outputs) return null;
  const layout = layOut({ units, picture: dataset.picture !== null }, box);
  const moment = momentOf(state, stepSpans(frame), stills);
  const moved = moment.update.slice(1).every((done) => done >= 1);
  return {
    state,
    frame,
    maps:
      moved && upcoming?.maps?.length === frame.maps?.length
        ? (upcoming?.maps ?? null)
        : frame.maps,
    layout,
    moment,
    scales: scalesOf(frame, layout),
    focus: state.hovered ?? (state.selected?.kind === "layer" ? null : state.selected),
    units,
    dataset,
    points: data.features === 2 && data.count > 0 ? pointColumns(data, dataset.task) : null,
  };
}

/** @param {Scene} scene @returns {Mark[]} */
export function stageMarks(scene) {
  return [
    ...beamMarks(scene),
    ...dataMarks(scene),
    ...updateMarks(scene),
    ...connectionMarks(scene),
    ...backwardMarks(scene),
    ...forwardMarks(scene),
    ...neuronMarks(scene),
    ...(scene.layout.output === "bars" ? barMarks(scene) : lensMarks(scene)),
    ...headingMarks(scene),
    ...pickedMarks(scene),
  ];
}
