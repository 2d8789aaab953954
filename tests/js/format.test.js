import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  formatInteger,
  formatNumber,
  formatPercent,
  formatSignificant,
} from "../../static/js/lib/format.js";

test("numbers are written with a true minus, and a plus where sign matters", () => {
  assert.equal(formatNumber(-1.234), "−1.23");
  assert.equal(formatNumber(1.235, 2, { sign: true }), "+1.24");
  assert.equal(formatNumber(0.0317, 4, { sign: true }), "+0.0317");
  assert.equal(formatNumber(0, 2, { sign: true }), "0");
  assert.equal(formatNumber(-0), "0");
});

test("what is not zero never looks like zero", () => {
  assert.equal(formatNumber(0.004), "< 0.01");
  assert.equal(formatNumber(0.004, 2, { sign: true }), "< +0.01");
  assert.equal(formatNumber(-0.004), "> −0.01");
  assert.equal(formatNumber(0.006), "0.01");
  assert.equal(formatNumber(1e-9, 4), "< 0.0001");
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 8 }), (value, digits) => {
      const text = formatNumber(value, digits);
      if (value !== 0) assert.match(text, /[1-9∞]/);
      assert.ok(!text.includes("-"), text);
      assert.ok(text.length <= 22, text);
    }),
  );
});

test("what is no number says so in words, and large ones stay short", () => {
  assert.equal(formatNumber(NaN), "not a number");
  assert.equal(formatNumber(-Infinity), "−∞");
  assert.equal(formatNumber(12345.678), "12\u202f346");
  assert.equal(formatNumber(1234.567), "1\u202f234.57");
  assert.equal(formatNumber(-3.21e12), "−3.21\u202f×\u202f10¹²");
});

test("whole numbers have thin spaces between their thousands", () => {
  assert.equal(formatInteger(0), "0");
  assert.equal(formatInteger(999), "999");
  assert.equal(formatInteger(1437), "1\u202f437");
  assert.equal(formatInteger(-1234567), "−1\u202f234\u202f567");
});

test("significant digits drop needless zeros", () => {
  assert.equal(formatSignificant(1), "1");
  assert.equal(formatSignificant(0.0312), "0.031");
  assert.equal(formatSignificant(0.00012), "0.00012");
  assert.equal(formatSignificant(30), "30");
  assert.equal(formatSignificant(100, 1), "100");
});

test("only all is a hundred percent", () => {
  assert.equal(formatPercent(1), "100\u202f%");
  assert.equal(formatPercent(0.9999), "99.9\u202f%");
  assert.equal(formatPercent(0.0001), "0.1\u202f%");
  assert.equal(formatPercent(0), "0\u202f%");
  assert.equal(formatPercent(0.9166), "91.7\u202f%");
  assert.equal(formatPercent(NaN), "not a number");
});
