/**
 * The loss of every step of a run in bounded memory: columns of buckets, each with the smallest, mean and largest loss of
 * `width` steps. When the columns are full, neighbours merge and the width doubles, so that an append costs
 * constant time on average and no step is ever left out of a bucket.
 */

/** @import { LossHistory, LossPoints } from "../types.d.ts" */

const BUCKETS = 8192;

/** The columns; histories that follow each other share them, and only the newest may be asked. */
class Columns {
  low = new Float32Array(BUCKETS);
  mean = new Float64Array(BUCKETS);
  high = new Float32Array(BUCKETS);
  width = 1; // steps per bucket
  steps = 0; // covered, from 0

  /** @param {number} steps */
  truncate(steps) {
    // A bucket that is cut keeps its numbers: what the cut steps added to it cannot be taken out.
    this.steps = Math.min(this.steps, steps);
  }

  /**
   * Appends steps that share these numbers.
   * @param {number} steps @param {number} low @param {number} mean @param {number} high
   */
  append(steps, low, mean, high) {
    for (let left = steps; left > 0; ) {
      if (this.steps >= BUCKETS * this.width) this.#double();
      const bucket = Math.floor(this.steps / this.width);
      const filled = this.steps - bucket * this.width;
      const taken = Math.min(left, this.width - filled);
      this.#put(bucket, filled, taken, low, mean, high);
      this.steps += taken;
      left -= taken;
    }
  }

  /**
   * @param {number} bucket @param {number} filled steps already in it @param {number} taken
   * @param {number} low @param {number} mean @param {number} high
   */
  #put(bucket, filled, taken, low, mean, high) {
    if (filled === 0) {
      this.low[bucket] = low;
      this.mean[bucket] = mean;
      this.high[bucket] = high;
      return;
    }
    const before = this.mean[bucket] ?? NaN;
    this.low[bucket] = Math.min(this.low[bucket] ?? NaN, low);
    this.mean[bucket] = before + ((mean - before) * taken) / (filled + taken);
    this.high[bucket] = Math.max(this.high[bucket] ?? NaN, high);
  }

  copy() {
    const other = new Columns();
    other.low.set(this.low);
    other.mean.set(this.mean);
    other.high.set(this.high);
    other.width = this.width;
    other.steps = this.steps;
    return other;
  }

  #double() {
    for (let i = 0; i < BUCKETS / 2; i++) {
      this.low[i] = Math.min(this.low[2 * i] ?? NaN, this.low[2 * i + 1] ?? NaN);
      this.mean[i] = ((this.mean[2 * i] ?? NaN) + (this.mean[2 * i + 1] ?? NaN)) / 2;
      this.high[i] = Math.max(this.high[2 * i] ?? NaN, this.high[2 * i + 1] ?? NaN);
    }
    this.width *= 2;
  }
}

/** @implements {LossHistory} */
class History {
  /** @param {Columns} columns @param {number} version */
  constructor(columns, version) {
    this.data = columns;
    this.version = version;
    this.steps = columns.steps;
  }

  /** A history with columns of its own, which stays as it is when this one goes on. @returns {LossHistory} */
  copy(version = this.version) {
    const columns = this.data.copy();
    columns.truncate(this.steps);
    return new History(columns, version);
  }

  /** At most `points` columns over all steps; `step` is the middle of what a column covers. @param {number} points */
  columns(points) {
    const buckets = Math.ceil(this.steps / this.data.width);
    return this.#grouped(Math.max(1, Math.ceil(buckets / Math.max(1, points))));
  }

  /** Columns of so many steps each, or of a little more where the history is coarser. @param {number} steps */
  by(steps) {
    const { width } = this.data;
    const group = Math.max(1, Math.ceil(steps / width));
    return { ...this.#grouped(group), size: group * width };
  }

  /** @param {number} group buckets in a column */
  #grouped(group) {
    const { low, mean, high, width } = this.data;
    const buckets = Math.ceil(this.steps / width);
    const count = Math.ceil(buckets / group);
    const result = {
      step: new Float64Array(count),
      low: new Float64Array(count),
      mean: new Float64Array(count),
      high: new Float64Array(count),
    };
    for (let i = 0; i < count; i++) {
      const first = i * group;
      const last = Math.min(first + group, buckets);
      let [least, most, sum] = [Infinity, -Infinity, 0];
      for (let b = first; b < last; b++) {
        const steps = Math.min(width, this.steps - b * width);
        least = Math.min(least, low[b] ?? NaN);
        most = Math.max(most, high[b] ?? NaN);
        sum += (mean[b] ?? NaN) * steps;
      }
      const [from, to] = [first * width, Math.min(last * width, this.steps)];
      result.step[i] = (from + to - 1) / 2;
      result.low[i] = least;
      result.mean[i] = sum / (to - from);
      result.high[i] = most;
    }
    return result;
  }

