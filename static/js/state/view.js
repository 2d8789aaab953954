/** What a teacher's link may leave out of the page, and whether it holds the settings fast. */

/** @import { Command, View } from "../types.d.ts" */

/** Parts of the page that can be hidden: the id of an element, and its name. */
export const HIDEABLE = /** @type {const} */ ([
  ["presets", "ready-made experiments"],
  ["set-up", "set-up"],
  ["inspector", "looking closer"],
  ["chart", "curve and scrubber"],
  ["pace", "pace"],
  ["run", "this run: undo, branches, links, files"],
]);

const NAMES = new Set(/** @type {readonly string[]} */ (HIDEABLE.map(([name]) => name)));

/** Everything is there and can be changed. @type {View} */
export const OPEN_VIEW = { hidden: [], locked: false };

/** @param {View} view */
export const isOpen = ({ hidden, locked }) => hidden.length === 0 && !locked;

/**
 * The view that an address asks for; names that are not known are passed over.
 * @param {URLSearchParams} parameters
 * @returns {View}
 */
export function viewFrom(parameters) {
  const names = (parameters.get("hide") ?? "").split(",").filter((name) => NAMES.has(name));
  return { hidden: [...new Set(names)], locked: parameters.has("lock") };
}

/** @param {View} view @param {URLSearchParams} parameters */
export function addView({ hidden, locked }, parameters) {
  if (hidden.length > 0) parameters.set("hide", hidden.join(","));
  if (locked) parameters.set("lock", "1");
}

/**
 * Whether a command would change what a locked page holds fast.
 * @param {{ type: Command["type"], preset?: string | null, changes?: unknown, draw?: boolean }} command
 */
export function changesSettings({ type, preset, changes, draw }) {
  if (type === "load") return typeof preset === "string";
  if (type === "branch") return changes !== undefined && changes !== null;
  return type === "change" || type === "undo" || type === "redo" || (type === "restart" && !!draw);
}
