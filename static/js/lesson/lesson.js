/** The lesson: a column of text beside the stage, kept together with it. Puts its parts together, and draws them. */

import { html, nothing, render } from "lit-html";
import { createAsking } from "../panels/asking.js";
import { FACTS } from "../panels/facts.js";
import { newestFrame } from "../state/selectors.js";
import { createActs } from "./acts.js";
import { cardView } from "./cards.js";
import { doneIn, LENSES } from "./course.js";
import { createFigures } from "./figures.js";
import { isOver } from "./goals.js";
import { headView } from "./head.js";
import { createStillness } from "./hints.js";
import { createJudging } from "./judging.js";
import { createNarration } from "./narration.js";
import { createNotebook } from "./notebook.js";
import { endView, startView } from "./pages.js";
import { createStaging } from "./staging.js";
import { footView, listenFootView, stageSideView, stepView } from "./step-view.js";
import { tabStorage } from "./storage.js";
import { STRINGS } from "./strings.js";
import { createWay } from "./way.js";
import { createWiping } from "./wiping.js";
import { worksheetView } from "./worksheet.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PlayerControls } from "../timeline/player.js" */
/** @import { PanelContext } from "../types.d.ts" */
/** @import { Chapter, Stage } from "../protocol/lessons.d.ts" */
/** @import { Lens, Place, Telling } from "./types.d.ts" */

/** While running, numbers change faster than they can be read. */
const READABLE_MS = 125;
/** From here on there is room for equations by the stage. */
const ROOMY = "(min-width: 1280px) and (min-height: 820px)";

/**
 * @typedef {object} Roots
 * @property {HTMLElement} page
 * @property {HTMLElement} column
 * @property {HTMLElement} equation under the stage
 * @property {HTMLElement} caption of a narration, under the stage
 * @property {HTMLElement} play plays a narration
 * @property {HTMLElement} cards
 * @property {HTMLElement} worksheet
 * @property {HTMLElement} opener
 */

/**
 * @typedef {object} Around
 * @property {PlayerControls} player
 * @property {(sentence: string) => void} say
 * @property {() => void} redraw
 * @property {() => void} entered
 * @property {() => void} lookInto goes near to what is selected on the stage
 * @property {Parameters<typeof createStaging>[0]["held"]} held
 */

/**
 * @param {Roots} roots
 * @param {PanelContext & Around} context
 */
