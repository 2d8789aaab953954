/** Numbers as people type them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { stepped, typedNumber, whyNot } from "../../static/js/lib/typed-number.js";

test("a number is read as people type it, and nothing else is one", () => {
  assert.equal(typedNumber(" −0,5 "), -0.5);
  assert.equal(typedNumber("1,5"), 1.5);
  assert.equal(typedNumber("+3"), 3);
  assert.equal(typedNumber("2e-3"), 0.002);
  for (const text of ["", "two", "1.2.3", "0x10", "1,2,3", "Infinity"])
    assert.ok(Number.isNaN(typedNumber(text)), text);
});

test("what is wrong with a number is said in a sentence", () => {
  assert.equal(whyNot("−0,3", { low: -1, high: 1 }), null);
  assert.equal(whyNot("abc", {}), "“abc” is not a number.");
  assert.equal(whyNot("1e400", {}), "1e400 is too large a number.");
  assert.equal(whyNot("3.7", { whole: true }), "Expected a whole number, got 3.7.");
  assert.equal(whyNot("-5", { low: -1.3 }), "Expected a number of at least −1.3, got −5.");
  assert.match(
    whyNot("9".repeat(20), { high: 4294967295, whole: true }) ?? "",
    /at most 4294967295/,
  );
});

test("arrow keys go by steps from what is typed, and stay within the bounds", () => {
  const field = { min: "-1", max: "1", step: "0.05" };
  assert.equal(stepped("0,1", 1, field), "0.15");
  assert.equal(stepped("−0.3", -10, field), "-0.8");
  assert.equal(stepped("0.99", 1, field), "1");
  assert.equal(stepped("abc", 1, field), null);
});
