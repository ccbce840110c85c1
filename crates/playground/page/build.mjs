// Makes one HTML file of the script, the style and the engine's WebAssembly.
//
// usage: node build.mjs DIRECTORY   (which has `bindings`, and receives `index.html`)

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { gzipSync, constants } from "node:zlib";
import { build } from "esbuild";

const directory = resolve(process.argv[2] ?? ".");
const source = fileURLToPath(new URL("src", import.meta.url));
const bundled = async (entry, options) => {
    const { outputFiles } = await build({ entryPoints: [join(source, entry)], bundle: true, minify: true, write: false, ...options });
    return outputFiles[0].text.trim();
};

const script = await bundled("main.ts", {
    format: "iife",
    target: "es2022",
    alias: { engine: join(directory, "bindings", "engine.js") },
});
const style = await bundled("style.css", {});
const gzipped = (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
const wasm = gzipped(await readFile(join(directory, "bindings", "engine_bg.wasm")));

// An inlined script ends at the first `</script`, whatever surrounds it.
if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style)) throw new Error("The script or the style contains a closing tag.");
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
// The browser refuses every request, also one that a mistake or a pasted text would make. The worker has the script as a Blob.
const policy = [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    "worker-src blob:",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
].join("; ");

const page = (await readFile(join(source, "index.html"), "utf8"))
    .replace("{{policy}}", () => policy)
    .replace("{{style}}", () => style)
    .replace("{{engine}}", () => wasm.toString("base64"))
    .replace("{{script}}", () => script);
await writeFile(join(directory, "index.html"), page);

const sizes = { wasm: wasm.length, script: gzipped(script).length, style: gzipped(style).length, page: Buffer.byteLength(page) };
await writeFile(join(directory, "sizes.json"), JSON.stringify(sizes));
const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
console.log(`${join(directory, "index.html")}: ${kB(sizes.page)}. Compressed: wasm ${kB(sizes.wasm)}, script ${kB(sizes.script)}, style ${kB(sizes.style)}`);
