/** The next state from an event: pure, apart from the columns of the loss history, which are handed on. */

import { markOf } from "./lit.js";
import { withToldCurves } from "./reduce-branches.js";
import { committed, withComparedData, withComparedFrame } from "./reduce-comparison.js";
import { reduceFrame, withShownExample } from "./reduce-frame.js";
import { noticeOf, reduceServer } from "./reduce-server.js";
import { held } from "./zoom.js";

/** @import { State, StateEvent } from "../types.d.ts" */

/** As many shown examples may be on their way: a hand that pulls a point asks for some twenty a second. */
const MOST_SHOWS = 100;
/** While running, numbers change faster than they can be read. */
const READABLE_MS = 125;

/**
 * @param {State} state
 * @param {StateEvent} event
 * @returns {State}
 */
export function reduce(state, event) {
  switch (event.type) {
    case "server":
      return reduceServer(state, event.event);
    case "frame":
      return withRead(
        withComparedFrame(
          reduceFrame(state, event.frame, event.steps_per_second ?? null),
          event.frame,
          event.compared ?? null,
        ),
        event,
      );
    case "data":
      return event.data.compared
        ? withComparedData(state, event.data)
        : { ...state, data: event.data };
    case "curves":
      return withToldCurves(state, event.curves);
    case "connection":
      return { ...state, connection: event.connection };
    case "look":
      return { ...state, look: { ...state.look, ...event.look } };
    case "player":
      return { ...state, player: { ...state.player, ...event.player } };
    case "commit":
      return state.upcoming === null
        ? state
        : withShownExample({
            ...state,
            frame: state.upcoming,
            upcoming: null,
            previous: state.frame,
            comparison: committed(state.comparison),
            player: { ...state.player, time: 0, stop_at: null, only_layer: null },
          });
    case "select":
      // The term that was pointed at may be gone, and with it what would say that it is left.
      return {
        ...state,
        selected: event.selection,
        lit: event.selection === null || isSame(event.selection, state.selected) ? state.lit : null,
      };
    case "hover":
      return {
        ...state,
        hovered: event.selection,
        lit: event.selection === null ? null : markOf(event.selection),
      };
    case "light":
      return state.lit === event.mark ? state : { ...state, lit: event.mark };
    case "show":
      return {
        ...state,
        shows: [
          ...state.shows.slice(1 - MOST_SHOWS),
          { command: event.command, point: event.point },
        ],
      };
    case "zoom":
      return { ...state, zoom: held(event.zoom) };
    case "view":
      return { ...state, view: event.view };
    case "say":
      return { ...state, notice: noticeOf(state, "rejected", event.sentence) };
    case "dismiss":
      return { ...state, notice: null };
  }
}

/**
 * While running, the numbers of one frame are written until they could be read.
 * @param {State} state @param {Extract<StateEvent, { type: "frame" }>} event @returns {State}
 */
function withRead(state, { frame, compared = null, now_ms = Infinity }) {
  const { read } = state;
  if (frame.running && read && now_ms - read.since_ms < READABLE_MS) return state;
  return { ...state, read: { frame, compared, since_ms: now_ms } };
}

/** @param {State["selected"]} one @param {State["selected"]} other */
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
