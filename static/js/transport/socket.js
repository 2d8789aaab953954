/**
 * The one connection of a page: sends commands, hands what comes to the store, and when the line breaks brings the same
 * run back by itself.
 */

import {
  COMPARED_DATA,
  CURVES,
  DATA,
  decodeCurves,
  decodeData,
  decodeFrame,
  magicOf,
} from "../protocol/frame.js";
import { decodeLayout } from "../protocol/layout.js";
import { newestFrame } from "../state/selectors.js";
import { createChanges } from "./changes.js";
import { WALL_CLOCK } from "./clock.js";
import { closingOf, delay_ms } from "./closing.js";
import { keep, plainCurves, revived, take } from "./keepsake.js";
import { createOutbox } from "./outbox.js";
import { createRate } from "./rate.js";
import { createRunRecord } from "./run-record.js";

/** @import { Connection, Frame, Layout, Send, ServerEvent, Store } from "../types.d.ts" */
/** @import { Run } from "../protocol/messages.d.ts" */
/** @import { Clock } from "./clock.js" */
/** @import { Closing } from "./closing.js" */
/** @import { Numbered } from "./outbox.js" */

const PROTOCOL = 1;
const SESSION_KEY = "learning-loop-session";
const NO_COMMAND = -1;
const SEEN_AFTER_MS = 1000; // shorter breaks are not worth a word
const SILENT_AFTER_MS = 10_000; // a server that answers nothing for so long is not there

/**
 * @typedef {object} Environment
 * @property {() => WebSocket} open
 * @property {Pick<Storage, "getItem" | "setItem">} storage of this tab
 * @property {Clock} clock
 * @property {() => number} random uniform in [0, 1)
 * @property {(listener: () => void) => () => void} onReturn tells when the network or the person is back
 * @property {(listener: () => void) => () => void} onLeave tells when the page is left or reloaded
 */

