/** The product's shapes that more than one layer of the browser code shares. Field names that came over the wire keep their form. */
import type {
  ActivationAnswer,
  BranchEntry,
  Catalog,
  Check,
  Command,
  ComparedRun,
  Difference,
  Evaluation,
  Examples,
  Experiment,
  Factors,
  Fall,
  JournalEntry,
  LayerAnswer,
  Nudges,
  Outcomes,
  Path,
  Phase,
  Event as ServerEvent,
  ShownExample,
  Summary,
  Time,
  Until,
  Wishes,
} from "./protocol/messages.d.ts";

export type {
  BranchEntry,
  Catalog,
  Command,
  Experiment,
  JournalEntry,
  Phase,
  ServerEvent,
  ShownExample,
  Time,
  Until,
};

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
  compared: boolean; // of the branch beside the run on the stage
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
  compared: boolean; // of the branch beside the run on the stage
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
export interface Look {
  test: boolean; // examples that are not trained on
  discrete: boolean; // the output's answer instead of its number
  whose: "example" | "mean"; // slopes and loss: of the shown example, or the mean of the batch
  own: "points" | "table" | null; // which of one's own data is being made
  lit: readonly string[]; // parts of the stage that a step of the lesson lights, such as "layer:1"
  dim: readonly string[]; // and those that it dims
}

/** Which part of the drawing is seen: how many times larger than the whole, and its middle as shares of the drawing. */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

/** What a person can pick: something with a mark on the stage, or a whole layer. */
export type Selected = Selection | { kind: "layer"; layer: number };

/** A weight into neuron `row` of a layer from neuron `column`, from 0; `column` null is the bias. */
export interface Parameter {
  layer: number;
  row: number;
  column: number | null;
}

/** What the engine answers to a question, by question. */
export interface Answers {
  check: Check;
  nudge: Nudges;
  factors: Factors;
  wishes: Wishes;
  fall: Fall;
  layer: LayerAnswer;
  path: Path;
  examples: Examples;
  summary: Summary;
  evaluate: Evaluation;
  outcomes: Outcomes;
  activation: ActivationAnswer;
}

/** What a question is about. */
export interface About {
  parameter?: Parameter;
  layer?: number;
  set?: "training" | "test"; // with `first`: a page of examples
  first?: number;
  shift?: number[]; // of "evaluate": rows down, columns right
  inverted?: boolean;
  muted?: { layer: number; row: number }[];
  name?: string; // of "activation"
  z?: number[];
  sizes?: number[]; // of "nudge"
}

/** An answer that has come, with the step it is about. */
export interface Answered {
  step: number;
  content: unknown;
}

/** Parameters and slopes of a step that went by. */
export interface PastStep {
  step: number;
  layout: Layout;
  floats: Float32Array; // the beginning of the tape: parameters, then their slopes
}

/** Where a person is in time. `time` counts beats from the start of the shown step. */
export interface Player {
  playing: boolean;
  running: boolean; // the server runs; frames are whole states without phases
  pace: number; // 0 … 1, see timeline/pace.js
  time: number;
  stop_at: number | null; // beats: play until here, then rest
  only_layer: number | null; // replay of one layer's update
  /** What the server was told last, or will be: how fast the run goes, and where it stops by itself. */
  run: { command: number; steps: number | null; until: Until | null } | null;
  seek: { id: number; time: number } | null; // the frame that answers this command is shown at that time
}

/** The curves of one branch: all that it has lived through and this page has seen. */
export interface Curves {
  losses: LossHistory;
  readings: Reading[];
}

/** The curves of one branch as the server tells them. */
export interface BranchCurves {
  branch: number;
  losses: LossPoints;
  readings: Reading[];
}

/** The run that has just been left: it may go on as another branch. */
export interface Left extends Curves {
  player: Player;
  upcoming: Frame | null;
}

/** The branches of the run, and the curves of those that are not on the stage. */
export interface BranchesState {
  present: number;
  list: BranchEntry[];
  curves: ReadonlyMap<number, Curves>;
}

