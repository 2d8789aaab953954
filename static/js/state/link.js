/**
 * A moment as the fragment of an address, and back: which run, which step, where in the step, what is selected, how near it is looked at. A fragment
 * stays in the browser; no server keeps links. It reads `run=…&hide=…&lock=1`; all of `run` is one compact JSON text:
 *
 *     {"v": 1, "run": a run record, "at": [phase, share], "select": …, "pace": …, "zoom": [scale, x, y]}
 */

import { compact, DamagedText, expand } from "../lib/compact.js";
import { crc32 } from "../lib/crc32.js";
import { addView, viewFrom } from "./view.js";
import { isNear, readZoom } from "./zoom.js";

/** @import { Frame, Selected, State, View, Zoom } from "../types.d.ts" */
/** @import { RunRecord, ShownExample } from "../protocol/messages.d.ts" */

const VERSION = 1;
const MOST_BYTES = 60_000; // a message may have 64 KiB
const MOST_STEPS = 5_000_000; // a server lives no more of them again
const MOST_INPUTS = 1024; // of an example of one's own

/**
 * @typedef {object} Moment
 * @property {RunRecord} run
 * @property {{ phase: string, share: number } | null} at null: before anything of the step is computed
 * @property {Selected | null} selected
 * @property {number} pace
 * @property {Zoom} zoom
 */

/**
 * The moment on the stage; null before there is one.
 * @param {State} state
 * @param {Moment["at"]} at
 * @returns {Moment | null}
 */
export function momentOf({ frame, initial, journal, selected, shown, player, zoom }, at) {
  if (!frame || !initial) return null;
  const made = journal.filter(({ step }) => step <= frame.step);
  return {
    run: {
      experiment: initial,
      journal: made,
      step: frame.step,
      digest: digestOf(frame),
      ...(shown && { shown: exampleOf(shown) }),
    },
    at,
    selected,
    pace: player.pace,
    zoom,
  };
}

/** Of the parameters before the step, as they lie on the tape. @param {Frame} frame */
export function digestOf({ floats, layout }) {
  const count = layout.tensors.get("weights_gradient.1")?.offset ?? 0;
  return crc32(new Uint8Array(floats.buffer, floats.byteOffset, 4 * count));
}

/** Why a moment has no link, or null. @param {Moment} moment */
export function whyNoLink({ run }) {
  if (run.step > MOST_STEPS)
    return "This run has too many steps to be lived again from a link: save it to a file.";
  return JSON.stringify(run).length > MOST_BYTES || hasTableWithoutRows(run)
    ? "This run holds too much for a link, such as a table of your own: save it to a file."
    : null;
}

/** Whether the rows of a table of one's own are the server's alone: there are too many for messages. @param {RunRecord} run */
function hasTableWithoutRows({ experiment, journal }) {
  const described = [experiment, ...(journal ?? []).map(({ changes }) => changes)];
  return described.some((/** @type {any} */ { data }) => data?.table?.inputs.length === 0);
}

/**
 * @param {Moment} moment @param {View} view
 * @returns {Promise<string>} without the leading #
 */
export async function fragmentOf({ run, at, selected, pace, zoom }, view) {
  const text = JSON.stringify({
    v: VERSION,
    run,
    ...(at && { at: [at.phase, at.share] }),
    ...(selected && { select: selected }),
    pace,
    ...(isNear(zoom) && { zoom: [zoom.scale, zoom.x, zoom.y] }),
  });
  const parameters = new URLSearchParams({ run: await compact(text) });
  addView(view, parameters);
  return shortened(parameters);
}

/** The fragment of a view, and of the lesson's step where one is open. @param {View} view @param {string | null} [lesson] */
export function viewFragment(view, lesson = null) {
  const parameters = new URLSearchParams();
  addView(view, parameters);
  if (lesson !== null) parameters.set("lesson", lesson);
  return shortened(parameters);
}

/** The step of the lesson that an address names; null where it names none. @param {string} fragment with or without # */
export const lessonFrom = (fragment) =>
  new URLSearchParams(fragment.replace(/^#/, "")).get("lesson");

/** Commas may stay as they are. @param {URLSearchParams} parameters */
const shortened = (parameters) => parameters.toString().replaceAll("%2C", ",");

/**
 * What an address asks for. `sentence` says what is wrong with a link from which no run can be made.
 * @param {string} fragment with or without #
 * @returns {Promise<{ moment: Moment | null, view: View, sentence: string | null }>}
 */
export async function readFragment(fragment) {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const view = viewFrom(parameters);
  const run = parameters.get("run");
  if (run === null) return { moment: null, view, sentence: null };
  try {
    return { moment: readMoment(await expand(run, 2 * MOST_BYTES)), view, sentence: null };
  } catch (error) {
    if (!(error instanceof DamagedText)) throw error;
    return { moment: null, view, sentence: `This link is damaged: ${error.message}.` };
  }
}

/** @param {string} text @returns {Moment} */
function readMoment(text) {
  /** @type {any} checked below, member by member */
  const read = parsed(text);
  if (!isObject(read)) throw new DamagedText("it holds no moment");
  if (read.v !== VERSION) throw new DamagedText("it was made by another version of this page");
  const { run, at, select, pace, zoom } = read;
  if (!isObject(run) || !isObject(run.experiment) || !isStep(run.step))
    throw new DamagedText("it holds no run");
  const journal = run.journal ?? [];
  if (
    !Array.isArray(journal) ||
    !journal.every((entry) => isStep(entry?.step) && isObject(entry.changes))
  )
    throw new DamagedText("its list of changes cannot be read");
  const { step, digest } = run;
  const shown = isObject(run.shown) ? exampleOf(run.shown) : null;
  const experiment = /** @type {RunRecord["experiment"]} */ (run.experiment); // the server checks it
  return {
    run: {
      experiment,
      journal,
      step,
      ...(typeof digest === "string" && { digest }),
      ...(shown && { shown }),
    },
    at:
      Array.isArray(at) && typeof at[0] === "string" && isShare(at[1])
        ? { phase: at[0], share: at[1] }
        : null,
    selected: isSelection(select) ? select : null,
    pace: isShare(pace) ? pace : 0,
    zoom: readZoom(zoom),
  };
}

/**
 * Which example is shown, without what it is not; null where nothing can be shown from it.
 * @param {ShownExample} shown
 * @returns {ShownExample | null}
 */
function exampleOf({ set, index, inputs, targets }) {
  if (areNumbers(inputs)) return { inputs, ...(areNumbers(targets) && { targets }) };
  return (set === "training" || set === "test") && isStep(index) ? { set, index } : null;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DamagedText("it cannot be read", { cause: error });
  }
}

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @param {unknown} value @returns {value is number[]} */
const areNumbers = (value) =>
  Array.isArray(value) && value.length <= MOST_INPUTS && value.every(Number.isFinite);
/** @param {unknown} value @returns {value is number} */
const isStep = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** @param {unknown} value @returns {value is number} */
const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;

/** @param {any} value @returns {value is Selected} */
function isSelection(value) {
  if (!isObject(value) || !isStep(value.layer)) return false;
  if (value.kind === "neuron") return isStep(value.index);
  if (value.kind === "layer") return true;
  if (value.kind === "bias") return isStep(value.to);
  return value.kind === "connection" && isStep(value.to) && isStep(value.from);
}
