// What Odoo asks of JavaScript, and for our light pages: nothing newer than ES2017, because they
// run for years on cheap boxes. A newer word is a parse error here.
import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  curly: "error",
  eqeqeq: ["error", "smart"],
  "no-unused-vars": [
    "error",
    { args: "after-used", argsIgnorePattern: "^_", caughtErrors: "none" },
  ],
  "no-var": "error",
  "prefer-const": "error",
  complexity: ["error", 10],
};
const LIGHT = ["core", "services", "icons", "screen", "caller", "kiosk", "phone", "pair", "field"];

export default [
  { ignores: [".cache/**", "build/**", "node_modules/**"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: LIGHT.map((folder) => `addons/*/static/src/${folder}/**/*.js`),
    languageOptions: {
      ecmaVersion: 2017,
      sourceType: "script",
      // The names that Chromium 70 and its like have; globalThis comes from our own first file.
      globals: { ...globals.browser, globalThis: "readonly", module: "writable" },
    },
    rules: { ...rules, strict: ["error", "safe"] },
  },
  {
    files: ["addons/*/static/src/**/*.js"],
    ignores: LIGHT.map((folder) => `addons/*/static/src/${folder}/**/*.js`),
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    rules,
  },
  {
    files: ["addons/*/static/tests/**/*.{cjs,js}"],
    languageOptions: { ecmaVersion: 2022, sourceType: "commonjs", globals: globals.node },
    rules,
  },
  {
    files: ["addons/*/static/tests/**/*.mjs", "*.mjs"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
    rules,
  },
  {
    files: ["addons/*/static/tests/tours/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    rules,
  },
];