  /** @param {number} step */
  at(step) {
    if (!(step >= 0 && step < this.steps)) return null;
    const bucket = Math.floor(step / this.data.width);
    return {
      low: this.data.low[bucket] ?? NaN,
      mean: this.data.mean[bucket] ?? NaN,
      high: this.data.high[bucket] ?? NaN,
    };
  }
}

/** @param {number} [version] @returns {LossHistory} */
export const emptyLossHistory = (version = 0) => new History(new Columns(), version);

/**
 * The history with a frame's losses; the given one must not be asked any more. Losses that begin before its end
 * replace what it had from there; steps that were never sent are NaN.
 * @param {LossHistory} history of this module @param {LossPoints} points
 * @returns {LossHistory}
 */
export function withLosses(history, { first_step, steps, steps_per_point, values }) {
  if (!(history instanceof History)) throw new TypeError("a loss history of this module");
  if (steps === 0 && first_step === history.steps) return history;
  const columns = history.data;
  columns.truncate(first_step);
  columns.append(first_step - columns.steps, NaN, NaN, NaN);
  for (let at = 0, point = 0; at < steps; at += steps_per_point, point++) {
    const i = steps_per_point === 1 ? point : 3 * point;
    const low = values[i] ?? NaN;
    const [mean, high] =
      steps_per_point === 1 ? [low, low] : [values[i + 1] ?? NaN, values[i + 2] ?? NaN];
    columns.append(Math.min(steps_per_point, steps - at), low, mean, high);
  }
  return new History(columns, history.version + 1);
}

/**
 * The history with a frame's losses, of a run that has lived through the steps before `end`: what it lived and is
 * known stays as it is, for living it again gives the same; what lies beyond `end`, or after losses that are not the
 * known ones, belongs to another life and goes.
 * @param {LossHistory} history of this module @param {LossPoints} points @param {number} end
 * @returns {LossHistory}
 */
export function relived(history, points, end) {
  const cut = history.steps > end ? truncated(history, end) : history;
  const known = Math.max(0, cut.steps - points.first_step);
  if (known === 0 || !agrees(cut, points)) return withLosses(cut, points);
  return known >= points.steps ? cut : withLosses(cut, without(points, known));
}

/** Whether losses may be those of the known steps: each lies where the known ones do. @param {LossHistory} history @param {LossPoints} points */
function agrees(history, { first_step, steps, steps_per_point, values }) {
  if (steps_per_point > 1) return true;
  for (let i = 0; i < steps; i++) {
    const there = history.at(first_step + i);
    const value = values[i] ?? NaN;
    if (!there) return true;
    if (Number.isFinite(value) && (value < there.low || value > there.high)) return false;
  }
  return true;
}

/**
 * The history of the steps before `steps`.
 * @param {LossHistory} history of this module, not to be asked any more @param {number} steps
 * @returns {LossHistory}
 */
export function truncated(history, steps) {
  const nothing = { steps: 0, steps_per_point: 1, values: new Float32Array() };
  return withLosses(history, { ...nothing, first_step: Math.min(steps, history.steps) });
}

/**
 * Losses without those of the first `known` steps, from the point that the next step lies in.
 * @param {LossPoints} points @param {number} known
 * @returns {LossPoints}
 */
function without({ first_step, steps, steps_per_point, values }, known) {
  const point = Math.floor(known / steps_per_point);
  const first = point * steps_per_point;
  return {
    first_step: first_step + first,
    steps: steps - first,
    steps_per_point,
    values: values.subarray(steps_per_point === 1 ? point : 3 * point),
  };
}
