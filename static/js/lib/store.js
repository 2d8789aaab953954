/**
 * One value, replaced and never edited: a reducer makes the next from an event, and whoever derives
 * something from it hears of it when that something changes.
 */

import { computed, signal } from "@preact/signals-core";

/**
 * @template S, E
 * @param {S} initial
 * @param {(state: S, event: E) => S} reduce pure
 */
export function createReducedStore(initial, reduce) {
  const current = signal(initial);
  return {
    get state() {
      return current.peek();
    },
    /** @param {E} event */
    dispatch(event) {
      current.value = reduce(current.peek(), event);
    },
    /**
     * A listener is called at once with the present value, then after each change of it.
     * @template T
     * @param {(state: S) => T} selector
     */
    derive(selector) {
      const derived = computed(() => selector(current.value));
      return {
        get value() {
          return derived.peek();
        },
        /** @param {(value: T) => void} listener */
        subscribe: (listener) => derived.subscribe(listener),
      };
    },
  };
}
