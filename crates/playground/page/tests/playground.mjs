// What the tests share: the browser, the page, and what the engine returns when it's built for this machine.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const output = process.env.PLAYGROUND ?? `${root}/target/playground`;
const file = pathToFileURL(`${output}/index.html`).href;

export const sizes = async () => JSON.parse(await readFile(`${output}/sizes.json`, "utf8"));
export const page = async () => readFile(`${output}/index.html`);

/** The functions of the engine, built for this machine. The page must return the same. */
export class Native {
    constructor() {
        const program = process.env.PLAYGROUND_NATIVE ?? `${root}/target/debug/examples/answers`;
        assert.ok(existsSync(program), `${program} is missing: cargo build -p cognito-mfa-playground --example answers`);
        this.process = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
        this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    }

    async call(name, ...texts) {
        this.process.stdin.write(`${JSON.stringify([name, ...texts.map((text) => (typeof text === "string" ? text : JSON.stringify(text)))])}\n`);
        const { value } = await this.lines.next();
        return JSON.parse(value);
    }

    async ok(name, ...texts) {
        const answer = await this.call(name, ...texts);
        assert.equal(answer.error, undefined);
        return answer.ok;
    }

    close() {
        this.process.stdin.end();
    }
}

export async function launch() {
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** A page that fails its test if it sends a request or reports an error. */
export async function open(browser, { hash = "", url = file, ...options } = {}) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    const faults = [];
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) faults.push(message.text()); });
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("request", (request) => { if (!/^(file|blob|data):/.test(request.url()) && request.url().split("#")[0] !== url) faults.push(`request: ${request.url()}`); });
    await page.goto(url + hash);
    await page.locator("html[data-ready]").waitFor();
    return {
        page,
        /** Waits until the panels show the newest state. */
        settled: () => page.waitForFunction(() => document.documentElement.dataset.busy === undefined),
        hash: () => page.evaluate(() => location.hash),
        /** What the page shows as the answer, as a person reads it. */
        answer: () => page.locator("#challenge .sentence").innerText(),
        async close() {
            await context.close();
            assert.deepEqual(faults, []);
        },
    };
}
