import assert from "node:assert/strict";
import { test } from "node:test";
import { lossColumns, playheadOf } from "../../static/js/panels/chart-data.js";
import { changeMarks, furthest, futureOf, ghostsOf } from "../../static/js/panels/chart-lives.js";
import { momentWords } from "../../static/js/panels/chart-words.js";
import { numbersOf } from "../../static/js/panels/run-branches.js";
import { reduce } from "../../static/js/state/reduce.js";
import { parting } from "../../static/js/state/reduce-branches.js";
import { lifeEnd } from "../../static/js/state/selectors.js";
import { initialState } from "../../static/js/state/state.js";
import { catalog, experimentEvent } from "./catalog.js";
import { frameOf, layoutOf } from "./frames.js";

/** @import { FrameContent } from "./frames.js" */
/** @import { BranchEntry, ServerEvent, State, StateEvent } from "../../static/js/types.d.ts" */

const layout = layoutOf([2, 3, 1]);

/** @param {State} state @param {...StateEvent} events */
const after = (state, ...events) => events.reduce(reduce, state);
/** @param {Partial<FrameContent>} content @returns {StateEvent} */
const frame = (content) => ({ type: "frame", frame: frameOf({ layout, ...content }) });
/** @param {ServerEvent} event @returns {StateEvent} */
const server = (event) => ({ type: "server", event });
/** @param {Partial<Extract<ServerEvent, { type: "time" }>>} fields */
const time = (fields) =>
  server({
    type: "time",
    step: 0,
    end: 0,
    undo: null,
    redo: null,
    changes: [],
    kept: [],
    digest: "00000000",
    ...fields,
  });
/** @param {Partial<BranchEntry>} fields @returns {BranchEntry} */
const branch = (fields) => ({
  id: 1,
  name: "First run",
  step: 0,
  end: 0,
  loss: null,
  parent: null,
  from_step: 0,
  sentence: "",
  ...fields,
});
/** @param {number} present @param {...BranchEntry} branches */
const branches = (present, ...branches) => server({ type: "branches", present, branches });

/** @param {number} step @param {number} value */
const readingOf = (step, value) => [step, value, value, value, value];
const losses = [8, 7, 6, 5, 4, 3];
const NO_READING = { test_loss: NaN, training_accuracy: NaN, test_accuracy: NaN };

/** Six steps lived, of which the person went back to the second. */
const back = after(
  initialState(catalog),
  server(experimentEvent()),
  branches(1, branch({})),
  frame({ step: 6, losses, evaluations: [readingOf(0, 8), readingOf(4, 4)] }),
  time({ step: 6, end: 6 }),
  time({ step: 2, end: 6 }),
  frame({ step: 2, firstLoss: 2, command: 3, evaluations: [readingOf(0, 8)] }),
);

test("going back keeps what was lived", () => {
  assert.equal(back.frame?.step, 2);
  assert.equal(back.losses.steps, 6);
  assert.equal(lifeEnd(back), 6);
  assert.deepEqual(
    back.readings.map(({ step }) => step),
    [0, 4],
  );
});

test("the curve ends at the playhead, and what comes after is drawn as lived already", () => {
  const { step, mean, most } = lossColumns(back);
  assert.deepEqual(
    [step, mean],
    [
      [0, 1, 2],
      [8, 7, 6],
    ],
  );
  assert.equal(most, 8);
  assert.deepEqual(playheadOf(back), { step: 2, value: 6 });
  const future = futureOf(back, "loss");
  assert.deepEqual(Array.from(future?.step ?? []), [2, 3, 4, 5]);
  assert.deepEqual(Array.from(future?.value ?? []), [6, 5, 4, 3]);
  const right = futureOf(back, "accuracy");
  assert.deepEqual(Array.from(right?.step ?? []), [0, 4]);
});

test("living it again changes nothing that is known, and goes on beyond it", () => {
  const again = after(back, frame({ step: 4, firstLoss: 2, losses: [6, 5], running: true }));
  assert.equal(again.losses, back.losses);
  const beyond = after(
    again,
    frame({ step: 8, firstLoss: 4, losses: [4, 3, 2, 1], running: true }),
  );
  assert.equal(beyond.losses.steps, 8);
  assert.deepEqual([...beyond.losses.columns(20).mean], [...losses, 2, 1]);
  assert.equal(futureOf(beyond, "loss"), null);
});

test("points of several steps that begin within the known are taken from where it ends", () => {
  const beyond = after(
    back,
    frame({
      step: 9,
      firstLoss: 4,
      lossSteps: 5,
      stepsPerPoint: 2,
      losses: [3, 3.5, 4, 1, 1.5, 2, 1, 1, 1],
    }),
  );
  assert.equal(beyond.losses.steps, 9);
  assert.deepEqual([...beyond.losses.columns(20).mean], [...losses, 1.5, 1.5, 1]);
});