/** @returns {Environment} */
export function browserEnvironment() {
  const address = new URL("ws", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return {
    open: () => new WebSocket(address),
    storage: tabStorage(),
    clock: WALL_CLOCK,
    random: Math.random,
    onReturn(listener) {
      const seen = () => {
        if (document.visibilityState === "visible") listener();
      };
      addEventListener("online", listener);
      document.addEventListener("visibilitychange", seen);
      return () => {
        removeEventListener("online", listener);
        document.removeEventListener("visibilitychange", seen);
      };
    },
    onLeave(listener) {
      addEventListener("pagehide", listener);
      return () => removeEventListener("pagehide", listener);
    },
  };
}

/** The tab's storage, or memory where a browser that takes no cookies refuses it. */
function tabStorage() {
  try {
    return sessionStorage;
  } catch {
    /** @type {Map<string, string>} */
    const memory = new Map();
    return {
      getItem: (/** @type {string} */ key) => memory.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => memory.set(key, value),
    };
  }
}

/**
 * Opens the connection and keeps it open.
 * @param {Store} store
 * @param {Environment} [environment]
 */
export function connect(store, environment = browserEnvironment()) {
  const { clock, random, storage } = environment;
  const outbox = createOutbox();
  const record = createRunRecord();
  const rate = createRate();
  const changes = createChanges(
    (change, id) => post({ type: "change", id, changes: change }),
    clock,
  );

  /** @type {WebSocket | null} */
  let socket = null;
  let isReady = false; // the first frame is here: the server is where we think it is
  let lastId = 0;
  let undrawn = 0; // frames whose credit has not been returned
  let attempt = 0;
  /** @type {Closing | null} why there is no connection */
  let closing = null;
  /** @type {number | null} */
  let lost_at_ms = null;
  /** @type {unknown} */
  let retryTimer = null;
  let nextRetry_ms = 0;
  /** @type {unknown} */
  let silenceTimer = null;
  /** @type {Run | null} the run that the server should be in */
  let run = null;
  let isRebuilt = false;
  /** @type {Set<number>} questions about a run that a command on its way may make another */
  const early = new Set();
  /** @type {Map<number, Layout>} */
  const layouts = new Map();
  /** @type {Frame | null} of the branch beside the run on the stage, whose own frame of this step comes next */
  let beside = null;
  let found = take(storage, storage.getItem(SESSION_KEY)); // of the page before a reload

  // ---- what goes up

  /** @type {Send} */
  function send(command) {
    const id = ++lastId;
    if (command.type === "change" && !command.changes.edits) changes.add(command.changes, id);
    else {
      changes.flush();
      post(/** @type {Numbered} */ ({ ...command, id }));
    }
    return id;
  }

  /** @param {Numbered} command */
  function post(command) {
    if (command.type === "ask") {
      if (!isReady) return; // asked anew when the line is back, if it still matters
      if (outbox.isWaiting) early.add(command.id);
      transmit(command);
      return;
    }
    if (command.type === "run") run = command;
    else if (!["change", "show"].includes(command.type)) run = null;
    if (command.type === "show")
      store.dispatch({ type: "show", command: command.id, point: command.inputs ?? null });
    outbox.add(command);
    if (isReady) transmit(command);
  }

  /** @param {object} message */
  function transmit(message) {
    socket?.send(JSON.stringify(message));
    silenceTimer ??= clock.setTimeout(abandon, SILENT_AFTER_MS);
  }

  /** Gives up a line that is dead without having said so; its close may take minutes. */
  function abandon() {
    const dead = socket;
    closed(1006, "");
    dead?.close();
  }

  /** Returns the credit of the frames that have been drawn. */
  function drawn() {
    if (undrawn === 0 || !socket) return;
    socket.send(JSON.stringify({ type: "credit", frames: undrawn }));
    undrawn = 0;
  }

  // ---- what comes down

  /** @param {string | ArrayBuffer} message */
  function receive(message) {
    clock.clearTimeout(silenceTimer);
    silenceTimer = null;
    try {
      if (typeof message === "string") receiveEvent(JSON.parse(message));
      else if ([DATA, COMPARED_DATA].includes(magicOf(message)))
        store.dispatch({ type: "data", data: decodeData(message) });
      else if (magicOf(message) === CURVES)
        store.dispatch({ type: "curves", curves: decodeCurves(message) });
      else receiveFrame(message);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      store.dispatch({ type: "server", event: { type: "warning", sentence } });
    }
  }

  /** @param {ServerEvent} event */
  function receiveEvent(event) {
    record.hear(event);
    if (event.type === "layout") layouts.set(event.id, decodeLayout(event));
    else if (event.type === "answer") early.delete(event.command);
    else if (event.type === "rejected" && event.command !== null) {
      outbox.rejected(event.command);
      if (early.delete(event.command)) return; // asked anew of the run that is there now
    } else if (event.type === "stopped" && event.reason !== "asleep" && event.reason !== "woken")
      run = null;
    store.dispatch({ type: "server", event });
    if (event.type === "welcome") welcomed(event);
    if (event.type === "branches" && found) {
      for (const curves of found.curves.map(revived)) store.dispatch({ type: "curves", curves });
      found = null;
    }
  }

  /** @param {Extract<ServerEvent, { type: "welcome" }>} event */
  function welcomed({ session, resumed }) {
    storage.setItem(SESSION_KEY, session);
    isRebuilt = resumed === "rebuilt";
    if (resumed === "lost") {
      found = null;
      outbox.clear();
      run = null;
    }
    closing = lost_at_ms = null;
    tell({ status: "open", attempt: 0, retry_at_ms: null, sentence: null });
  }

  /** @param {ArrayBuffer} message */
  function receiveFrame(message) {
    const frame = decodeFrame(message, layouts);
    if (frame.compared) {
      beside = frame;
      return;
    }
    undrawn += 1;
    const compared = beside;
    beside = null;
    outbox.answered(frame.command);
    const before = newestFrame(store.state);
    if (!frame.running) rate.clear();
    /** @type {Numbered[]} */
    const again = isReady ? [] : resume(before ? frame.step - before.step : 0);
    const command = Math.max(frame.command, outbox.answeredUpTo);
    const now_ms = clock.now();
    const steps_per_second = frame.running ? rate.measure(frame.step, now_ms) : null;
    for (const waiting of again) transmit(waiting);
    store.dispatch({
      type: "frame",
      frame: { ...frame, command },
      compared,
      steps_per_second,
      now_ms,
    });
  }

  /**
   * The first frame of a connection: what has to be said again.
   * @param {number} applied updates that the server has applied and the page had not seen
   */
  function resume(applied) {
    isReady = true;
    attempt = 0;
    if (isRebuilt && run && run.id <= outbox.answeredUpTo) {
      run = { ...run, id: ++lastId };
      outbox.add(run);
    }
    return outbox.again(Math.max(0, applied));
  }

  // ---- the line

  function open() {
    clock.clearTimeout(retryTimer);
    retryTimer = null;
    socket = environment.open();
    socket.binaryType = "arraybuffer";
    const mine = socket;
    const isMine = () => socket === mine;
    socket.addEventListener("open", () => isMine() && hello());
    socket.addEventListener("message", ({ data }) => isMine() && receive(data));
    socket.addEventListener("close", ({ code, reason }) => isMine() && closed(code, reason));
  }

  function hello() {
    layouts.clear();
    beside = null;
    undrawn = 0;
    transmit({
      type: "hello",
      protocol: PROTOCOL,
      session: storage.getItem(SESSION_KEY),
      have_step: store.state.losses.steps,
      ...handed(),
    });
  }

  /** What a server needs that knows the run and its branches no more. */
  function handed() {
    const newest = newestFrame(store.state);
    if (!newest && found) return { run: found.run, branches: found.branches };
    const run = newest && record.at(newest.step);
    return { run, branches: record.branches(run) };
  }

  /** The same, with the curves. */
  const held = () => ({ ...handed(), curves: plainCurves(store.state) });

  /** What only the next page needs, whose commands are counted anew. */
  function pace() {
    const { pace, run } = store.state.player;
    return { pace, run: run && { ...run, command: NO_COMMAND } };
  }

  /** @param {number} code @param {string} reason */
  function closed(code, reason) {
    socket = null;
    isReady = false;
    clock.clearTimeout(silenceTimer);
    silenceTimer = null;
    rate.clear();
    closing = closingOf(code, reason);
    if (closing.again === "never") {
      tell({ status: closing.status, attempt, retry_at_ms: null, sentence: closing.sentence });
      return;
    }
    const delay = delay_ms(closing.again, attempt++, random);
    nextRetry_ms = clock.now() + delay;
    retryTimer = clock.setTimeout(open, delay);
    if (lost_at_ms === null) {
      lost_at_ms = clock.now();
      clock.setTimeout(tellIfLost, SEEN_AFTER_MS);
    }
    tellIfLost();
  }

  function tellIfLost() {
    if (!closing || lost_at_ms === null || clock.now() - lost_at_ms < SEEN_AFTER_MS) return;
    const retry_at_ms = retryTimer === null ? null : nextRetry_ms;
    tell({ status: "lost", attempt, retry_at_ms, sentence: closing.sentence });
  }

  /** @param {Connection} connection */
  const tell = (connection) => store.dispatch({ type: "connection", connection });

  /** Tries at once, whatever the reason to wait was. */
  function retry() {
    if (socket) return;
    open();
    tellIfLost();
  }

  const stopListening = environment.onReturn(() => {
    if (retryTimer !== null) retry();
  });
  const stopKeeping = environment.onLeave(() => {
    // What another tab has done with the run since it took it over is not known here.
    if (closing?.again !== "never" && newestFrame(store.state))
      keep(storage, storage.getItem(SESSION_KEY), { ...held(), player: pace() });
  });

  if (found?.player) store.dispatch({ type: "player", player: found.player });
  open();

  return {
    send,
    drawn,
    retry,
    held,
    /** Ends the connection for good. */
    close() {
      stopListening();
      stopKeeping();
      clock.clearTimeout(retryTimer);
      clock.clearTimeout(silenceTimer);
      const last = socket;
      socket = null;
      last?.close();
    },
  };
}
