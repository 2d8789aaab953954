/** The one state object, before anything has come from the server. */

import { emptyLossHistory } from "./loss-history.js";
import { WHOLE } from "./zoom.js";

/** @import { Catalog, State } from "../types.d.ts" */

/** The number of a run that the server has not named yet. */
export const UNNAMED_RUN = -1;

/**
 * @param {Catalog} catalog
 * @returns {State}
 */
export function initialState(catalog) {
  return {
    catalog,
    connection: { status: "connecting", attempt: 0, retry_at_ms: null, sentence: null },
    session: null,
    experiment: null,
    initial: null,
    run: UNNAMED_RUN,
    time: null,
    branches: null,
    comparison: null,
    left: null,
    view: { hidden: [], locked: false },
    journal: [],
    phases: [],
    parameter_count: 0,
    steps_per_epoch: 1,
    extent: null,
    training_count: 0,
    test_count: 0,
    data: null,
    shown: null,
    frame: null,
    upcoming: null,
    previous: null,
    read: null,
    losses: emptyLossHistory(),
    readings: [],
    steps_per_second: null,
    notice: null,
    progress: null,
    hovered: null,
    lit: null,
    selected: null,
    look: { test: true, discrete: false, whose: "mean", own: null, lit: [], dim: [] },
    zoom: WHOLE,
    shows: [],
    kept_maps: null,
    answers: {},
    recent: [],
    player: {
      playing: false,
      running: false,
      pace: 0,
      time: 0,
      stop_at: null,
      only_layer: null,
      run: null,
      seek: null,
    },
  };
}
