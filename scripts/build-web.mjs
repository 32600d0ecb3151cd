// Makes the client's files out of the compiled program and crates/web/index.html. Afterwards comes scripts/finish-web.mjs.
//   node scripts/build-web.mjs PROGRAM.wasm DIST [--fast]      --fast: as the compiler left it, not shrunk
//
// The program is cut at its split points (crates/web/src/chunk.rs) before wasm-bindgen sees it, which no bundler for
// Rust does; so the few steps around that stand here. Every name holds a hash: the parts of one program share one, because
// they only fit each other.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [program, dist, fast] = process.argv.slice(2);
if (!program || !dist) {
  console.error("usage: node scripts/build-web.mjs PROGRAM.wasm DIST [--fast]");
  process.exit(2);
}
const source = join(dirname(fileURLToPath(import.meta.url)), "../crates/web");
const NAME = "daybook";
// What the compiler uses beyond the first version of WebAssembly, and every browser of today has.
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];

// The old client stays until the new one is there.
const next = mkdtempSync(`${dist}-`);
try {
  const hash = buildProgram();
  writeFileSync(join(next, "index.html"), page(hash));
  rmSync(dist, { recursive: true, force: true });
  renameSync(next, dist);
} finally {
  rmSync(next, { recursive: true, force: true });
}

/** Cuts, binds and shrinks the program; answers the hash in its files' names. */
function buildProgram() {
  const cut = mkdtempSync(join(next, "cut-"));
  run("wasm-split-cli", [program, cut, "--out-name", NAME, "--target", "web"]);
  const main = join(cut, `${NAME}.wasm`);
  run("wasm-bindgen", ["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle", "--out-dir", cut, "--out-name", NAME, main]);
  rmSync(main);
  const names = readdirSync(cut).sort();
  // What is small after compression is another thing than what is small: less inlining, more that looks alike, and that
  // near to each other. Addresses below 1,024 lie at the far end of the stack, where nothing is.
  const level = ["-Os", "--one-caller-inline-max-function-size", "1", "--low-memory-unused", "--reorder-functions-by-name"];
  for (const name of names.filter((name) => extname(name) === ".wasm" && !fast)) {
    const path = join(cut, name);
    const features = FEATURES.map((feature) => `--enable-${feature}`);
    run("wasm-opt", [...level, "--strip-debug", "--strip-producers", "--strip-target-features", ...features, path, "-o", path]);
  }
  const hash = hashOf(...names.map((name) => readFileSync(join(cut, name))));
  const renamed = (name) => name.replace(/^_*(.*?)(?:_bg)?(\.[a-z]+)$/, `$1-${hash}$2`).replace("wasm_split", "chunks");
  for (const name of names) {
    let bytes = readFileSync(join(cut, name));
    if (extname(name) === ".js") {
      // Only where a file is meant: under the same names the program knows its imports.
      const files = /(?<=from "\.\/|new URL\("\.\/)[^"]+(?=")/g;
      bytes = Buffer.from(bytes.toString().replace(files, renamed));
    }
    writeFileSync(join(next, renamed(name)), bytes);
  }
  rmSync(cut, { recursive: true });
  return hash;
}

/** The page, with what it names under the names that hold a hash. */
function page(hash) {
  const sheets = /<link rel="stylesheet" href="([^"]+)">\n/g;
  const html = readFileSync(join(source, "index.html"), "utf8");
  const style = [...html.matchAll(sheets)].map(([, href]) => readFileSync(join(source, href), "utf8")).join("");
  const js = `/${NAME}-${hash}.js`;
  const wasm = `/${NAME}-${hash}.wasm`;
  const head = [
    `<link rel="stylesheet" href="${hashed("daybook.css", Buffer.from(style))}">`,
    `<link rel="modulepreload" href="${js}">`,
    `<link rel="modulepreload" href="/chunks-${hash}.js">`,
    `<link rel="preload" href="${wasm}" as="fetch" type="application/wasm" crossorigin="anonymous">`,
    `<script type="module">import init from "${js}"; await init({ module_or_path: "${wasm}" });</script>`,
  ];
  return html
    .replace(sheets, "")
    .replace('href="mark.svg"', `href="${hashed("mark.svg", readFileSync(join(source, "mark.svg")))}"`)
    .replace("<!-- icons.svg -->", () => readFileSync(join(source, "icons.svg"), "utf8"))
    .replace("</head>", () => `${head.join("\n")}\n</head>`);
}

/** Writes a file under a name that holds its hash; answers the address. */
function hashed(name, bytes) {
  const extension = extname(name);
  const address = `${name.slice(0, -extension.length)}-${hashOf(bytes)}${extension}`;
  writeFileSync(join(next, address), bytes);
  return `/${address}`;
}

// Sixteen digits: by them the server knows which files never change.
function hashOf(...parts) {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return hash.digest("hex").slice(0, 16);
}

function run(command, args) {
  execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
}
