/** Where the lesson keeps things: in this browser, in this tab; nowhere where a browser refuses it. */

const NOWHERE = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Kept */

/** @returns {Kept} */
export function browserStorage() {
  try {
    return localStorage;
  } catch {
    return NOWHERE;
  }
}

/** @returns {Kept} */
export function tabStorage() {
  try {
    return sessionStorage;
  } catch {
    return NOWHERE;
  }
}