test("a change in the past makes another life: the old one stays as a branch", () => {
  const changed = after(
    back,
    branches(
      2,
      branch({ end: 6, step: 2 }),
      branch({ id: 2, name: "Branch 2", parent: 1, from_step: 2 }),
    ),
    time({ step: 2, end: 2 }),
    frame({ step: 2, firstLoss: 2, command: 4 }),
    frame({ step: 4, firstLoss: 2, losses: [20, 21], running: true }),
  );
  assert.deepEqual([...changed.losses.columns(20).mean], [8, 7, 20, 21]);
  const [ghost] = ghostsOf(changed, "loss");
  assert.equal(ghost?.name, "First run");
  assert.deepEqual(Array.from(ghost?.step ?? []), [1, 2, 3, 4, 5]);
  assert.deepEqual(Array.from(ghost?.value ?? []), [7, 6, 5, 4, 3]);
  assert.equal(furthest(changed), 6);

  const returned = after(
    changed,
    branches(
      1,
      branch({ end: 6, step: 2 }),
      branch({ id: 2, name: "Branch 2", parent: 1, from_step: 2, step: 4, end: 4 }),
    ),
    time({ step: 2, end: 6 }),
    frame({ step: 2, firstLoss: 2, command: 9 }),
  );
  assert.deepEqual([...returned.losses.columns(20).mean], losses);
  assert.ok(returned.losses.version > changed.losses.version);
  assert.deepEqual(Array.from(ghostsOf(returned, "loss")[0]?.value ?? []), [7, 20, 21]);
  const forgotten = after(returned, branches(1, branch({ end: 6, step: 2 })));
  assert.deepEqual(ghostsOf(forgotten, "loss"), []);
});

test("a change in the past that comes with the news of its end before that of its branch loses nothing", () => {
  const changed = after(
    back,
    time({ step: 2, end: 2 }),
    branches(2, branch({ end: 6, step: 2 }), branch({ id: 2, parent: 1, from_step: 2 })),
    frame({ step: 2, firstLoss: 2, command: 4 }),
  );
  assert.equal(changed.losses.steps, 2);
  assert.equal(changed.branches?.curves.get(1)?.losses.steps, 6);
});

test("a branch that begins in the middle of a step goes on there, as another run of the server", () => {
  const inPhase = after(back, { type: "player", player: { time: 3 } });
  const changed = after(
    inPhase,
    server(experimentEvent({ run: 2 })),
    branches(2, branch({ end: 6, step: 2 }), branch({ id: 2, parent: 1, from_step: 2, end: 2 })),
    frame({ step: 2, firstLoss: 0, losses: [8, 7], command: 4 }),
  );
  assert.equal(changed.player.time, 3);
  assert.deepEqual([...changed.losses.columns(20).mean], [8, 7]);
  assert.equal(changed.branches?.curves.get(1)?.losses.steps, 6);
  const returned = after(
    changed,
    server(experimentEvent({ run: 3 })),
    branches(1, branch({ end: 6, step: 2 }), branch({ id: 2, parent: 1, from_step: 2, end: 2 })),
    frame({ step: 2, firstLoss: 0, losses: [8, 7], command: 5 }),
  );
  assert.equal(returned.player.time, 0);
  assert.equal(returned.losses.steps, 6, "with its future");
});

test("losses that are not the known ones end the old life", () => {
  const other = after(back, frame({ step: 4, firstLoss: 2, losses: [6, 5.5], running: true }));
  assert.deepEqual([...other.losses.columns(20).mean], [8, 7, 6, 5.5]);
});

test("another run has other branches and no past", () => {
  const other = after(
    back,
    server(experimentEvent({ run: 2 })),
    branches(5, branch({ id: 5 })),
    frame({ step: 0 }),
  );
  assert.equal(other.losses.steps, 0);
  assert.equal(lifeEnd(other), 0);
  assert.deepEqual(ghostsOf(other, "loss"), []);
});

test("branches part where the later of them began", () => {
  const list = [
    branch({}),
    branch({ id: 2, parent: 1, from_step: 50 }),
    branch({ id: 3, parent: 2, from_step: 80 }),
    branch({ id: 4, parent: 1, from_step: 20 }),
    branch({ id: 9 }),
  ];
  assert.equal(parting(list, 1, 2), 50);
  assert.equal(parting(list, 2, 3), 80);
  assert.equal(parting(list, 3, 1), 50);
  assert.equal(parting(list, 3, 4), 20);
  assert.equal(parting(list, 3, 9), 0);
});

