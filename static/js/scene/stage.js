/**
 * The stage as a list of marks: a pure function of the state, the moment and the room there is. Painters for what stands
 * there (data, connections, neurons, output) and for what each phase adds; nothing here knows of a canvas.
 */

import { unitsOf } from "../protocol/layout.js";
import { asRead, datasetOf, inputNames } from "../state/selectors.js";
import { stepSpans } from "../timeline/player.js";
import { meanLossMarks } from "./batch-loss.js";
import { connectionMarks } from "./connections.js";
import { dataMarks } from "./data-side.js";
import { beamMarks, headingMarks } from "./headings.js";
import { litMarks } from "./lit.js";
import { momentOf } from "./moment.js";
import { neuronMarks } from "./neurons.js";
import { barMarks } from "./output-bars.js";
import { classesMarks } from "./output-classes.js";
import { lensMarks } from "./output-lens.js";
import { backwardMarks } from "./phase-backward.js";
import { forwardMarks } from "./phase-forward.js";
import { updateMarks } from "./phase-update.js";
import { pickedMarks } from "./picked.js";
import { pickedNumbers } from "./picked-numbers.js";
import { pointColumns } from "./point-columns.js";
import { scalesOf } from "./scales.js";
import { layOut } from "./stage-layout.js";
import { stepLight } from "./step-light.js";
import { whoseOf } from "./whose.js";
import { workingCard } from "./workings.js";
import { zoomed } from "./zoomed-layout.js";

/** @import { Mark, PointColumns } from "../render/marks.d.ts" */
/** @import { Frame, Selection, State } from "../types.d.ts" */
/** @import { Moment } from "./moment.js" */
/** @import { Scales } from "./scales.js" */
/** @import { Kind, StageLayout } from "./stage-layout.js" */

/**
 * @typedef {object} Scene all that a painter may look at
 * @property {State} state
 * @property {Frame} frame
 * @property {Frame} read the one whose numbers are written: while running it stands longer than what is drawn
 * @property {Frame["maps"]} maps of the weights as they are drawn: after the update those of the step to come
 * @property {number} maps_step the step they belong to; an earlier one where the frame came without
 * @property {StageLayout} layout
 * @property {Moment} moment
 * @property {Scales} scales
 * @property {Selection | null} focus what is pointed at, or else selected
 * @property {number[]} units inputs first
 * @property {string[]} names of the inputs
 * @property {Dataset} dataset its catalog entry
 * @property {number} threshold an output above it counts as the answer 1
 * @property {PointColumns | null} points
 */

/** @typedef {import("../types.d.ts").Catalog["datasets"][number]} Dataset */

/**
 * What an example is, as far as the picture goes.
 * @param {Dataset} dataset
 * @returns {Kind}
 */
function kindOf({ picture, features, outputs }) {
  if (picture) return "picture";
  if (features === 2) return "plane";
  return features === 1 && outputs === 1 ? "curve" : "table";
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
  const found = datasetOf(state);
  if (!found) return null;
  const dataset = experiment.data.table ? { ...found, extent: state.extent } : found;
  const units = unitsOf(frame.layout);
  const names = inputNames({ catalog, experiment }, dataset);
  // Another task has been announced, and its first frame or its examples are still on the way.
  if (units[0] !== names.length || units.at(-1) !== dataset.outputs) return null;
  if (data.features !== units[0] || data.outputs !== dataset.outputs) return null;
  const kind = kindOf(dataset);
  const layout = zoomed(layOut({ units, kind }, box), state.zoom);
  const moment = momentOf(state, stepSpans(frame), stills);
  const moved = moment.update.slice(1).every((done) => done >= 1);
  const next = moved && upcoming?.maps?.length === frame.maps?.length ? upcoming?.maps : null;
  const kept = frame.maps ? null : state.kept_maps;
  const loss = catalog.losses.find(({ name }) => name === experiment.loss);
  return {
    state,
    frame,
    read: asRead(state).frame ?? frame,
    maps: next ?? frame.maps ?? kept?.maps ?? null,
    maps_step: kept?.step ?? frame.step,
    layout,
    moment,
    // Two branches side by side are drawn to one scale: a move ten times as large looks so.
    scales: scalesOf(
      frame,
      layout,
      whoseOf({ frame, state }),
      state.comparison?.frame ? [state.comparison.frame] : [],
    ),
    focus: state.hovered ?? (state.selected?.kind === "layer" ? null : state.selected),
    units,
    names,
    dataset,
    threshold: loss?.threshold ?? 0.5,
    points: kind === "plane" || kind === "curve" ? pointColumns(data, dataset, kind) : null,
  };
}

const OUTPUTS = { lens: lensMarks, bars: barMarks, classes: classesMarks };

/** @param {Scene} scene @returns {Mark[]} */
export function stageMarks(scene) {
  const marks = [
    ...beamMarks(scene),
    ...dataMarks(scene),
    ...updateMarks(scene),
    ...connectionMarks(scene),
    ...backwardMarks(scene),
    ...forwardMarks(scene),
    ...pickedNumbers(scene),
    ...neuronMarks(scene),
    ...OUTPUTS[scene.layout.output](scene),
    ...meanLossMarks(scene),
    ...headingMarks(scene),
    ...workingCard(scene),
  ];
  return [...stepLight(scene, marks), ...litMarks(scene, marks), ...pickedMarks(scene)];
}
