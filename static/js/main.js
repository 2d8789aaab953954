/** Puts the page together: one store, one socket, one frame loop, and a panel for each place. */

import { mountLesson } from "./lesson/lesson.js";
import { mountSetUpWords } from "./lesson/set-up-words.js";
import { STRINGS } from "./lesson/strings.js";
import { createFrameLoop } from "./lib/frame-loop.js";
import { watchNumbers } from "./lib/typed-number.js";
import { watchTyping } from "./lib/typing.js";
import { mountAddress } from "./panels/address.js";
import { mountCaption } from "./panels/caption.js";
import { mountChart } from "./panels/chart.js";
import { mountCompare } from "./panels/compare.js";
import { mountConnection } from "./panels/connection.js";
import { mountInspector } from "./panels/inspector.js";
import { mountKeys } from "./panels/keys.js";
import { mountLayerHeadings } from "./panels/layer-headings.js";
import { mountLayerSteppers } from "./panels/layer-steppers.js";
import { mountLegend } from "./panels/legend.js";
import { mountOwnCsv } from "./panels/own-csv.js";
import { mountOwnPoints } from "./panels/own-points.js";
import { mountPresets } from "./panels/presets.js";
import { mountRun } from "./panels/run.js";
import { mountSetUp } from "./panels/set-up.js";
import { mountSheets } from "./panels/sheets.js";
import { createSpeaker } from "./panels/speaker.js";
import { mountStage } from "./panels/stage.js";
import { mountTheme } from "./panels/theme.js";
import { mountTrack } from "./panels/track.js";
import { mountPace, mountPlay } from "./panels/transport.js";
import { mountTwin } from "./panels/twin.js";
import { mountUndo } from "./panels/undo.js";
import { mountView } from "./panels/view.js";
import { mountWelcome } from "./panels/welcome.js";
import { mountWhose } from "./panels/whose.js";
import { createStore } from "./state/store.js";
import { changesSettings } from "./state/view.js";
import { beside } from "./timeline/beside.js";
import { positionOf } from "./timeline/pace.js";
import { createPlayer, stepSpans } from "./timeline/player.js";
import { stops } from "./timeline/training-step.js";
import { connect } from "./transport/socket.js";

/** @import { Catalog, Send } from "./types.d.ts" */

/** A step in eight seconds: slow enough to follow each layer. */
const FIRST_PACE = positionOf(1 / 8);

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found;
}

watchTyping(document);
watchNumbers(document, (sentence) => store.dispatch({ type: "say", sentence }));
/** @type {Catalog} */
const catalog = JSON.parse(element("catalog").textContent ?? "{}");
const store = createStore(catalog);
store.dispatch({ type: "player", player: { pace: FIRST_PACE } });
const socket = connect(store);
/** What is not allowed just now is said and not sent, whichever control is pressed. @type {Send} */
function send(command) {
  if (store.state.view.locked && changesSettings(command))
    return refuse("The link that opened this page locked the settings.");
  return sendFromLesson(command);
}
/** A locked page holds its settings fast; the lesson still puts its steps on the stage. @type {Send} */
function sendFromLesson(command) {
  const refusal = lesson?.refusal(command) ?? null;
  if (refusal !== null) return refuse(refusal);
  lesson?.hear(command);
  return socket.send(command);
}
/** @param {string} sentence */
function refuse(sentence) {
  store.dispatch({ type: "say", sentence });
  queueMicrotask(player.pause); // it may have begun to play
  return 0;
}
/** @type {import("./lesson/lesson.js").Lesson | null} */
let lesson = null;
const player = createPlayer(store, send);
const context = { store, send, catalog, player };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const stage = mountStage(element("stage"), {
  ...context,
  stills: () => calm.matches,
  lookAgain: () => sheets.look(),
});
const stageBeside = mountStage(element("beside"), {
  ...context,
  stills: () => calm.matches,
  lookAgain: () => false,
  stateOf: beside,
});
const compare = mountCompare(element("compare"), {
  ...context,
  page: element("page"),
  stage: element("beside"),
  lesson: element("lesson"),
});
const steppers = mountLayerSteppers(stage.world, context);
const headings = mountLayerHeadings(stage.world, context);
const twin = mountTwin(element("twin"), { store, stage: element("stage") });
const caption = mountCaption(element("caption"), player);
const speaker = createSpeaker(element("spoken"));
const whose = mountWhose(element("whose"), context);
const track = mountTrack(element("track"), player);
const inspector = mountInspector(element("inspector"), { ...context, say: speaker.say });
mountPlay(element("play"), context);
mountPace(element("pace"), context);
const settings = /** @type {HTMLFieldSetElement} */ (element("set-up-lock"));
mountSetUp(settings, context);
mountView(store, settings);
for (const place of ["undo", "undo-by-play"]) mountUndo(element(place), context);
const run = mountRun(element("run"), element("open-run"), context);
mountOwnPoints(element("own-points"), context);
mountOwnCsv(/** @type {HTMLDialogElement} */ (element("own-table")), context);
mountChart(element("chart"), { ...context, openBranches: run.open });
mountConnection(element("notice"), { ...context, retry: socket.retry });
lesson = mountLesson(
  {
    page: element("page"),
    column: element("lesson"),
    equation: element("lesson-equation"),
    caption: element("told"),
    play: element("told-play"),
    cards: element("lesson-cards"),
    worksheet: element("worksheet"),
    opener: element("open-lesson"),
  },
  {
    ...context,
    send: sendFromLesson,
    say: speaker.say,
    redraw: () => loop.ask(),
    entered() {
      start(false);
      sheets.close();
    },
    lookInto: stage.zoomToPicked,
    held: socket.held,
  },
);
mountSetUpWords(element("open-set-up"), store);
mountWelcome(element("welcome"), { ...context, start, lesson, words: STRINGS });
mountLegend(element("legend"), element("open-legend"));
mountPresets(element("presets"), { ...context, chosen: () => start(false) });
const sheets = mountSheets(store, element("page"), [
  [element("open-set-up"), element("set-up")],
  [element("open-inspector"), element("inspector")],
]);
mountKeys(element("keys"), element("open-keys"), {
  player,
  begin,
  stage: {
    ...stage,
    focus() {
      twin.close();
      stage.focus();
    },
  },
  repeat: speaker.repeat,
});