test("the frame that answers a seek is shown at its time, wherever the playhead was", () => {
  const player = /** @param {Partial<State["player"]>} player @returns {StateEvent} */ (
    player,
  ) => ({
    type: "player",
    player,
  });
  const asked = after(back, player({ time: 3, seek: { id: 7, time: 2 } }));
  assert.equal(after(asked, frame({ step: 3, command: 6 })).upcoming?.step, 3, "an older answer");
  const arrived = after(asked, frame({ step: 3, command: 7, firstLoss: 2 }));
  assert.equal(arrived.frame?.step, 3);
  assert.deepEqual([arrived.player.time, arrived.player.seek], [2, null]);
  const same = after(asked, frame({ step: 2, command: 8 }));
  assert.equal(same.player.time, 2);
  const other = after(
    asked,
    frame({ step: 3, command: 7, layout: layoutOf([2, 5, 1], { id: 2 }) }),
  );
  assert.equal(other.player.time, 0, "its phases may be others");
});

test("changes that lie on each other are one mark with all their sentences", () => {
  const change = (/** @type {number} */ step, /** @type {string} */ sentence, in_force = true) => ({
    step,
    sentence,
    in_force,
    number: 0,
  });
  const state = after(
    back,
    time({
      end: 4000,
      changes: [
        { ...change(100, "Rate 0.1 → 1"), number: 1 },
        { ...change(104, "Noise 0 → 0.2"), number: 2 },
        { ...change(900, "Batch size all → 10", false), number: 3 },
      ],
    }),
  );
  const marks = changeMarks(state, (step) => step / 4, 26);
  assert.deepEqual(
    marks.map(({ at, step, number, in_force }) => [at, step, number, in_force]),
    [
      [25, 104, 2, true],
      [225, 900, 3, false],
    ],
  );
  assert.equal(
    marks[0]?.sentence,
    "2 changes before steps 100 to 104: Rate 0.1 → 1; Noise 0 → 0.2",
  );
  assert.match(marks[1]?.sentence ?? "", /^before step 900: .*not in force/);
});

test("a screen reader hears where the playhead is", () => {
  assert.equal(momentWords(120, 4500, 12), "step 120 of 4\u202f500, epoch 12");
  assert.equal(momentWords(0, 7, null), "step 0 of 7");
});

test("branches are compared by what is known of them where they stand", () => {
  const left = after(
    back,
    branches(2, branch({ step: 4, end: 6, loss: 4 }), branch({ id: 2, parent: 1, from_step: 2 })),
  );
  const entries = left.branches?.list ?? [];
  const [first, second] = entries.map((entry) => numbersOf(left, entry));
  assert.deepEqual([first?.step, first?.loss, first?.reading?.step], [4, 4, 4]);
  assert.equal(second?.step, 2);
});

test("curves that a page has not seen are taken from the server, others stay", () => {
  const readings = [{ ...NO_READING, step: 0, training_loss: 8 }];
  const told = (/** @type {number} */ id, /** @type {number[]} */ values) =>
    /** @type {StateEvent} */ ({
      type: "curves",
      curves: {
        branch: id,
        readings,
        losses: {
          first_step: 0,
          steps: values.length,
          steps_per_point: 1,
          values: Float32Array.from(values),
        },
      },
    });
  const reloaded = after(
    initialState(catalog),
    server(experimentEvent()),
    branches(2, branch({ end: 6 }), branch({ id: 2, parent: 1, from_step: 2, step: 3, end: 5 })),
    told(1, losses),
    told(2, [8, 7, 9, 9, 9]),
    frame({ step: 3, losses: [8, 7, 9] }),
  );
  assert.equal(reloaded.branches?.curves.get(1)?.losses.steps, 6);
  assert.equal(ghostsOf(reloaded, "loss").length, 1);
  assert.equal(reloaded.losses.steps, 5, "the known future of the present run too");
  const again = after(reloaded, told(1, [1, 1]), told(2, [1, 1]));
  assert.equal(again.branches?.curves.get(1)?.losses.at(0)?.mean, 8);
  assert.equal(again.losses, reloaded.losses);
  assert.equal(after(reloaded, told(1, [...losses, 2])).branches?.curves.get(1)?.losses.steps, 7);
});

test("a server that was restarted and knows the branches leaves their curves as they are", () => {
  const known = after(
    initialState(catalog),
    server(experimentEvent()),
    branches(1, branch({})),
    frame({ step: 6, losses }),
    server(experimentEvent({ run: 2 })),
    branches(2, branch({ end: 6, step: 2 }), branch({ id: 2, parent: 1, from_step: 2 })),
  );
  const welcome = { protocol: 1, build: "", session: "s", sentence: "" };
  const again = after(
    known,
    server({ type: "welcome", ...welcome, resumed: "rebuilt" }),
    server(experimentEvent()),
    branches(2, branch({ end: 6, step: 2 }), branch({ id: 2, parent: 1, from_step: 2 })),
  );
  assert.equal(again.branches?.curves.get(1)?.losses.steps, 6);
  assert.equal(again.losses.steps, known.losses.steps);
});
