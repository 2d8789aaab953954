// Fills static/vendor with the browser's libraries and fonts, from npm, by the lock file.
//
//   node web/vendor.mjs    installs what package-lock.json names, then builds where something changed
//
// Each library becomes one ES module; what several share lies in chunks beside them.
// importmap.json is the page's import map, with a hash of every file. Its addresses are relative to
// the site's base ("./static/vendor/uplot.mjs"), so a page that does not lie at the base needs
// <base href> or has to prefix them. built-from says which sources this folder was made from.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const LIBRARIES = [
  "@preact/signals-core",
  "katex",
  "lit-html",
  "lit-html/directives/live.js",
  "uplot",
];

// `range` limits a file to some characters: browsers fetch it when one of them is on the page.
const LATIN = "U+0000-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2000-206F, U+2212";
const LATIN_EXTENDED = "U+0100-0130, U+0132-0151, U+0154-02BA, U+1E00-1EFF, U+20A0-20C0";
const GREEK = "U+0370-03FF";
const MATHEMATICS = "U+0302, U+0304, U+0307, U+2032, U+2190-2193, U+21A6, U+2200-22FF, U+27E8-27E9";
const FONTS = [
  figtree("latin", LATIN),
  figtree("latin-ext", LATIN_EXTENDED),
  ...["latin-400-italic", "latin-500-italic", "latin-400-normal"].map((f) => stixText(f, LATIN)),
  ...["latin-ext-400-italic", "latin-ext-500-italic"].map((f) => stixText(f, LATIN_EXTENDED)),
  ...["greek-400-italic", "greek-500-italic"].map((f) => stixText(f, GREEK)),
  {
    family: "STIX Two Math",
    file: "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2",
    style: "normal",
    weight: "400",
    range: MATHEMATICS,
    cut: true, // to its range: the whole font has 400 kB
  },
  // Formulas are set in the page's own symbols: KaTeX asks for its faces by these names.
  as("KaTeX_Math", stixText("latin-400-italic", LATIN)),
  as("KaTeX_Math", stixText("greek-400-italic", GREEK)),
  as("KaTeX_Main", stixText("latin-400-normal", LATIN)),
  {
    family: "KaTeX_Main",
    file: "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2",
    style: "normal",
    weight: "400",
    range: MATHEMATICS,
    cut: true,
  },
];

const FACE = /@font-face\{[^}]*\}/g;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const out = "static/vendor";

if (!(await lockIsInstalled())) install();
const sources = await sourcesHash();
if ((await readIfThere(`${out}/built-from`)) !== sources) {
  await rm(out, { recursive: true, force: true });
  await mkdir(`${out}/fonts`, { recursive: true });
  const bundled = await bundle();
  const styled = [...(await copyStyles()), ...(await copyFonts())];
  await writeLicences(new Set([...bundled, ...styled]));
  await writeFile(`${out}/built-from`, sources); // last: a build cut short is not taken for whole
}

/** @param {string} subset @param {string} range */
function figtree(subset, range) {
  const file = `@fontsource-variable/figtree/files/figtree-${subset}-wght-normal.woff2`;
  return {
    family: "Figtree Variable",
    file,
    style: "normal",
    weight: "300 900",
    range,
    cut: false,
  };
}

/** @param {string} face subset, weight and style, such as "latin-400-italic" @param {string} range */
function stixText(face, range) {
  const [style = "", weight = ""] = face.split("-").reverse();
  const file = `@fontsource/stix-two-text/files/stix-two-text-${face}.woff2`;
  return { family: "STIX Two Text", file, style, weight, range, cut: false };
}

/** A face under the name that a library asks for. @param {string} family @param {ReturnType<typeof stixText>} face */
function as(family, face) {
  return { ...face, family };
}

/** Whether node_modules holds the very packages of the lock file. */
async function lockIsInstalled() {
  const installed = JSON.parse(await readIfThere("node_modules/.package-lock.json", "{}"));
  const locked = JSON.parse(await readFile("package-lock.json", "utf8")).packages;
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === "") return true;
    const found = installed.packages?.[path];
    return found ? found.version === version : optional === true; // another platform's binary
  });
}

