"use strict";
/*
 * Reads scripts and styles of the light pages as an old box does: Chromium 66 knows ES2017, and no
 * @layer, :has, inset, clamp() or gap between flex items. node es2017.cjs PACKAGES FILE…
 */
const fs = require("node:fs");
const path = require("node:path");

const [packages, ...files] = process.argv.slice(2);
const acorn = require(path.join(packages, "acorn"));
const NEW_STYLES = [
  [/@layer\b/, "@layer"],
  [/:has\(/, ":has()"],
  [/:is\(|:where\(/, ":is()"],
  [/(^|[;{\s])inset\s*:/m, "inset"],
  [/\bclamp\(/, "clamp()"],
  [/(^|[;{\s])gap\s*:/m, "gap"],
  [/aspect-ratio\s*:/, "aspect-ratio"],
];

function script(text) {
  try {
    acorn.parse(text, { ecmaVersion: 2017, sourceType: "script" });
    return [];
  } catch (error) {
    return [error.message];
  }
}

function styles(text) {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
  return NEW_STYLES.filter((one) => one[0].test(bare)).map((one) => one[1] + " is too new");
}

let bad = 0;
for (const file of files) {
  const text = fs.readFileSync(file, "utf8");
  const found = file.endsWith(".js") ? script(text) : file.endsWith(".css") ? styles(text) : [];
  found.forEach((words) => console.log(file + ": " + words));
  bad += found.length;
}
process.exit(bad ? 1 : 0);
