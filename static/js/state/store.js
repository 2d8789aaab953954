/** The store of the page: the one state, what may happen to it, and values derived from it. */

import { createReducedStore } from "../lib/store.js";
import { reduce } from "./reduce.js";
import { initialState } from "./state.js";

/** @import { Catalog, Store } from "../types.d.ts" */

/**
 * @param {Catalog} catalog
 * @returns {Store}
 */
export const createStore = (catalog) => createReducedStore(initialState(catalog), reduce);
