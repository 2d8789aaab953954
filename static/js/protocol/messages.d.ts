/**
 * The protocol's messages (docs/protocol.md), experiments, and the catalog.
 *
 * Made from app/protocol.py and app/documents.py by `python -m app.protocol_types`: change those.
 */

/** How the columns of a table are standardised: (x - mean) / deviation. */
export interface Scale {
  mean: number[];
  deviation: number[];
}

/** One's own examples, row by row; what is missing is numbered, and left as it is. */
export interface Table {
  inputs: number[][];
  targets: number[][];
  task: "binary" | "classes" | "regression";
  classes?: string[];
  columns?: string[];
  target_column?: string;
  input_scale?: Scale | null;
  target_scale?: Scale | null;
}

/** Which examples there are; `table` only where the name is `table`. */
export interface Data {
  name: string;
  samples: number;
  noise: number;
  training_share: number;
  label_noise?: number;
  features?: string[];
  table?: Table;
}

/** One layer after the inputs. */
export interface Layer {
  units: number;
  activation: string;
}

/** Start values of one layer, row = receiving neuron. */
export interface GivenLayer {
  weights: number[][];
  biases: number[];
}

/** The rule of the start values; `layers` only where the name is `given`. */
export interface Start {
  name: string;
  layers?: GivenLayer[];
  [setting: string]: unknown;
}

/** An optimizer, schedule or regularizer; beside the name stand its settings, by their names. */
export interface Rule {
  name: string;
  [setting: string]: unknown;
}

/** All that defines a run. */
export interface Experiment {
  data: Data;
  layers: Layer[];
  loss: string;
  start: Start;
  optimizer: Rule;
  learning_rate: number;
  schedule: Rule;
  regularizer: Rule;
  dropout: number;
  clip_norm: number | null;
  batch_size: number | null;
  seed: number;
  draw: number;
}

/** A change made before the update of `step`. */
export interface JournalEntry {
  step: number;
  changes: Record<string, unknown>;
}

/** The state of a run before `step`, with the first `changes` journal entries in it. */
export interface Checkpoint {
  type: "checkpoint";
  run: number;
  step: number;
  epoch: number;
  offset: number;
  changes: number;
  parameters: string;
  slots: string;
}

/** All that a server needs to rebuild a run. */
export interface RunRecord {
  experiment: Experiment;
  journal?: JournalEntry[];
  step: number;
  checkpoint?: Checkpoint | null;
}

/** The first message of a connection. */
export interface Hello {
  type: "hello";
  id?: number;
  protocol: number;
  session?: string | null;
  have_step?: number | null;
  run?: RunRecord | null;
}

/** A partial experiment, merged into the present one. */
export interface Change {
  type: "change";
  id: number;
  changes: Record<string, unknown>;
}

/** Replaces the experiment by a preset or by a whole experiment, and goes to step 0. */
export interface Load {
  type: "load";
  id: number;
  preset?: string | null;
  experiment?: Experiment | null;
}

/** Applies `steps` updates and answers with a trace. */
export interface Advance {
  type: "advance";
  id: number;
  steps?: number;
}

/** Stop before this step. */
export interface UntilStep {
  step: number;
}

/** Stop when this many epochs are done. */
export interface UntilEpoch {
  epoch: number;
}

/** Stop where a loss is below a value. */
export interface UntilLoss {
  quantity: "loss" | "training_loss" | "test_loss";
  below: number;
}

/** Stop where an accuracy is above a value. */
export interface UntilAccuracy {
  quantity: "training_accuracy" | "test_accuracy";
  above: number;
}

/** Runs, at a rate or (null) as fast as the machine can, for ever or until a condition. */
export interface Run {
  type: "run";
  id: number;
  steps_per_second?: number | null;
  until?: UntilStep | UntilEpoch | UntilLoss | UntilAccuracy | null;
}

/** Stops at the step now being computed and answers with a trace. */
export interface Pause {
  type: "pause";
  id: number;
}

/** Step 0 again, with the same start values or (`draw`) others. */
export interface Restart {
  type: "restart";
  id: number;
  draw?: boolean;
}

/** Chooses the shown example. */
export interface Show {
  type: "show";
  id: number;
  set: "training" | "test";
  index: number;
}

/** Returns frames that the browser has drawn. */
export interface Credit {
  type: "credit";
  frames?: number;
}

/** The answer to `hello`. */
export interface Welcome {
  type: "welcome";
  protocol: number;
  build: string;
  session: string;
  resumed: "new" | "live" | "rebuilt" | "lost";
  sentence: string;
}

