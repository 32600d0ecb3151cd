// What the first load of the client weighs, against its budget. Fails when it is over.
//   node scripts/size.mjs DIST        after scripts/finish-web.mjs

import { readFile, readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";

// The budgets, in KB (1,000 bytes) of brotli.
const BUDGETS = { ".wasm": 300, ".js": 12, ".css": 15 };
const BUDGET_IN_ALL = 350;

const dist = process.argv[2];
if (!dist) {
  console.error("usage: node scripts/size.mjs DIST");
  process.exit(2);
}

// Only what the page names is loaded at once; the other parts of the program come when they are needed.
const html = await readFile(join(dist, "index.html"), "utf8");
const rows = [];
const later = [];
const bytes = async (name) => (await stat(join(dist, name))).size;
for (const name of (await readdir(dist, { recursive: true })).sort()) {
  if (name === "index.html" || extname(name) in BUDGETS) {
    const row = { name, raw: await bytes(name), gz: await bytes(name + ".gz"), br: await bytes(name + ".br") };
    (name === "index.html" || html.includes(name) ? rows : later).push(row);
  }
}
const sum = (column, kind) =>
  rows.filter(({ name }) => !kind || extname(name) === kind).reduce((total, row) => total + row[column], 0);

const kb = (n) => (n / 1000).toFixed(1).padStart(9);
const line = (name, { raw, gz, br }) => console.log(name.padEnd(44) + kb(raw) + kb(gz) + kb(br));
console.log("first load, KB".padEnd(44) + "raw".padStart(9) + "gz".padStart(9) + "br".padStart(9));
for (const row of rows) {
  line(row.name, row);
}
line("in all", { raw: sum("raw"), gz: sum("gz"), br: sum("br") });
if (later.length > 0) {
  console.log("loaded when needed");
  for (const row of later) {
    line(row.name, row);
  }
}

const over = [
  ...Object.entries(BUDGETS).map(([kind, budget]) => [kind, sum("br", kind), budget]),
  ["in all", sum("br"), BUDGET_IN_ALL],
].filter(([, size, budget]) => size > budget * 1000);
for (const [name, size, budget] of over) {
  console.error(`size: ${name} is ${(size / 1000).toFixed(1)} KB, its budget is ${budget} KB`);
}
if (sum("br", ".wasm") === 0) {
  console.error("size: the page names no .wasm file");
  process.exit(1);
}
process.exit(over.length > 0 ? 1 : 0);
