// Finishes what scripts/build-web.mjs has put together: checks that the page obeys our Content-Security-Policy, writes the checksums of its
// inline scripts for the server to allow (csp-hashes.txt), and compresses every text-like file once and well.
//   node scripts/finish-web.mjs DIST [--fast]      --fast: nothing is compressed

import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const COMPRESSED = new Set([".wasm", ".js", ".css", ".svg", ".html"]);

const [dist, fast] = process.argv.slice(2);
if (!dist) {
  console.error("usage: node scripts/finish-web.mjs DIST [--fast]");
  process.exit(2);
}

const page = join(dist, "index.html");
const html = (await readFile(page, "utf8")).replace(/\r\n?/g, "\n");
await writeFile(page, html);
refuseWhatTheCspForbids(html);
await writeFile(join(dist, "csp-hashes.txt"), inlineScripts(html).map((source) => cspHash(source) + "\n").join(""));

for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!fast && entry.isFile() && COMPRESSED.has(extname(entry.name))) {
    await compress(join(entry.parentPath ?? entry.path, entry.name));
  }
}

async function compress(path) {
  const bytes = await readFile(path);
  const brotli = await promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  await writeFile(path + ".br", brotli);
  await writeFile(path + ".gz", await promisify(gzip)(bytes, { level: 9 }));
}

function inlineScripts(html) {
  const scripts = html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi);
  return [...scripts].filter(([, attributes]) => !/\bsrc\s*=/i.test(attributes)).map(([, , source]) => source);
}

function cspHash(source) {
  return `'sha256-${createHash("sha256").update(source, "utf8").digest("base64")}'`;
}

// A browser would drop these silently, or only log them: better to hear of it now.
function refuseWhatTheCspForbids(html) {
  const markup = html.replace(/<!--[\s\S]*?-->/g, "").replace(/(<script\b[^>]*>)[\s\S]*?(?=<\/script)/gi, "$1");
  const forbidden = {
    "an inline <style>": /<style\b/i,
    "a style attribute": /<[a-z][^>]*\sstyle\s*=/i,
    "an inline event handler": /<[a-z][^>]*\son[a-z]+\s*=/i,
    "a nonce": /<[a-z][^>]*\snonce\s*=/i,
    "something from another site": /<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)\s*=\s*["']?(?:https?:)?\/\//i,
  };
  const found = Object.keys(forbidden).filter((name) => forbidden[name].test(markup));
  if (found.length > 0) {
    console.error(`finish-web: ${page} has ${found.join(", ")}, which our Content-Security-Policy forbids`);
    process.exit(1);
  }
}
