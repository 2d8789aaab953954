/** The product's shapes that more than one layer of the browser code shares. Field names that came over the wire keep their form. */
import type {
  Catalog,
  Command,
  Experiment,
  JournalEntry,
  Phase,
  Event as ServerEvent,
} from "./protocol/messages.d.ts";

export type { Catalog, Command, Experiment, JournalEntry, Phase, ServerEvent, Until };

/** One named tensor of a layout: element (i, j) is `floats[offset + i * strides[0] + j * strides[1]]`. */
export interface Tensor {
  name: string;
  layer: number;
  shape: number[];
  offset: number;
  strides: number[];
}

export interface Layout {
  id: number;
  size: number;
  prefix: number;
  tensors: Map<string, Tensor>; // by "name.layer", or "name" where there is no layer
}

/** Five numbers of one evaluation; NaN where there is none. */
export interface Reading {
  step: number;
  training_loss: number;
  test_loss: number;
  training_accuracy: number;
  test_accuracy: number;
}

/** One neuron's activation over the input plane, or over a line: value = low + (high − low) · byte / 255. */
export interface ActivationMap {
  cells: number; // in a row
  rows: number; // as many as cells, or 1 over a line
  bytes: Uint8Array;
  low: number;
  high: number;
}

export interface LossPoints {
  first_step: number;
  steps: number;
  steps_per_point: number;
  values: Float32Array; // one value a point, or min, mean, max when a point stands for several steps
}

/** A decoded frame: views over the received bytes, nothing copied. */
export interface Frame {
  layout: Layout;
  command: number;
  running: boolean;
  batch_included: boolean;
  finite: boolean;
  step: number;
  epoch: number;
  batch: number;
  floats: Float32Array;
  reading: Reading;
  evaluations: Reading[];
  losses: LossPoints;
  maps: ActivationMap[] | null; // layer by layer
}

export interface Data {
  features: number;
  outputs: number;
  count: number;
  training_count: number;
  shown: { set: "training" | "test"; index: number };
  inputs: Float32Array;
  targets: Float32Array;
  /** Where the examples lie: the inputs themselves, or what they are features of. */
  coordinates: number;
  points: Float32Array;
}

export interface Connection {
  status: "connecting" | "open" | "lost" | "replaced" | "refused";
  attempt: number;
  retry_at_ms: number | null;
  sentence: string | null; // what a person should know, or null
}

/** What the server said that a person should read; `number` grows so that equal sentences differ. */
export interface Notice {
  kind: "rejected" | "stopped" | "warning" | "resumed";
  sentence: string;
  field: string | null;
  number: number;
}

export type Selection =
  | { kind: "neuron"; layer: number; index: number } // layer 0: an input; indices from 0
  | { kind: "connection"; layer: number; to: number; from: number }
  | { kind: "bias"; layer: number; to: number };

/** What a person wants to see of what there is; nothing of it changes a number. */
export interface View {
  test: boolean; // examples that are not trained on
  discrete: boolean; // the output's answer instead of its number
}

/** Where a person is in time. `time` counts beats from the start of the shown step. */
export interface Player {
  playing: boolean;
  running: boolean; // the server runs; frames are whole states without phases
  pace: number; // 0 … 1, see timeline/pace.js
  time: number;
  stop_at: number | null; // beats: play until here, then rest
  only_layer: number | null; // replay of one layer's update
}

export interface State {
  catalog: Catalog;
  connection: Connection;
  experiment: Experiment | null;
  run: number;
  journal: JournalEntry[];
  phases: Phase[];
  parameter_count: number;
  steps_per_epoch: number;
  training_count: number;
  test_count: number;
  data: Data | null;
  frame: Frame | null; // the frame on the stage
  upcoming: Frame | null; // computed already, shown when the playhead gets there
  previous: Frame | null; // the step before the shown one, whose update led to it
  losses: LossHistory;
  readings: Reading[]; // on schedule, thinned to a bounded number
  steps_per_second: number | null; // measured while running
  notice: Notice | null;
  progress: { task: string; done: number; total: number } | null;
  hovered: Selection | null;
  selected: Selection | null;
  view: View;
  kept_maps: { step: number; maps: ActivationMap[] } | null; // of the newest frame that had some
  player: Player;
}

/** Columns for the chart: constant cost however long the run. `version` grows with each change. */
export interface LossHistory {
  version: number;
  steps: number; // steps covered, from 0
  columns(points: number): {
    step: Float64Array;
    low: Float64Array;
    mean: Float64Array;
    high: Float64Array;
  };
  at(step: number): { low: number; mean: number; high: number } | null;
}

/** Everything that changes the state. Events of the server are one kind among others. */
export type StateEvent =
  | { type: "server"; event: ServerEvent }
  | { type: "frame"; frame: Frame; steps_per_second?: number | null } // the rate as measured
  | { type: "data"; data: Data }
  | { type: "connection"; connection: Connection }
  | { type: "view"; view: Partial<View> }
  | { type: "player"; player: Partial<Player> }
  | { type: "commit" } // show the upcoming frame from its first beat
  | { type: "select"; selection: Selection | null }
  | { type: "hover"; selection: Selection | null }
  | { type: "dismiss" }; // the notice has been read

export interface Store {
  readonly state: State;
  dispatch(event: StateEvent): void;
  /** A derived value that panels subscribe to; recomputed when the state changes, told when its value changes. */
  derive<T>(selector: (state: State) => T): {
    readonly value: T;
    subscribe(listener: (value: T) => void): () => void;
  };
}

/** Sends a command with the next number; returns that number. */
export type Send = (command: WithoutId<Command>) => number;
type WithoutId<C> = C extends unknown ? Omit<C, "id"> : never;

export interface PanelContext {
  store: Store;
  send: Send;
  catalog: Catalog;
}