/** A part of a step; layers count from 1, and `update` has layer 0. */
export interface Phase {
  kind: "forward" | "loss" | "backward" | "update";
  layer: number;
}

/** The experiment as it now is, and as it was at step 0. */
export interface ExperimentChanged {
  type: "experiment";
  experiment: Experiment;
  initial: Experiment;
  run: number;
  journal: JournalEntry[];
  phases: Phase[];
  parameter_count: number;
  steps_per_epoch: number;
  training_count: number;
  test_count: number;
}

/** Where a tensor lies on the tape; offset and strides count floats. */
export interface Tensor {
  name: string;
  layer: number;
  shape: number[];
  offset: number;
  strides: number[];
}

/** Where every tensor lies in the floats of a frame. */
export interface LayoutSent {
  type: "layout";
  id: number;
  size: number;
  prefix: number;
  tensors: Tensor[];
}

/** A command that cannot be carried out; nothing has changed. */
export interface Rejected {
  type: "rejected";
  command: number | null;
  field: string | null;
  sentence: string;
}

/** A run ended by itself, fell asleep because the tab does not draw, or woke up again. */
export interface Stopped {
  type: "stopped";
  reason: "until" | "not_finite" | "asleep" | "woken";
  step: number;
  sentence: string;
}

/** How far work of more than a second is. */
export interface Progress {
  type: "progress";
  task: "replay" | "advance";
  done: number;
  total: number;
}

/** The rate limit is near. */
export interface Warn {
  type: "warning";
  sentence: string;
}

/** An activation function in the catalog; `range` has null where it is unbounded. */
export interface Activation {
  name: string;
  title: string;
  formula: string;
  derivative: string;
  range: (number | null)[];
  centre: number;
  summary: string;
  hidden: boolean;
  flat: number;
  saturated: string;
  dead: string;
}

/** A loss in the catalog. */
export interface Loss {
  name: string;
  title: string;
  formula: string;
  summary: string;
  tasks: string[];
  activations: string[];
  threshold: number;
}

/** A number with its limits, and the symbol that stands for it in the formula. */
export interface Setting {
  name: string;
  title: string;
  symbol: string;
  minimum: number;
  maximum: number;
  default: number;
  open_end: boolean;
  whole: boolean;
}

/** An optimizer in the catalog. */
export interface OptimizerEntry {
  name: string;
  title: string;
  formula: string;
  summary: string;
  settings: Setting[];
  slots: string[];
}

/** A schedule, a regularizer or a rule of start values in the catalog. */
export interface RuleEntry {
  name: string;
  title: string;
  formula: string;
  summary: string;
  settings: Setting[];
}

/** Default and limits of a data setting. */
export interface SettingRange {
  default: number;
  minimum: number;
  maximum: number;
  step?: number;
}

/** A data set in the catalog; `picture` is the shape of its examples where they are pictures. */
export interface Dataset {
  name: string;
  title: string;
  summary: string;
  task: "binary" | "classes" | "regression";
  features: number;
  outputs: number;
  classes: string[];
  samples: SettingRange;
  noise: SettingRange;
  noise_on: "inputs" | "targets";
  training_share: SettingRange;
  label_noise: SettingRange;
  extent: number | null;
  picture: number[] | null;
}

/** An input feature in the catalog: a number made of a point in the plane. */
export interface Feature {
  name: string;
  title: string;
  formula: string;
  summary: string;
}

/** The shown example. */
export interface Shown {
  set: "training" | "test";
  index: number;
}

/** A named experiment. */
export interface Preset {
  name: string;
  title: string;
  summary: string;
  experiment: Experiment;
  shown: Shown;
}

/** Limits of settings, and the smaller ones of sliders. */
export interface Limits {
  hidden_layers: number;
  units: number;
  slider_hidden_layers: number;
  slider_units: number;
}

/** Every registry of the engine as plain data. */
export interface Catalog {
  activations: Activation[];
  losses: Loss[];
  optimizers: OptimizerEntry[];
  schedules: RuleEntry[];
  regularizers: RuleEntry[];
  initializers: RuleEntry[];
  datasets: Dataset[];
  features: Feature[];
  presets: Preset[];
  limits: Limits;
}

export type Command = Hello | Change | Load | Advance | Run | Pause | Restart | Show | Credit;

export type Event =
  | Welcome
  | ExperimentChanged
  | LayoutSent
  | Rejected
  | Stopped
  | Checkpoint
  | Progress
  | Warn;

export type Until = UntilStep | UntilEpoch | UntilLoss | UntilAccuracy;