/** The branch that lives beside the run on the stage: what the state holds of that run, of this one. */
export interface ComparisonState {
  branch: number;
  run: ComparedRun;
  differences: Difference[];
  data: Data | null;
  frame: Frame | null;
  upcoming: Frame | null;
  previous: Frame | null;
  kept_maps: State["kept_maps"];
}

/** What a teacher's link leaves out and holds fast. */
export interface View {
  hidden: string[]; // names of HIDEABLE in state/view.js
  locked: boolean; // settings cannot be changed
}

export interface State {
  catalog: Catalog;
  connection: Connection;
  session: string | null; // under which the server keeps this tab's run
  experiment: Experiment | null;
  initial: Experiment | null; // at step 0
  run: number;
  time: Time | null; // what the run has lived through, as of the newest frame at rest
  branches: BranchesState | null;
  comparison: ComparisonState | null;
  left: Left | null; // between the news of another run and that of its branch
  view: View;
  journal: JournalEntry[];
  phases: Phase[];
  parameter_count: number;
  steps_per_epoch: number;
  extent: number | null; // half the side of what the maps span
  training_count: number;
  test_count: number;
  data: Data | null;
  shown: ShownExample | null; // as the server told it: one of the data, or one's own
  frame: Frame | null; // the frame on the stage
  upcoming: Frame | null; // computed already, shown when the playhead gets there
  previous: Frame | null; // the step before the shown one, whose update led to it
  /** While running: the frame whose numbers are written, until they have been readable, and the one beside it. */
  read: { frame: Frame; compared: Frame | null; since_ms: number } | null;
  losses: LossHistory;
  readings: Reading[]; // on schedule, thinned to a bounded number
  steps_per_second: number | null; // measured while running
  notice: Notice | null;
  progress: { task: string; done: number; total: number } | null;
  hovered: Selection | null;
  lit: string | null; // the mark that is pointed at, on the stage or in a formula; see state/lit.js
  selected: Selected | null;
  look: Look;
  zoom: Zoom;
  shows: { command: number; point: number[] | null }[]; // what was asked to be shown, newest last: a point of one's own, or one of the data
  kept_maps: { step: number; maps: ActivationMap[] } | null; // of the newest frame that had some
  answers: Record<string, Answered>; // by question and what it is about
  recent: PastStep[]; // the last frames, oldest first
  player: Player;
}

/** Columns for the chart: constant cost however long the run. `version` grows with each change. */
export interface LossHistory {
  version: number;
  steps: number; // steps covered, from 0
  copy(version?: number): LossHistory; // one of its own, to keep
  columns(points: number): {
    step: Float64Array;
    low: Float64Array;
    mean: Float64Array;
    high: Float64Array;
  };
  by(steps: number): ReturnType<LossHistory["columns"]> & { size: number }; // steps a column stands for
  at(step: number): { low: number; mean: number; high: number } | null;
}

/** Everything that changes the state. Events of the server are one kind among others. */
export type StateEvent =
  | { type: "server"; event: ServerEvent }
  | {
      type: "frame";
      frame: Frame;
      compared?: Frame | null;
      steps_per_second?: number | null;
      now_ms?: number;
    } // the rate as measured
  | { type: "data"; data: Data }
  | { type: "curves"; curves: BranchCurves }
  | { type: "connection"; connection: Connection }
  | { type: "look"; look: Partial<Look> }
  | { type: "player"; player: Partial<Player> }
  | { type: "commit" } // show the upcoming frame from its first beat
  | { type: "select"; selection: Selected | null }
  | { type: "hover"; selection: Selection | null }
  | { type: "zoom"; zoom: Zoom }
  | { type: "light"; mark: string | null } // a mark alone, without looking at what it belongs to
  | { type: "show"; command: number; point: number[] | null } // was asked for
  | { type: "view"; view: View }
  | { type: "say"; sentence: string } // the page itself has something that a person should read
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
