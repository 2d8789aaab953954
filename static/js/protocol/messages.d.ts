/**
 * The protocol's messages (docs/protocol.md), experiments, and the catalog.
 *
 * Made from app/commands.py, app/events.py, app/answers.py and app/documents.py by
 * `python -m app.protocol_types`: change those.
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

/** The shown example: one of a set, or free inputs with or without targets. */
export interface ShownExample {
  set?: "training" | "test" | null;
  index?: number | null;
  inputs?: number[] | null;
  targets?: number[] | null;
}

/** All that a server needs to rebuild a run. */
export interface RunRecord {
  experiment: Experiment;
  journal?: JournalEntry[];
  step: number;
  changes?: number | null;
  end?: number | null;
  checkpoint?: Checkpoint | null;
  digest?: string | null;
  shown?: ShownExample | null;
}

/** A branch: began at `from_step` of its parent, stands before `step`, has lived to `end`. */
export interface BranchEntry {
  id: number;
  name: string;
  step: number;
  end: number;
  loss: number | null;
  parent: number | null;
  from_step: number;
  sentence: string;
}

/** All that a server needs to rebuild a branch that waits, to be handed back as it came. */
export interface KeptBranch {
  type: "kept";
  branch: number;
  experiment: Experiment;
  journal: JournalEntry[];
  step: number;
  changes: number;
  end: number;
  digest: string;
  shown: ShownExample;
  by_itself: boolean;
}

/** The branches that a browser knows of: its last `branches` event, and what was `kept`. */
export interface KeptBranches {
  present: number;
  branches: BranchEntry[];
  kept?: KeptBranch[];
}

/** The first message of a connection. */
export interface Hello {
  type: "hello";
  id?: number;
  protocol: number;
  session?: string | null;
  have_step?: number | null;
  run?: RunRecord | null;
  branches?: KeptBranches | null;
}

/** A partial experiment, merged into the present one. */
export interface Change {
  type: "change";
  id: number;
  changes: Record<string, unknown>;
}

/** Replaces the run: a preset or an experiment at step 0, or a run record where it stands. */
export interface Load {
  type: "load";
  id: number;
  preset?: string | null;
  experiment?: Experiment | null;
  run?: RunRecord | null;
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
  set?: "training" | "test" | null;
  index?: number | null;
  inputs?: number[] | null;
  targets?: number[] | null;
  type: "show";
  id: number;
}

/** Goes to a step that this run has lived through; without `exact` near it, but at once. */
export interface Seek {
  type: "seek";
  id: number;
  step: number;
  exact?: boolean;
  changes?: number | null;
}

/** Takes the last change back. */
export interface Undo {
  type: "undo";
  id: number;
}

/** Makes the change again that was taken back. */
export interface Redo {
  type: "redo";
  id: number;
}

/** Keeps the present run with its future, and goes on from here on a new one. */
export interface Branch {
  type: "branch";
  id: number;
  name?: string | null;
  changes?: Record<string, unknown> | null;
}

/** Goes over to another branch, where it stood. */
export interface Switch {
  type: "switch";
  id: number;
  branch: number;
}

/** Lets another branch live beside the run on the stage, at the same step; null ends that. */
export interface Compare {
  type: "compare";
  id: number;
  branch?: number | null;
  step?: number | null;
}

/** Lets the run wait aside with all its branches, until `return`, and goes on with a copy of it. */
export interface Leave {
  type: "leave";
  id: number;
}

/** Goes back to the run that was left, as it stood, with all its branches. */
export interface Return {
  type: "return";
  id: number;
  run?: RunRecord | null;
  branches?: KeptBranches | null;
}

/** Gives a branch another name. */
export interface Rename {
  type: "rename";
  id: number;
  branch: number;
  name: string;
}

/** Deletes a branch that is not the present one. */
export interface Forget {
  type: "forget";
  id: number;
  branch: number;
}

/** A weight into neuron `row` of a layer (from 1) from neuron `column`; null is the bias. */
export interface ParameterPlace {
  layer: number;
  row: number;
  column?: number | null;
}

