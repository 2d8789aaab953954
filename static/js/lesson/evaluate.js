/**
 * Expressions of lesson documents. They come as trees that the server has read and checked; here they get their values.
 * What is not computed yet is `undefined`, and every comparison with it is false.
 */

/** @import { Counted, Scope, Tree, Value } from "./types.d.ts" */

/**
 * A list whose entries are counted from 1, made when they are asked for.
 * @param {number} length
 * @param {(index: number) => Value} item from 0
 * @returns {Counted}
 */
export const counted = (length, item) => ({
  counted: true,
  length,
  at: (number) => (number >= 1 && number <= length ? item(number - 1) : undefined),
  list: () => Array.from({ length }, (_, i) => item(i)),
});

/** @param {unknown} value @returns {value is Counted} */
const isCounted = (value) => typeof value === "object" && value !== null && "counted" in value;

/**
 * The entries of a list, whichever way they are counted; null where it is none.
 * @param {Value} value
 * @returns {readonly Value[] | null}
 */
export function listOf(value) {
  if (Array.isArray(value)) return value;
  if (isCounted(value)) return value.list();
  return value instanceof Set ? [.../** @type {Set<Value>} */ (value)] : null;
}

/**
 * @param {Tree} tree
 * @param {Scope} scope
 * @returns {Value}
 */
export function evaluate(tree, scope) {
  if (!Array.isArray(tree)) return tree;
  const [kind, ...parts] = tree;
  /** @param {number} i */
  const value = (i) => evaluate(parts[i] ?? 0, scope);
  switch (kind) {
    case "text":
      return String(parts[0]);
    case "list":
      return parts.map((_, i) => value(i));
    case "set":
      return new Set(parts.map((_, i) => value(i)));
    case "and":
      return parts.every((_, i) => isTrue(value(i)));
    case "or":
      return parts.some((_, i) => isTrue(value(i)));
    case "not": {
      const denied = value(0);
      return denied === undefined ? undefined : !isTrue(denied); // of what is missing nothing is known
    }
    case "compare":
      return compareAll(parts, scope);
    case "word":
      return scope.word(String(parts[0]));
    case "at":
      return parts.slice(1).reduce((of, _, i) => entry(of, value(i + 1)), value(0));
    case "call":
      return scope.call(
        String(parts[0]),
        parts.slice(1).map((_, i) => value(i + 1)),
      );
    default:
      return parts.length === 1
        ? calculate("-", 0, value(0))
        : calculate(String(kind), value(0), value(1));
  }
}

/** Whether a condition holds; what is not computed does not. @param {Value} value */
export const isTrue = (value) => {
  const list = value instanceof Set || Array.isArray(value) ? listOf(value) : null;
  return list ? list.length > 0 : Boolean(value) && !Number.isNaN(value);
};

/** @param {Value} of @param {Value} index @returns {Value} */
function entry(of, index) {
  if (typeof index !== "number") return undefined;
  if (isCounted(of)) return of.at(index);
  if (typeof of === "number" && index === 1) return of; // a vector of one number is that number
  return Array.isArray(of) ? of[index] : undefined;
}

/** @type {Record<string, (a: number, b: number) => number>} */
const OPERATORS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "**": (a, b) => a ** b,
};

/** Lists entry by entry. @param {string} operator @param {Value} a @param {Value} b @returns {Value} */
function calculate(operator, a, b) {
  const [lists, others] = [listOf(a), listOf(b)];
  if (lists && others) return lists.map((one, i) => calculate(operator, one, others[i]));
  if (lists) return lists.map((one) => calculate(operator, one, b));
  if (others) return others.map((one) => calculate(operator, a, one));
  if (typeof a !== "number" || typeof b !== "number") return undefined;
  return OPERATORS[operator]?.(a, b);
}

/** A chain such as 0 < x <= 1. @param {Tree[]} parts value, operator, value, … @param {Scope} scope */
function compareAll(parts, scope) {
  let left = evaluate(parts[0] ?? 0, scope);
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const right = evaluate(parts[i + 1] ?? 0, scope);
    if (!compare(left, String(parts[i]), right)) return false;
    left = right;
  }
  return true;
}

/** @param {Value} a @param {string} operator @param {Value} b @returns {boolean} */
function compare(a, operator, b) {
  if (isMissing(a) || isMissing(b)) return false;
  switch (operator) {
    case "==":
      return isSame(a, b);
    case "!=":
      return !isSame(a, b);
    case "in":
      return (listOf(b) ?? []).some((one) => isSame(one, a));
    case "not in":
      return !(listOf(b) ?? []).some((one) => isSame(one, a));
    default:
      return inOrder(a, operator, b);
  }
}

/** Numbers by size, sets by what they hold. @param {Value} a @param {string} operator @param {Value} b */
function inOrder(a, operator, b) {
  if (a instanceof Set && b instanceof Set) {
    if (operator === ">=" || operator === ">") return inOrder(b, operator.replace(">", "<"), a);
    return isWithin(a, b) && (operator === "<=" || a.size < b.size);
  }
  if (typeof a !== "number" || typeof b !== "number") return false;
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

/** @param {Set<unknown>} a @param {Set<unknown>} b */
const isWithin = (a, b) => [...a].every((one) => b.has(one));

/** @param {Value} value */
const isMissing = (value) => value === undefined || Number.isNaN(value);

/** @param {Value} a @param {Value} b @returns {boolean} */
function isSame(a, b) {
  if (a instanceof Set && b instanceof Set) return a.size === b.size && isWithin(a, b);
  const [as, bs] = [listOf(a), listOf(b)];
  if (as && bs) return as.length === bs.length && as.every((one, i) => isSame(one, bs[i]));
  return a === b;
}