function install() {
  const { status } = spawnSync("npm ci --ignore-scripts --no-audit --no-fund --loglevel=error", {
    shell: true, // npm is a script with another name on Windows
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** The same hash as in hatch_build.py. */
async function sourcesHash() {
  const hash = createHash("sha256");
  for (const file of ["package-lock.json", "web/vendor.mjs"]) hash.update(await readFile(file));
  return hash.digest("hex");
}

/**
 * Bundles every library and writes the import map.
 * @returns {Promise<Set<string>>} names of the packages that are inside
 */
async function bundle() {
  const { build } = await import("esbuild"); // here, for it may have been installed just now
  const { outputs, inputs } = (
    await build({
      entryPoints: Object.fromEntries(LIBRARIES.map((name) => [fileName(name), name])),
      outdir: out,
      outExtension: { ".js": ".mjs" },
      chunkNames: "chunks/[name]-[hash]",
      bundle: true,
      splitting: true,
      format: "esm",
      target: "es2022",
      minify: true,
      legalComments: "none", // the licences are written out whole, below
      metafile: true,
      logLevel: "warning",
    })
  ).metafile;
  /** @type {Record<string, string>} */
  const integrity = {};
  for (const file of Object.keys(outputs).sort()) {
    const digest = createHash("sha384")
      .update(await readFile(file))
      .digest("base64");
    integrity[`./${file}`] = `sha384-${digest}`;
  }
  const imports = Object.fromEntries(
    LIBRARIES.map((name) => [name, `./${out}/${fileName(name)}.mjs`]),
  );
  await writeFile(`${out}/importmap.json`, `${JSON.stringify({ imports, integrity }, null, 1)}\n`);
  return new Set(Object.keys(inputs).map(packageName));
}

/** @param {string} library such as "@preact/signals-core" */
function fileName(library) {
  return library.replace("@", "").replace(/\.js$/, "").replaceAll("/", "-");
}

/** @param {string} path of a file within node_modules */
function packageName(path) {
  return path.replace(/^.*node_modules\//, "").match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? path;
}

/** Copies the style sheets of libraries; of KaTeX's faces those that the page has no other for. */
async function copyStyles() {
  await cp("node_modules/uplot/dist/uPlot.min.css", `${out}/uplot.css`);
  const katex = await readFile("node_modules/katex/dist/katex.min.css", "utf8");
  const [rules, faces] = [katex.replace(FACE, ""), katex.match(FACE) ?? []];
  const sizes = faces
    .filter((face) => /KaTeX_(Size|AMS)/.test(face))
    .map((face) => face.replace(/,url\([^)]*\.(woff|ttf)\) format\("[a-z]+"\)/g, ""));
  for (const face of sizes) {
    const [file = ""] = face.match(/KaTeX_[\w-]+\.woff2/) ?? [];
    await cp(`node_modules/katex/dist/fonts/${file}`, `${out}/fonts/${file}`);
  }
  await writeFile(`${out}/katex.css`, sizes.join("") + rules);
  return ["uplot", "katex"];
}

/** Copies the fonts and writes fonts.css. */
async function copyFonts() {
  const rules = [];
  for (const { family, file, style, weight, range, cut } of FONTS) {
    const whole = await readFile(`node_modules/${file}`);
    await writeFile(`${out}/fonts/${basename(file)}`, cut ? await subset(whole, range) : whole);
    rules.push(
      "@font-face {",
      `  font-family: "${family}";`,
      `  font-style: ${style};`,
      `  font-weight: ${weight};`,
      "  font-display: swap;",
      `  src: url("fonts/${basename(file)}") format("woff2");`,
      `  unicode-range: ${range};`,
      "}",
    );
  }
  await writeFile(`${out}/fonts.css`, `${rules.join("\n")}\n`);
  return FONTS.map(({ file }) => packageName(file));
}

/** @param {Buffer} font @param {string} range such as "U+0302, U+2190-2193" */
async function subset(font, range) {
  const { default: subsetFont } = await import("subset-font");
  const characters = range.split(", ").flatMap((part) => {
    const [first = 0, last = first] = part
      .slice(2)
      .split("-")
      .map((code) => parseInt(code, 16));
    return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i));
  });
  return subsetFont(font, characters.join(""), { targetFormat: "woff2", noLayoutClosure: true });
}

/** @param {Set<string>} packages whose licences go into THIRD_PARTY_LICENSES.txt */
async function writeLicences(packages) {
  let text = "";
  for (const name of [...packages].sort()) {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    if (!file) throw new Error(`${name} has no licence text`);
    text += `${name} ${version} (${license})\n\n${await readFile(`${folder}/${file}`, "utf8")}\n\n`;
  }
  await writeFile(`${out}/THIRD_PARTY_LICENSES.txt`, text);
}

/** @param {string} path @param {string} [otherwise] */
async function readIfThere(path, otherwise = "") {
  return readFile(path, "utf8").catch(() => otherwise);
}