const loop = createFrameLoop((seconds) => {
  player.tick(seconds);
  lesson?.tick(seconds);
  const scene = stage.draw();
  if (store.state.comparison) stageBeside.draw();
  compare();
  steppers(scene);
  caption(scene);
  whose(scene);
  twin.update(scene);
  track(scene);
  inspector(scene);
  headings(scene);
  if (!lesson?.isTelling) speaker.update(scene);
  lesson?.update(scene);
  socket.drawn();
  const { playing, running } = store.state.player;
  return (playing && !running) || lesson?.isTelling;
});
store.derive((state) => state).subscribe(() => loop.ask());
new ResizeObserver(() => loop.ask()).observe(element("stage"));
mountTheme(element("theme"), () => {
  stage.recolour();
  stageBeside.recolour();
  loop.ask();
});
document.fonts.ready.then(() => loop.ask());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") store.dispatch({ type: "select", selection: null });
});

/**
 * Leaves the first view for the whole page.
 * @param {boolean} send send the point through the network, up to the loss
 */
function start(send) {
  if (!element("page").classList.contains("welcoming")) return;
  element("page").classList.remove("welcoming");
  element("welcome").hidden = true;
  scrollTo({ top: 0 });
  const main = document.getElementById("toggle");
  main?.focus({ preventScroll: true });
  const loss = stops(stepSpans(store.state.frame)).find(({ kind }) => kind === "loss");
  if (send && loss)
    store.dispatch({ type: "player", player: { playing: true, stop_at: loss.end } });
}

/** A tab that was reloaded has its run already: the first view speaks of a new network, and would not be true. */
const welcomed = store.derive(({ frame }) => frame !== null);
welcomed.subscribe((hasFrame) => {
  const { frame, experiment } = store.state;
  const opening = catalog.presets.find(({ name }) => name === "welcome")?.experiment;
  const isNew = frame?.step === 0 && JSON.stringify(experiment) === JSON.stringify(opening);
  if (hasFrame && !isNew) start(false);
});

/** Nor is it the place to compare. */
store
  .derive(({ comparison }) => comparison !== null)
  .subscribe((isComparing) => {
    if (isComparing) start(false);
  });

mountAddress(/** @type {HTMLDialogElement} */ (element("question")), {
  ...context,
  opened: () => start(false),
});

/** A key pressed in the first view begins like its button. */
function begin() {
  if (!element("page").classList.contains("welcoming")) return false;
  start(true);
  return true;
}

/** For a teacher's console, and for whoever wants to check a drawn number: the state, and the marks on the stage. */
Object.assign(globalThis, {
  learningLoop: {
    get state() {
      return store.state;
    },
    marks: stage.marks,
    marksBeside: stageBeside.marks,
    stops: () => stops(stepSpans(store.state.frame)),
    send,
    select: (/** @type {import("./types.d.ts").Selected | null} */ selection) =>
      store.dispatch({ type: "select", selection }),
    player,
  },
});
