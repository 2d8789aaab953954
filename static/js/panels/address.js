/** The page's address: a link to a moment is opened when the page comes up, or when such an address is entered. */

import { html, render } from "lit-html";
import { formatInteger } from "../lib/format.js";
import { lessonFrom, readFragment, viewFragment } from "../state/link.js";
import { newestFrame } from "../state/selectors.js";
import { timeOf } from "../timeline/place.js";
import { stepSpans } from "../timeline/player.js";

/** @import { PanelContext, State } from "../types.d.ts" */
/** @import { Moment } from "../state/link.js" */
/** @import { PlayerControls } from "../timeline/player.js" */

/**
 * @param {HTMLDialogElement} root asks before a run is replaced
 * @param {PanelContext & { player: PlayerControls, opened: () => void }} context
 */
export function mountAddress(root, { store, send, player, opened }) {
  /** @type {Moment | null} read, and waiting for a first frame */
  let read = null;
  /** @type {{ moment: Moment, id: number } | null} asked for, and waiting for its frame */
  let asked = null;
  let isRead = false; // until then the address knows more than the page

  async function readAddress() {
    const { moment, view, sentence } = await readFragment(location.hash);
    isRead = true;
    store.dispatch({ type: "view", view });
    if (sentence !== null) {
      store.dispatch({ type: "say", sentence });
      settle();
    }
    read = moment;
    consider();
  }

  /** What the address asked for is done; what stays in it is what a reload shall keep. */
  function settle() {
    const { pathname, search, hash } = location;
    const kept = viewFragment(store.state.view, lessonFrom(hash));
    history.replaceState(null, "", `${pathname}${search}${kept && `#${kept}`}`);
  }

  /** Opens what was read when the run is there that it replaces, and asks first where there is something to lose. */
  function consider() {
    if (!read || store.state.frame === null || store.state.connection.status !== "open") return;
    const moment = read;
    read = null;
    if (isUntouched(store.state)) open(moment);
    else ask(moment);
  }

  /** @param {Moment} moment */
  function ask(moment) {
    /** @param {boolean} yes */
    const answer = (yes) => {
      root.close();
      if (yes) open(moment);
      else settle();
    };
    render(
      html`<h2 id="question-title">Open the linked run?</h2>
        <p>The link holds a run at step ${formatInteger(moment.run.step)}. It replaces the run in this tab, which is at step ${formatInteger(store.state.frame?.step ?? 0)}, and its branches.</p>
        <div class="question-answers">
          <button type="button" class="primary small" id="open-link" @click=${() => answer(true)}>Open the link</button>
          <button type="button" class="plain" id="keep-run" @click=${() => answer(false)}>Keep this run</button>
        </div>`,
      root,
    );
    root.oncancel = () => settle();
    root.setAttribute("aria-labelledby", "question-title");
    root.showModal();
  }

  /** @param {Moment} moment */
  function open(moment) {
    settle();
    opened();
    asked = { moment, id: send({ type: "load", run: moment.run }) };
  }

  function arrive() {
    const frame = newestFrame(store.state);
    if (!asked || !frame || frame.command < asked.id) return;
    const { at, selected, pace, zoom } = asked.moment;
    asked = null;
    player.setPace(pace);
    store.dispatch({ type: "select", selection: selected });
    store.dispatch({ type: "zoom", zoom });
    const time = timeOf(stepSpans(frame), at);
    if (time > 0) player.seek(time);
  }

  const stops = [
    store.derive(({ frame }) => frame !== null).subscribe(consider),
    store.derive(({ connection: { status } }) => status).subscribe(consider),
    store.derive((state) => newestFrame(state)?.command).subscribe(arrive),
    store
      .derive(({ view }) => view)
      .subscribe(() => {
        if (isRead && !read && !asked && !location.hash.includes("run=")) settle();
      }),
  ];
  addEventListener("hashchange", readAddress);
  readAddress();
  return () => {
    for (const stop of stops) stop();
    removeEventListener("hashchange", readAddress);
  };
}

/** Whether there is nothing in the present run that a person could miss. @param {State} state */
const isUntouched = ({ frame, journal, time, branches }) =>
  frame?.step === 0 &&
  (time?.end ?? 0) === 0 &&
  journal.length === 0 &&
  (branches?.list.length ?? 1) <= 1;
