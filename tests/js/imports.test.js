/** Imports follow the data (docs/architecture.md): a layer may import itself and what lies before it, nothing else. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../static/js", import.meta.url));

/** The layers that each may import, besides itself. */
const BEFORE = /** @type {Record<string, string[]>} */ ({
  lib: [],
  protocol: ["lib"],
  state: ["lib", "protocol"],
  transport: ["lib", "protocol", "state"],
  timeline: ["lib", "protocol", "state"],
  render: ["lib", "protocol", "state"],
  scene: ["lib", "protocol", "state", "timeline", "render"],
  panels: ["lib", "protocol", "state", "transport", "timeline", "render", "scene"],
  lesson: ["lib", "protocol", "state", "transport", "timeline", "render", "scene", "panels"],
});

/** What only one layer may import. */
const OWNERS = /** @type {Record<string, string[]>} */ ({
  "@preact/signals-core": ["lib"],
  "lit-html": ["lib", "panels", "lesson"],
  katex: ["lib"],
  uplot: ["lib", "panels"],
});

const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".js"))
  .map((name) => join(ROOT, name));

/** Specifiers of all imports that run; types in comments do not count. @param {string} file */
function importsOf(file) {
  const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) => name);
}

/** The layer a file lies in; "main" for those at the top. @param {string} file */
const layerOf = (file) => {
  const [first = "", ...rest] = relative(ROOT, file).split(/[\\/]/);
  return rest.length > 0 ? first : "main";
};

test("every folder of static/js is a layer of the architecture", () => {
  for (const file of files)
    assert.ok(["main", ...Object.keys(BEFORE)].includes(layerOf(file)), file);
});

test("imports between layers go one way", () => {
  for (const file of files) {
    const layer = layerOf(file);
    for (const specifier of importsOf(file).filter((name) => name.startsWith("."))) {
      const target = layerOf(resolve(dirname(file), specifier));
      const allowed = layer === "main" || target === layer || BEFORE[layer]?.includes(target);
      assert.ok(allowed, `${relative(ROOT, file)} imports ${specifier}: ${layer} before ${target}`);
    }
  }
});

test("panels do not know each other, apart from their own parts", () => {
  const mounts = (/** @type {string} */ file) =>
    /export (?:async )?function mount[A-Z]/.test(readFileSync(file, "utf8"));
  for (const file of files.filter((name) => layerOf(name) === "panels")) {
    for (const specifier of importsOf(file).filter((name) => name.startsWith("."))) {
      const target = resolve(dirname(file), specifier);
      const isOtherPanel = layerOf(target) === "panels" && mounts(target);
      assert.ok(!isOtherPanel, `${relative(ROOT, file)} imports the panel ${specifier}`);
    }
  }
});

test("imports between our modules name a file that is there, with its ending", () => {
  for (const file of files)
    for (const specifier of importsOf(file).filter((name) => name.startsWith(".")))
      assert.ok(existsSync(resolve(dirname(file), specifier)), `${file} imports ${specifier}`);
});

test("libraries are imported where they belong", () => {
  for (const file of files) {
    for (const specifier of importsOf(file).filter((name) => !name.startsWith("."))) {
      const owner = Object.keys(OWNERS).find(
        (name) => specifier.split("/")[0] === name || specifier === name,
      );
      if (owner)
        assert.ok(
          OWNERS[owner]?.includes(layerOf(file)),
          `${relative(ROOT, file)} imports ${specifier}`,
        );
    }
  }
});
