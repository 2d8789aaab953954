/** The protocol's messages and the catalog (docs/protocol.md). */

export interface Experiment {
  data: { name: string; samples: number; noise: number; training_share: number };
  layers: { units: number; activation: string }[];
  loss: string;
  start: { name: string; layers?: { weights: number[][]; biases: number[] }[] };
  optimizer: { name: string; momentum: number };
  learning_rate: number;
  batch_size: number | null;
  seed: number;
  draw: number;
}
export interface JournalEntry {
  step: number;
  changes: Record<string, unknown>;
}
export interface Phase {
  kind: "forward" | "loss" | "backward" | "update";
  layer: number;
}
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
export interface RunRecord {
  experiment: object;
  journal: JournalEntry[];
  step: number;
  checkpoint?: Checkpoint | null;
}
export type Until =
  | { step: number }
  | { epoch: number }
  | { quantity: "loss" | "training_loss" | "test_loss"; below: number }
  | { quantity: "training_accuracy" | "test_accuracy"; above: number };
export interface Hello {
  type: "hello";
  id?: number;
  protocol: number;
  session?: string | null;
  have_step?: number | null;
  run?: RunRecord | null;
}
export interface Change {
  type: "change";
  id: number;
  changes: Record<string, unknown>;
}
export interface Load {
  type: "load";
  id: number;
  preset?: string | null;
  experiment?: Record<string, unknown> | null;
}
export interface Advance {
  type: "advance";
  id: number;
  steps?: number;
}
export interface Run {
  type: "run";
  id: number;
  steps_per_second?: number | null;
  until?: Until | null;
}
export interface Pause {
  type: "pause";
  id: number;
}
export interface Restart {
  type: "restart";
  id: number;
  draw?: boolean;
}
export interface Show {
  type: "show";
  id: number;
  set: "training" | "test";
  index: number;
}
export interface Credit {
  type: "credit";
  frames?: number;
}
export type Command = Hello | Change | Load | Advance | Run | Pause | Restart | Show | Credit;

export interface Welcome {
  type: "welcome";
  protocol: number;
  build: string;
  session: string;
  resumed: "new" | "live" | "rebuilt" | "lost";
  sentence: string;
}
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
export interface LayoutSent {
  type: "layout";
  id: number;
  size: number;
  prefix: number;
  tensors: { name: string; layer: number; shape: number[]; offset: number; strides: number[] }[];
}
export interface Rejected {
  type: "rejected";
  command: number | null;
  field: string | null;
  sentence: string;
}
export interface Stopped {
  type: "stopped";
  reason: "until" | "not_finite" | "asleep" | "woken";
  step: number;
  sentence: string;
}
export interface Progress {
  type: "progress";
  task: "replay" | "advance";
  done: number;
  total: number;
}
export interface Warn {
  type: "warning";
  sentence: string;
}
export type Event =
  | Welcome
  | ExperimentChanged
  | LayoutSent
  | Rejected
  | Stopped
  | Checkpoint
  | Progress
  | Warn;

export interface RangeDocument {
  default: number;
  minimum: number;
  maximum: number;
  step?: number;
}
export interface Dataset {
  name: string;
  title: string;
  summary: string;
  task: "binary" | "classes" | "regression";
  features: number;
  outputs: number;
  classes: string[];
  samples: RangeDocument;
  noise: RangeDocument;
  training_share: RangeDocument;
  extent: number | null;
  picture: number[] | null;
}
export interface Catalog {
  activations: {
    name: string;
    title: string;
    formula: string;
    range: (number | null)[];
    centre: number;
    summary: string;
    hidden: boolean;
  }[];
  losses: { name: string; title: string; formula: string; summary: string }[];
  optimizers: {
    name: string;
    title: string;
    formula: string;
    summary: string;
    settings: { name: string; title: string; minimum: number; maximum: number; default: number }[];
  }[];
  initializers: { name: string; title: string; formula: string; summary: string }[];
  datasets: Dataset[];
  presets: {
    name: string;
    title: string;
    summary: string;
    experiment: Experiment;
    shown: { set: "training" | "test"; index: number };
  }[];
  limits: {
    hidden_layers: number;
    units: number;
    slider_hidden_layers: number;
    slider_units: number;
  };
}