export function mountLesson(roots, context) {
  const { store, send, player, say, redraw, entered, lookInto, held } = context;
  const { page, column, equation, caption, play, cards, worksheet, opener } = roots;
  const notebook = createNotebook(redraw);
  const staging = createStaging({
    store,
    send,
    player,
    storage: tabStorage(),
    held,
    lookInto,
    seed: () => notebook.seed,
  });
  const ask = createAsking(store, send);
  const stillness = createStillness(notebook.redraw);
  const wiping = createWiping(notebook);
  const roomy = matchMedia(ROOMY);
  const figures = createFigures(
    {
      ...context,
      ask,
      events: () => staging.now.events,
      start: () => staging.now.start,
      redraw() {
        notebook.redraw();
        judging.judge();
      },
    },
    notebook.memoryOf,
  );
  const { stir } = stillness;
  const parts = { store, say, notebook, staging, stir };
  const judging = createJudging({ ...parts, figureWord: figures.word });
  const acts = createActs({ ...parts, context, judging, figures });
  const narration = createNarration({
    ...{ page, caption, play, store, player, notebook, staging },
    look: (step) => way.goTo(step),
    leave: () => way.unlisten(),
  });
  const way = createWay({ ...parts, page, judging, narration, begin, turn, show, close });
  let isFocusDue = false;
  let readTo = 0; // on a phone, how far the text had been read when the stage was turned up
  /** @type {Stage | null} that of a note's line, as long as its page is open */
  let pointed = null;
  /** @type {unknown[]} */
  let drawn = [];
  let drawn_ms = 0;

  // ---- the column

  function begin() {
    acts.begin();
    stillness.begin();
  }

  /** @param {boolean} isOther */
  function turn(isOther) {
    if (isOther) figures.clear();
    pointed = null;
    readTo = 0;
    isFocusDue = isOther;
    const body = column.querySelector(".lesson-body");
    if (body) body.scrollTop = 0;
  }

  function show() {
    entered();
    page.classList.add("lesson-open");
    opener.setAttribute("aria-expanded", "true");
    column.hidden = false;
  }

  function close() {
    stillness.end();
    figures.clear();
    narration.close();
    page.classList.remove("lesson-open");
    opener.setAttribute("aria-expanded", "false");
    column.hidden = true;
    for (const root of [column, equation, cards]) render(nothing, root);
    opener.focus({ preventScroll: true });
    redraw();
  }

  /** @param {boolean} isStage */
  function turnCard(isStage) {
    const body = column.querySelector(".lesson-body");
    const { scrollTop = 0 } = body ?? {};
    if (isStage && scrollTop > 0) readTo = scrollTop;
    page.classList.toggle("card-stage", isStage);
    // What is not shown forgets how far it was scrolled.
    if (!isStage && body) body.scrollTop = readTo;
    notebook.redraw();
  }

  // ---- drawing

  /** @param {Scene} scene */
  function draw(scene) {
    const { chapter, step, course, done } = notebook;
    const { place } = course;
    if (!place || !chapter) return;
    if (step?.words.some((word) => word.startsWith("m."))) ask("summary", {});
    const telling = judging.tellingOf(scene.state);
    const over = step !== null && isOver(step.goals, done);
    const head = headView(chapter, course, place, {
      lens: (lens) => way.take(lens),
      step: way.goTo,
      start: () => way.go({ ...place, page: "start" }),
      listen: () => way.listen(),
      leave: way.leave,
    });
    const ways = {
      next: () => way.goBy(1),
      back: () => way.goBy(-1),
      again: way.again,
      isLast: notebook.steps(place.lens).at(-1) === step,
    };
    const around = {
      acts,
      isBusy: staging.now.isBusy,
      isStill: stillness.isStill,
      hasRoom: roomy.matches,
      hint: acts.hint,
      ...ways,
    };
    const body = step
      ? stepView(step, telling, done, around)
      : place.page === "end"
        ? endPage(chapter, telling)
        : place.page === "listen"
          ? narration.view(chapter, telling)
          : startPage(chapter, place, telling);
    const foot = step
      ? footView(done, over, ways)
      : place.page === "listen"
        ? listenFootView(way.unlisten)
        : nothing;
    render(html`${head}<div class="lesson-body">${body}</div>${foot}`, column);
    render(step && roomy.matches ? stageSideView(step, telling, done, acts) : nothing, equation);
    const isStage = page.classList.contains("card-stage");
    render(cardView(step, done, isStage, turnCard, step ? null : narration.telling), cards);
    look();
  }

  /** What has just come is brought into sight; on another page the keyboard goes to its title. */
  function look() {
    const sight = judging.takeSight();
    if (sight)
      column.querySelector(sight)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    if (!isFocusDue) return;
    isFocusDue = false;
    const title = column.querySelector("#lesson-title");
    if (title instanceof HTMLElement) title.focus({ preventScroll: true });
  }

  /** A line of the notes sets the stage; on a phone that card is turned up. @param {Stage} stage */
  function point(stage) {
    pointed = stage;
    turnCard(true);
    staging.visit(stage);
  }

  /** @param {Chapter} chapter @param {Place} place @param {Telling} telling */
  function startPage(chapter, { lens }, telling) {
    const last = notebook.chapters.at(-1)?.number ?? 0;
    const isThere = (/** @type {number} */ number) =>
      notebook.chapters.some((one) => one.number === number);
    const done = notebook.steps(lens).map(({ id }) => doneIn(notebook.course, id));
    return startView(chapter, telling, {
      begin: () => way.take(lens, chapter),
      isBegun: done.some(({ passed, skipped }) => passed || skipped),
      point,
      shown: pointed,
      figure: figures.elementOf,
      listen: () => way.listen(),
      missing: Array.from({ length: last }, (_, i) => i + 1).find((one) => !isThere(one)) ?? null,
      others: notebook.chapters
        .filter((other) => other !== chapter)
        .map((other) => ({
          title: STRINGS.chapterName(other.number, other.title),
          open: () => way.toChapter(other),
        })),
    });
  }

  /** @param {Chapter} chapter @param {Telling} telling */
  function endPage(chapter, telling) {
    const next = notebook.chapters.find(({ number }) => number > chapter.number);
    return endView(chapter, telling, notebook.course, {
      choose: (question, choice) => notebook.tell({ type: "close", question, choice }),
      look: way.goTo,
      listen: () => way.listen(),
      print,
      next: next ? { title: next.title, open: () => way.toChapter(next) } : null,
      wipe: wiping.view(),
    });
  }

  function print() {
    const { chapter, course } = notebook;
    if (!chapter || !course.place) return;
    render(worksheetView(chapter, course.place.lens, course), worksheet);
    globalThis.print();
  }

  // ---- beginning

  async function read() {
    try {
      const answer = await fetch(new URL("lessons.json", document.baseURI));
      if (answer.ok) notebook.fill((await answer.json()).chapters);
    } catch {
      // Without a line there is no lesson; the page says that the line is lost.
    }
    opener.hidden = notebook.chapters.length === 0;
    const stop = store
      .derive((state) => newestFrame(state) !== null)
      .subscribe((isThere) => {
        if (!isThere) return;
        queueMicrotask(() => stop());
        way.followAddress();
      });
  }

  opener.addEventListener("click", () => {
    const { place } = notebook.course;
    if (notebook.isOpen) way.leave();
    else if (place) way.go({ ...place });
    else way.take("intuition", notebook.chapters[0], "start");
  });
  addEventListener("hashchange", way.followAddress);
  addEventListener("pagehide", staging.keep);
  roomy.addEventListener("change", notebook.redraw);
  const isRead = read();

  return {
    isRead,
    hear: judging.hear,
    refusal: judging.refusal,
    /** Whether a narration is being told: nobody else speaks then. */
    get isTelling() {
      return narration.isTelling;
    },
    /** Time goes by. @param {number} seconds */
    tick: narration.tick,
    /** Opens the first chapter's minute to listen to; null where there is none. */
    get listen() {
      const chapter = notebook.chapters.find(({ narrations }) => narrations.length > 0);
      return chapter ? () => way.listen(chapter) : null;
    },
    /** The ways in that there are. */
    get ways() {
      return LENSES.filter((lens) => notebook.chapters[0]?.lenses[lens]);
    },
    /** Takes a way in, from the first view. @param {Lens} lens */
    begin: (lens) => way.take(lens, notebook.chapters[0] ?? null, "start"),
    /** @param {Scene | null} scene */
    update(scene) {
      if (!scene || !notebook.isOpen) return;
      figures.update(scene);
      narration.update(column);
      const { moment, frame, state } = scene;
      const { version } = notebook;
      const now = performance.now();
      const key = [
        frame,
        state.upcoming,
        state.lit,
        state.selected,
        state.answers,
        state.experiment,
        state.data,
        state.connection,
        state.player.playing,
        staging.now.isBusy,
        moment.stop?.id,
        FACTS.key(scene),
        version,
      ];
      if (key.length === drawn.length && key.every((part, i) => part === drawn[i])) return;
      if (moment.running && version === drawn.at(-1) && now - drawn_ms < READABLE_MS) return;
      drawn = key;
      drawn_ms = now;
      draw(scene);
    },
  };
}

/** @typedef {ReturnType<typeof mountLesson>} Lesson */
