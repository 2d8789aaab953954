/**
 * The lesson: a column of text beside the stage, kept together. It opens and closes, goes from step to step, hears and sees
 * what the learner does, and ticks the goals of the step when they are true.
 */

import { html, nothing, render } from "lit-html";
import { createAsking } from "../panels/asking.js";
import { FACTS } from "../panels/facts.js";
import { lessonFrom, viewFragment } from "../state/link.js";
import { newestFrame } from "../state/selectors.js";
import { isRight } from "./answers.js";
import { allBlocks, answersIn } from "./blocks.js";
import { cardView } from "./cards.js";
import { plainText, valuesIn } from "./content.js";
import { advanceCourse, doneIn, firstOpen, keepCourse, LENSES, loadCourse } from "./course.js";
import { evaluate, isTrue } from "./evaluate.js";
import { heard, opened, seen } from "./events.js";
import { createFigure } from "./figures.js";
import { callPlain } from "./functions.js";
import { isOver, newlyTrue } from "./goals.js";
import { headView } from "./head.js";
import { createStillness } from "./hints.js";
import { endView, startView } from "./pages.js";
import { reveal } from "./predict.js";
import { createStaging } from "./staging.js";
import { footView, stageSideView, stepView } from "./step-view.js";
import { browserStorage, tabStorage } from "./storage.js";
import { STRINGS } from "./strings.js";
import { doAll } from "./tools.js";
import { wordsOf } from "./words.js";
import { worksheetView } from "./worksheet.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PlayerControls } from "../timeline/player.js" */
/** @import { Command, PanelContext, State } from "../types.d.ts" */
/** @import { Chapter, Figure, Setup, Step, Tree, TypedAnswer } from "../protocol/lessons.d.ts" */
/** @import { MountedFigure } from "./figures.js" */
/** @import { CourseEvent, Lens, Place, Scope, Telling } from "./types.d.ts" */

/** While running, numbers change faster than they can be read. */
const READABLE_MS = 125;
/** From here on there is room for equations by the stage. */
const ROOMY = "(min-width: 1280px) and (min-height: 820px)";

/**
 * @typedef {object} Roots
 * @property {HTMLElement} page
 * @property {HTMLElement} column
 * @property {HTMLElement} equation
 * @property {HTMLElement} cards
 * @property {HTMLElement} worksheet
 * @property {HTMLElement} opener
 */

/**
 * @param {Roots} roots
 * @param {PanelContext & { player: PlayerControls, say: (sentence: string) => void, redraw: () => void, entered: () => void }} context
 */