/** Neuron `row` (from 0) of a layer (from 1). */
export interface NeuronPlace {
  layer: number;
  row: number;
}

/** A question about the present step; the answer is an `answer` event, and no frame. */
export interface Ask {
  type: "ask";
  id: number;
  question:
    | "check"
    | "nudge"
    | "factors"
    | "wishes"
    | "fall"
    | "layer"
    | "summary"
    | "path"
    | "examples"
    | "evaluate"
    | "outcomes"
    | "activation";
  parameter?: ParameterPlace | null;
  layer?: number | null;
  set?: "training" | "test";
  first?: number;
  shift?: number[];
  inverted?: boolean;
  muted?: NeuronPlace[];
  name?: string | null;
  z?: number[];
  sizes?: number[];
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
  future: JournalEntry[];
  phases: Phase[];
  parameter_count: number;
  steps_per_epoch: number;
  extent: number | null;
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

/** Which example is shown from the next frame on. */
export interface Showing {
  type: "shown";
  example: ShownExample;
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
  task: "replay" | "advance" | "seek";
  done: number;
  total: number;
}

/** What a person should know, while everything goes on: such as that the rate limit is near. */
export interface Warn {
  type: "warning";
  sentence: string;
}

/** A slope measured by two losses, at the parameter ± `step_size`, beside the computed one. */
export interface Check {
  loss_below: number | null;
  loss_above: number | null;
  step_size: number;
  measured: number | null;
  computed: number | null;
  difference: number | null;
}

/** The batch's loss, and with one parameter moved by each of `sizes`, alone. */
export interface Nudges {
  sizes: number[];
  loss: number | null;
  losses: (number | null)[];
  measured: (number | null)[];
  computed: number | null;
}

/** A parameter's slope for the shown example: blame · steepness · input. */
export interface Factors {
  blame: number | null;
  steepness: number | null;
  error: number | null;
  input: number | null;
  slope: number | null;
}

/** The slope of each example of the batch for a parameter; `agreeing` have the mean's sign. */
export interface Wishes {
  slopes: (number | null)[];
  mean: number | null;
  agreeing: number;
  count: number;
  deviation: number | null;
}

/** How far the batch's loss falls under the pending update: what slopes promise, what is. */
export interface Fall {
  promised: number | null;
  real: number | null;
}

/** How numbers are spread: `counts[i]` lie from `edges[i]` up to `edges[i + 1]`. */
export interface Distribution {
  minimum: number | null;
  quartiles: (number | null)[];
  maximum: number | null;
  mean: number | null;
  rms: number | null;
  counts: number[];
  edges: (number | null)[];
  not_finite: number;
}

/** Distributions of z, a, dz, weights, gradient and update of a layer, by these names. */
export interface LayerAnswer {
  tensors: Record<string, Distribution>;
  dead_share: number | null;
  saturated_share: number | null;
  dead: boolean[];
}

/** The run in a few numbers, over all its examples; lists have one entry per layer. */
export interface Summary {
  step: number;
  epoch: number;
  parameters: number;
  training_loss: number | null;
  test_loss: number | null;
  training_accuracy: number | null;
  test_accuracy: number | null;
  gradient_norm: number | null;
  gradient_rms: (number | null)[];
  activation_rms: (number | null)[];
  saturated_share: (number | null)[];
  dead_fraction: number | null;
  spread: number | null;
  weight_norm: number | null;
}

/** A parameter's value before each kept step, and before the present one at the end. */
export interface Path {
  steps: number[];
  values: (number | null)[];
}

/** Whether each example of a page is answered rightly; empty in a task about numbers. */
export interface Examples {
  set: "training" | "test";
  first: number;
  right: boolean[];
}

/** A set as it would be answered; `right` has the first 2,048, none in a task about numbers. */
export interface Evaluation {
  set: "training" | "test";
  count: number;
  loss: number | null;
  accuracy: number | null;
  right: boolean[];
}

/** A page of up to 2,048 examples: loss, true class, answer, probability given to the truth. */
export interface Outcomes {
  set: "training" | "test";
  first: number;
  losses: (number | null)[];
  truths: number[];
  answers: number[];
  probabilities: (number | null)[];
  scores: (number | null)[];
}

/** An activation and its slope at some sums, in float64. */
export interface ActivationAnswer {
  name: string;
  z: number[];
  a: (number | null)[];
  slopes: (number | null)[];
}

/** The answer to a question about the state before `step`; null stands for not finite. */
export interface Answer {
  type: "answer";
  command: number;
  question:
    | "check"
    | "nudge"
    | "factors"
    | "wishes"
    | "fall"
    | "layer"
    | "summary"
    | "path"
    | "examples"
    | "evaluate"
    | "outcomes"
    | "activation";
  step: number;
  parameter: ParameterPlace | null;
  layer: number | null;
  content:
    | Check
    | Nudges
    | Factors
    | Wishes
    | Fall
    | LayerAnswer
    | Summary
    | Path
    | Examples
    | Evaluation
    | Outcomes
    | ActivationAnswer;
}

/** A change of the run's journal, in words; `number` changes are in force right after it. */
export interface MadeChange {
  step: number;
  sentence: string;
  in_force: boolean;
  number: number;
}

/** What the run has lived through. */
export interface Time {
  type: "time";
  step: number;
  end: number;
  undo: string | null;
  redo: string | null;
  changes: MadeChange[];
  kept: number[];
  digest: string;
}

/** All branches; the `present` one is the run on the stage. */
export interface Branches {
  type: "branches";
  present: number;
  branches: BranchEntry[];
}

/** The run beside the one on the stage, as `experiment` tells of that one. */
export interface ComparedRun {
  experiment: Experiment;
  phases: Phase[];
  parameter_count: number;
  steps_per_epoch: number;
  extent: number | null;
  training_count: number;
  test_count: number;
}

/** A setting in which two runs differ, in words: what the present one has, and the other. */
export interface Difference {
  title: string;
  present: string;
  other: string;
}

/** The branch that lives beside the run on the stage, and what is different there. */
export interface Comparison {
  type: "comparison";
  branch: number | null;
  run: ComparedRun | null;
  differences: Difference[];
}

/** The values of an activation at evenly spread sums from -reach to reach. */
export interface Curve {
  reach: number;
  values: number[];
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
  saturated: string;
  dead: string;
  curve: Curve | null;
  flat: number | null;
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

/** Examples of a data set as a small picture; see engine/thumbnails.py for `bytes` (base64). */
export interface DatasetThumbnail {
  kind: "points" | "curve" | "pictures";
  count: number;
  bytes: string;
  low: number | null;
  high: number | null;
  reach: number | null;
}

/** An input feature over the plane: value = low + (high − low) · byte / 255 (base64). */
export interface FeatureThumbnail {
  cells: number;
  bytes: string;
  low: number;
  high: number;
}

/** Small pictures of all data sets and features, by name, at /thumbnails. */
export interface Thumbnails {
  datasets: Record<string, DatasetThumbnail>;
  features: Record<string, FeatureThumbnail>;
}

export type Command =
  | Hello
  | Change
  | Load
  | Advance
  | Run
  | Pause
  | Restart
  | Show
  | Seek
  | Undo
  | Redo
  | Branch
  | Switch
  | Compare
  | Leave
  | Return
  | Rename
  | Forget
  | Ask
  | Credit;

export type Event =
  | Welcome
  | ExperimentChanged
  | LayoutSent
  | Showing
  | Rejected
  | Stopped
  | Checkpoint
  | Progress
  | Warn
  | Answer
  | Time
  | Branches
  | KeptBranch
  | Comparison;

export type Until = UntilStep | UntilEpoch | UntilLoss | UntilAccuracy;

export type AnswerContent =
  | Check
  | Nudges
  | Factors
  | Wishes
  | Fall
  | LayerAnswer
  | Summary
  | Path
  | Examples
  | Evaluation
  | Outcomes
  | ActivationAnswer;
