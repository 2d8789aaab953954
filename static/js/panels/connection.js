/** A quiet banner: the connection, and what the server said that a person should read. */

import { html, nothing, render } from "lit-html";
import { formatPercent } from "../lib/format.js";

/** @import { Connection, Notice, PanelContext, State } from "../types.d.ts" */

/** News go by themselves, or with the next thing that is done, but not before they are seen. */
const READ_AFTER_MS = 7000;
const SEEN_AFTER_MS = 1200;
const COUNT_MS = 250;

const AGAIN = /** @type {Record<string, string>} */ ({
  lost: "Try now",
  replaced: "Bring it back here",
  refused: "Try again",
});

const TASKS = /** @type {Record<string, string>} */ ({
  replay: "Rebuilding the run",
  seek: "Living through it again",
});

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { retry: () => void }} context
 */
export function mountConnection(root, { store, retry }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let reading;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let counting;
  let shown_ms = 0;

  const dismiss = () => store.dispatch({ type: "dismiss" });

  function draw() {
    const { state } = store;
    clearInterval(counting);
    if (state.connection.status === "lost") counting = setInterval(drawBanner, COUNT_MS);
    drawBanner();
  }

  function drawBanner() {
    const { state } = store;
    const { connection, progress } = state;
    const notice = connection.sentence === null ? noticeOf(state) : null;
    render(
      html`<div role="status" class="banner-place">
        ${connection.sentence === null ? nothing : lineBanner(connection)}
        ${progress === null ? nothing : progressBanner(progress)}
        ${notice === null ? nothing : noticeBanner(notice)}
      </div>`,
      root,
    );
  }

  /** @param {Connection} connection */
  const lineBanner = ({ status, sentence, retry_at_ms }) => html`<div class="banner">
      <p>${sentence} ${status === "lost" ? html`<span aria-hidden="true">${countdown(retry_at_ms)}</span>` : nothing}</p>
      <button type="button" class="plain" @click=${retry}>${AGAIN[status] ?? nothing}</button>
    </div>`;

  /** @param {NonNullable<State["progress"]>} progress */
  const progressBanner = ({ task, done, total }) => html`<div class="banner">
      <p>${TASKS[task] ?? "Working"}: <span aria-hidden="true">${formatPercent(done / total, 0)}</span></p>
      <progress max=${total} value=${done} aria-label="Done"></progress>
    </div>`;

  /** @param {Notice} notice */
  const noticeBanner = ({ sentence }) => html`<div class="banner">
      <p>${sentence}</p>
      <button type="button" class="plain dismiss" aria-label="Dismiss" @click=${dismiss}>×</button>
    </div>`;

  /** News that need no answer. @param {Notice | null} notice */
  const isNews = (notice) =>
    notice !== null && notice.kind !== "rejected" && store.state.frame?.finite !== false;

  /** @param {Notice | null} notice */
  function noticed(notice) {
    clearTimeout(reading);
    shown_ms = performance.now();
    if (isNews(notice)) reading = setTimeout(dismiss, READ_AFTER_MS);
    draw();
  }

  /** Whoever goes on has read them. @param {Event} event */
  function goOn({ target }) {
    if (!isNews(store.state.notice) || root.contains(/** @type {Node} */ (target))) return;
    clearTimeout(reading);
    reading = setTimeout(dismiss, Math.max(0, shown_ms + SEEN_AFTER_MS - performance.now()));
  }
  for (const doing of ["pointerdown", "keydown"]) document.addEventListener(doing, goOn);

  const stops = [
    store.derive(({ connection }) => connection).subscribe(draw),
    store.derive(({ progress }) => progress).subscribe(draw),
    store.derive(({ notice }) => notice).subscribe(noticed),
    store
      .derive(({ player }) => player.playing)
      .subscribe((playing) => {
        if (playing && store.state.notice?.kind === "stopped") dismiss();
      }),
  ];
  return () => {
    for (const stop of stops) stop();
    for (const doing of ["pointerdown", "keydown"]) document.removeEventListener(doing, goOn);
    clearTimeout(reading);
    clearInterval(counting);
    render(nothing, root);
  };
}

/** The notice, unless the set-up shows it beside the setting it is about. @param {State} state */
function noticeOf({ notice, experiment }) {
  const setting = notice?.field?.split(".")[0] ?? "";
  const isBeside = notice?.kind === "rejected" && experiment !== null && setting in experiment;
  return isBeside ? null : notice;
}

/** @param {number | null} retry_at_ms */
function countdown(retry_at_ms) {
  if (retry_at_ms === null) return "Trying again…";
  const seconds = Math.ceil((retry_at_ms - Date.now()) / 1000);
  return seconds > 0 ? `Trying again in ${seconds} s.` : "Trying again…";
}