export function mountLesson(roots, context) {
  const { store, send, player, say, redraw, entered } = context;
  const { page, column, equation, cards, worksheet, opener } = roots;
  const staging = createStaging({ store, send, player, storage: tabStorage() });
  const ask = createAsking(store, send);
  const stillness = createStillness(redrawAll);
  const roomy = matchMedia(ROOMY);
  /** @type {Chapter[]} */
  let chapters = [];
  let course = loadCourse(browserStorage());
  let isShown = false;
  let isWiping = false;
  let isFocusDue = false;
  /** @type {string | null} what has just come and shall be seen */
  let sight = null;
  /** @type {string | null} */
  let setUp = null;
  /** @type {unknown[]} */
  let drawn = [];
  let drawn_ms = 0;
  let version = 0; // of what is drawn beside the store
  /** @type {Map<string, MountedFigure>} */
  const figures = new Map();

  // ---- where we are

  const chapterAt = () => chapters.find(({ number }) => number === course.place?.chapter) ?? null;
  /** @param {Chapter | null} chapter @param {Lens} lens */
  const stepsOf = (chapter, lens) => chapter?.lenses[lens]?.steps ?? [];

  /** @returns {Step | null} */
  function stepNow() {
    const { place } = course;
    if (!isShown || place?.page !== "step") return null;
    return stepsOf(chapterAt(), place.lens).find(({ id }) => id === place.step) ?? null;
  }

  /** @param {CourseEvent} event */
  function tell(event) {
    const before = course;
    course = advanceCourse(course, event);
    if (course === before) return;
    keepCourse(browserStorage(), course);
    redrawAll();
  }

  function redrawAll() {
    version++;
    redraw();
  }

  // ---- what expressions are about

  /** @param {State} state @returns {Scope} */
  function scopeOf(state) {
    const { opening, events } = staging.now;
    return { word: wordsOf({ state, opening, events }), call };
  }

  /** @type {Scope["call"]} */
  function call(name, parameters) {
    const step = course.place?.step ?? "";
    const done = doneIn(course, step);
    const id = String(parameters[0]);
    switch (name) {
      case "said":
        return done.said[id] !== undefined;
      case "choice":
        return done.said[id];
      case "answered":
        return done.answers[id]?.right ?? false;
      case "ans":
        return done.answers[id]?.value;
      case "figure":
        return [...figures.values()]
          .map((figure) => figure.word(id))
          .find((value) => value !== undefined);
      default:
        return callPlain(name, parameters);
    }
  }

  /** @param {State} state @returns {Telling} */
  function tellingOf(state) {
    const scope = scopeOf(state);
    const step = stepNow();
    return {
      state,
      step,
      key: step?.id ?? "lesson",
      value: (tree) => evaluate(tree, scope),
      isTrue: (tree) => tree === null || isTrue(evaluate(tree, scope)),
      light: (mark) => store.dispatch({ type: "light", mark }),
    };
  }

  // ---- goals

  /** Ticks what has become true, and lets predictions see what came. */
  function judge() {
    const step = stepNow();
    if (!step || staging.now.isBusy || !staging.now.opening) return;
    const telling = tellingOf(store.state);
    for (let changed = true; changed; ) {
      const reached = newlyTrue(step.goals, doneIn(course, step.id), telling);
      changed = reached.length > 0;
      for (const { name, content } of reached) {
        tell({ type: "tick", step: step.id, goal: name });
        sight = `[data-goal="${name}"]`;
        say(STRINGS.announce(plainText(content, valuesIn(content, telling))));
      }
    }
    const done = doneIn(course, step.id);
    const over = isOver(step.goals, done);
    for (const block of allBlocks(step.content)) {
      if (block.kind !== "predict") continue;
      const came = reveal(block, telling, { done, isOver: over });
      if (!came) continue;
      tell({ type: "reveal", step: step.id, prediction: block.id, came });
      sight = `[data-prediction="${block.id}"] .reveal`;
      say(plainText(block.reveals[came.reveal]?.content ?? [], [...came.values]));
    }
    if (over && !done.passed) {
      tell({ type: "pass", step: step.id });
      sight = ".why";
    }
  }

  let before = store.state;
  store
    .derive((state) => state)
    .subscribe((state) => {
      const was = before;
      before = state;
      if (!isShown || staging.now.isBusy) return;
      const events = seen(staging.now.events, was, state);
      if (events !== staging.now.events) {
        staging.now.events = events;
        version++;
        stillness.stir();
      }
      keepAnswers(was, state);
      // Not within what is being told just now.
      queueMicrotask(judge);
    });

  /** An answer about the opening may come when the step is open already. @param {State} was @param {State} state */
  function keepAnswers(was, { answers, frame }) {
    const { opening } = staging.now;
    if (opening && answers !== was.answers && frame === opening.frame)
      staging.now.opening = { ...opening, answers };
  }

  // ---- what a learner does

  const acts = {
    /** @param {string} prediction @param {string} choice */
    say(prediction, choice) {
      const step = stepNow();
      if (!step) return;
      tell({ type: "say", step: step.id, prediction, choice });
      stillness.stir();
      judge();
    },
    /** @param {TypedAnswer} answer @param {number} value */
    type(answer, value) {
      const step = stepNow();
      if (!step) return;
      const right = isRight(answer, value, tellingOf(store.state));
      tell({ type: "type", step: step.id, answer: answer.id, value, right });
      say(right ? STRINGS.right : STRINGS.notYet);
      stillness.stir();
      judge();
    },
    /** @param {Setup} block */
    setUp(block) {
      setUp = block.id;
      stillness.stir();
      redrawAll();
      const step = stepNow();
      return step
        ? staging.swap(`${step.id}/${block.id}`, block.stage).then(redrawAll)
        : Promise.resolve();
    },
    /** @param {Figure} block */
    figure(block) {
      const step = stepNow();
      if (!step) return null;
      const key = `${step.id} ${block.name} ${JSON.stringify(block.attributes)}`;
      let figure = figures.get(key);
      if (!figure) {
        figure = createFigure(block.name, {
          ...context,
          attributes: block.attributes,
          ask,
          events: () => staging.now.events,
          redraw() {
            redrawAll();
            judge();
          },
        });
        figures.set(key, figure);
      }
      return figure.root;
    },
    get present() {
      return setUp;
    },
  };

  /** @param {number} number */
  function hint(number) {
    const step = stepNow();
    if (!step) return;
    tell({ type: "hint", step: step.id, number });
    const actions = step.hints[number - 1]?.do ?? [];
    if (actions.length === 0) return;
    doAll(actions, {
      store,
      send,
      player,
      act: staging.act,
      choose: acts.say,
      type(id) {
        const answer = answersIn(step.content).find((one) => one.id === id);
        const value = answer && tellingOf(store.state).value(answer.expect);
        if (answer && typeof value === "number") acts.type(answer, value);
      },
      async setUp(id) {
        const block = allBlocks(step.content).find((one) => one.kind === "setup" && one.id === id);
        if (block?.kind === "setup") await acts.setUp(block);
      },
      figure(id) {
        for (const figure of figures.values()) figure.act(id);
      },
    });
  }

  // ---- going

  /** @param {Place} place */
  function go(place) {
    const isOther = place.step !== course.place?.step || place.page !== course.place.page;
    tell({ type: "go", place });
    show();
    if (isOther) clearFigures();
    isWiping = false;
    isFocusDue = isOther;
    page.classList.remove("card-stage");
    column.scrollTop = 0;
    writeAddress();
    if (place.page === "step") stage();
    redrawAll();
  }

  async function stage() {
    const step = stepNow();
    const { place } = course;
    if (!step || !place) return;
    setUp = null;
    stillness.begin();
    const steps = stepsOf(chapterAt(), place.lens).map(({ id }) => id);
    const earlier = steps.slice(0, steps.indexOf(step.id)).toReversed();
    page.classList.toggle("with-inspector", step.stage.panels.includes("inspector"));
    if (await staging.open(step.id, step.stage, earlier)) settled();
  }

  /** The stage stands as it should: from here on it counts what is done. */
  function settled() {
    const { now } = staging;
    // What a step opens by itself has been opened.
    now.events = opened(now.events, store.state.selected);
    judge();
    redrawAll();
  }

  function show() {
    if (isShown) return;
    isShown = true;
    entered();
    page.classList.add("lesson-open");
    opener.setAttribute("aria-expanded", "true");
    column.hidden = false;
  }

  async function leave() {
    isShown = false;
    stillness.end();
    clearFigures();
    page.classList.remove("lesson-open", "card-stage", "with-inspector");
    opener.setAttribute("aria-expanded", "false");
    column.hidden = true;
    render(nothing, column);
    render(nothing, equation);
    render(nothing, cards);
    writeAddress();
    opener.focus({ preventScroll: true });
    redraw();
    await staging.leave();
  }

  /** @param {boolean} isStage */
  function turnCard(isStage) {
    page.classList.toggle("card-stage", isStage);
    redrawAll();
  }

  function clearFigures() {
    for (const figure of figures.values()) figure.unmount();
    figures.clear();
  }

  /** @param {Lens} lens @param {Chapter | null} [chapter] @param {"start" | "step"} [wanted] */
  function take(lens, chapter = chapterAt() ?? chapters[0] ?? null, wanted = "step") {
    const steps = stepsOf(chapter, lens).map(({ id }) => id);
    const step = firstOpen(course, steps);
    if (chapter && step) go({ chapter: chapter.number, lens, page: wanted, step });
  }

  /** @param {string} id @returns {boolean} whether there is such a step */
  function goTo(id) {
    for (const chapter of chapters)
      for (const lens of LENSES)
        if (stepsOf(chapter, lens).some((step) => step.id === id)) {
          go({ chapter: chapter.number, lens, page: "step", step: id });
          return true;
        }
    return false;
  }

  /** @param {number} by */
  function goBy(by) {
    const { place } = course;
    if (!place) return;
    const step = stepNow();
    const steps = stepsOf(chapterAt(), place.lens).map(({ id }) => id);
    const next = steps[steps.indexOf(place.step) + by];
    if (by > 0 && step && !isOver(step.goals, doneIn(course, step.id)))
      tell({ type: "skip", step: step.id });
    go(
      next ? { ...place, page: "step", step: next } : { ...place, page: by > 0 ? "end" : "start" },
    );
  }

  async function again() {
    const step = stepNow();
    if (!step) return;
    tell({ type: "again", step: step.id });
    setUp = null;
    stillness.begin();
    page.classList.remove("card-stage");
    if (await staging.again(step.stage)) settled();
  }

  // ---- the address

  function writeAddress() {
    const text = viewFragment(store.state.view, stepNow()?.id ?? null);
    history.replaceState(null, "", `${location.pathname}${location.search}${text && `#${text}`}`);
  }

  function readAddress() {
    const id = lessonFrom(location.hash);
    if (id === null || chapters.length === 0 || (stepNow()?.id === id && isShown)) return;
    if (goTo(id)) return;
    store.dispatch({ type: "say", sentence: STRINGS.noStep(id) });
    writeAddress();
  }

  // ---- drawing

  /** @param {Scene} scene */
  function draw(scene) {
    const { place } = course;
    const chapter = chapterAt();
    if (!place || !chapter) return;
    const telling = tellingOf(scene.state);
    const step = stepNow();
    const done = doneIn(course, place.step);
    if (step?.words.some((word) => word.startsWith("m."))) ask("summary", {});
    const steps = stepsOf(chapter, place.lens);
    const over = step ? isOver(step.goals, done) : false;
    const head = headView(chapter, course, place, {
      lens: (lens) => take(lens),
      step: goTo,
      start: () => go({ ...place, page: "start" }),
      leave,
    });
    const ways = {
      next: () => goBy(1),
      back: () => goBy(-1),
      again,
      isLast: steps.at(-1)?.id === step?.id,
    };
    const body = step
      ? stepView(step, telling, done, {
          acts,
          isBusy: staging.now.isBusy,
          isStill: stillness.isStill,
          hasRoom: roomy.matches,
          hint,
          ...ways,
        })
      : place.page === "end"
        ? endPage(chapter, telling)
        : startPage(chapter, telling);
    render(
      html`${head}<div class="lesson-body">${body}</div>${step ? footView(done, over, ways) : nothing}`,
      column,
    );
    render(step && roomy.matches ? stageSideView(step, telling, done, acts) : nothing, equation);
    render(
      step ? cardView(step, done, page.classList.contains("card-stage"), turnCard) : nothing,
      cards,
    );
    if (sight) {
      column.querySelector(sight)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
      sight = null;
    }
    if (isFocusDue) {
      isFocusDue = false;
      const title = column.querySelector("#lesson-title");
      if (title instanceof HTMLElement) title.focus({ preventScroll: true });
    }
  }

  /** @param {Chapter} chapter @param {Telling} telling */
  function startPage(chapter, telling) {
    const { place } = course;
    const steps = place ? stepsOf(chapter, place.lens).map(({ id }) => id) : [];
    return startView(chapter, telling, {
      begin: () => place && take(place.lens, chapter),
      isBegun: steps.some((id) => doneIn(course, id).passed || doneIn(course, id).skipped),
      point: (stage) => staging.visit(stage),
      others: chapters
        .filter((other) => other !== chapter)
        .map((other) => ({ title: other.title, open: () => toChapter(other) })),
    });
  }

  /** @param {Chapter} chapter @param {Telling} telling */
  function endPage(chapter, telling) {
    const next = chapters.find(({ number }) => number > chapter.number);
    return endView(chapter, telling, course, {
      choose: (question, choice) => tell({ type: "close", question, choice }),
      look: goTo,
      print,
      next: next ? { title: next.title, open: () => toChapter(next) } : null,
      wipe: wipeView(),
    });
  }

  /** @param {Chapter} chapter */
  function toChapter(chapter) {
    const lens = course.place?.lens ?? "intuition";
    const there = chapter.lenses[lens] ? lens : LENSES.find((other) => chapter.lenses[other]);
    if (there) take(there, chapter, "start");
  }

  const wipeView = () =>
    isWiping
      ? html`<p class="wipe" role="group" aria-label=${STRINGS.wipeAsk}><span>${STRINGS.wipeAsk}</span>
          <button type="button" class="plain" id="wipe-yes" @click=${wipe}>${STRINGS.wipeYes}</button>
          <button type="button" class="plain" @click=${() => askToWipe(false)}>${STRINGS.wipeNo}</button></p>`
      : html`<p class="wipe"><span class="quiet">${STRINGS.kept}</span>
          <button type="button" class="plain" id="wipe" @click=${() => askToWipe(true)}>${STRINGS.wipe}</button></p>`;

  /** @param {boolean} isAsked */
  function askToWipe(isAsked) {
    isWiping = isAsked;
    redrawAll();
  }

  function wipe() {
    isWiping = false;
    tell({ type: "wipe" });
    redrawAll();
  }

  function print() {
    const { place } = course;
    const chapter = chapterAt();
    if (!place || !chapter) return;
    render(worksheetView(chapter, place.lens, course), worksheet);
    globalThis.print();
  }

  // ---- beginning

  async function read() {
    try {
      const answer = await fetch(new URL("lessons.json", document.baseURI));
      if (answer.ok) chapters = (await answer.json()).chapters;
    } catch {
      // Without a line there is no lesson; the page says that the line is lost.
    }
    opener.hidden = chapters.length === 0;
    if (chapters.length > 0 && !chapterAt()) course = { ...course, place: null };
    const stop = store
      .derive((state) => newestFrame(state) !== null)
      .subscribe((isThere) => {
        if (!isThere) return;
        queueMicrotask(() => stop());
        readAddress();
      });
    redrawAll();
  }

  opener.addEventListener("click", () => {
    if (isShown) leave();
    else if (course.place) go({ ...course.place });
    else take("intuition", chapters[0], "start");
  });
  addEventListener("hashchange", readAddress);
  addEventListener("pagehide", () => staging.keep());
  roomy.addEventListener("change", redrawAll);
  const isRead = read();

  return {
    isRead,
    /** The ways in that there are. */
    get ways() {
      return LENSES.filter((lens) => chapters[0]?.lenses[lens]);
    },
    /** Takes a way in, from the first view. @param {Lens} lens */
    begin: (lens) => take(lens, chapters[0] ?? null, "start"),
    /** A command that the page sends. @param {{ type: Command["type"] }} command */
    hear(command) {
      if (!isShown || staging.now.isBusy) return;
      const events = heard(staging.now.events, command, store.state);
      if (events === staging.now.events) return;
      staging.now.events = events;
      stillness.stir();
      queueMicrotask(judge);
      redrawAll();
    },
    /** @param {Scene | null} scene */
    update(scene) {
      if (!scene || !isShown) return;
      for (const figure of figures.values()) figure.update(scene);
      const { moment, frame, state } = scene;
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
      const isSame = key.length === drawn.length && key.every((part, i) => part === drawn[i]);
      if (isSame) return;
      if (moment.running && version === drawn.at(-1) && now - drawn_ms < READABLE_MS) return;
      drawn = key;
      drawn_ms = now;
      draw(scene);
    },
  };
}

/** @typedef {ReturnType<typeof mountLesson>} Lesson */
