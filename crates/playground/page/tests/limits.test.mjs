// The size and the speed of the page, and that it needs no server.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch, open, page as built, sizes } from "./playground.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const measures = (page, name) => page.evaluate((name) => performance.getEntriesByName(name, "measure").map(({ duration }) => duration), name);

test("the_compressed_engine_is_below_600_kB", async (t) => {
    const { wasm, script, style, page } = await sizes();
    t.diagnostic(`compressed: wasm ${wasm}, script ${script}, style ${style} bytes; the page has ${page} bytes`);
    assert.ok(wasm < 600_000, `${wasm} bytes`);
});

test("the_first_decision_is_there_within_a_second", async (t) => {
    const times = [];
    for (let run = 0; run < 3; run += 1) {
        const { page, close } = await open(browser);
        times.push(await page.evaluate(() => performance.getEntriesByName("first-decision")[0].startTime));
        await close();
    }
    t.diagnostic(`first decision after ${times.map(Math.round).join(", ")} ms`);
    assert.ok(median(times) < 1_000, times.join());
});

test("a_change_is_shown_within_a_frame_and_the_panels_soon_after", async (t) => {
    const { page, settled, close } = await open(browser);
    await settled();
    await page.click("#tab-compare");
    await page.click("#begin-comparison");
    await settled();
    const limits = { challenge: 16, details: 150, compare: 200 };
    // Other work on the machine slows down a round, so a slow one is repeated, up to four times.
    let slow = [];
    for (let round = 0; round < 5; round += 1) {
        const times = Object.fromEntries(Object.keys(limits).map((name) => [name, []]));
        // Each tab, since only what is visible is laid out.
        for (const tab of ["sign-in", "pool", "compare", "sign-in"]) {
            await page.click(`#tab-${tab}`);
            for (const mode of ["OPTIONAL", "OFF", "ON"]) {
                await settled();
                await page.evaluate(() => performance.clearMeasures());
                await page.locator(`[id='pool-MfaConfiguration'] input[value='${mode}']`).click();
                await settled();
                for (const name of Object.keys(limits)) times[name].push(...await measures(page, name));
            }
        }
        for (const [name, all] of Object.entries(times)) {
            assert.ok(all.length >= 9, `${name}: ${all.length} times`);
            t.diagnostic(`${name}: median ${median(all).toFixed(1)} ms, slowest ${Math.max(...all).toFixed(1)} ms of ${all.length}`);
        }
        slow = Object.entries(limits).filter(([name, limit]) => median(times[name]) >= limit);
        if (slow.length === 0) break;
    }
    assert.deepEqual(slow, []);
    await close();
});

test("the_page_works_from_a_server_too_and_asks_it_for_nothing_else", async () => {
    const asked = [];
    const server = createServer(async (request, response) => {
        asked.push(request.url);
        response.setHeader("Content-Type", "text/html; charset=utf-8");
        response.end(await built());
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { page, settled, close } = await open(browser, { url: `http://127.0.0.1:${server.address().port}/` });
    await settled();
    await page.click("#preset-totp-required");
    await settled();
    assert.ok(await page.locator(".rows > li").count() > 20);
    await close();
    server.close();
    assert.deepEqual(asked, ["/"]);
});

test("the_browser_refuses_what_the_policy_does_not_allow", async () => {
    const { page, close } = await open(browser);
    assert.match(await page.locator("meta[http-equiv]").getAttribute("content"), /^default-src 'none'; script-src 'sha256-/);
    const refused = await page.evaluate(async () => {
        const faults = [];
        addEventListener("securitypolicyviolation", (event) => faults.push(event.effectiveDirective));
        await fetch("https://example.com/").catch(() => {});
        document.body.append(Object.assign(document.createElement("img"), { src: "https://example.com/x.png" }));
        document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" }));
        await new Promise((resolve) => setTimeout(resolve, 100));
        return [faults, window.ran ?? false];
    });
    assert.deepEqual(refused[0].toSorted(), ["connect-src", "img-src", "script-src-elem"]);
    assert.equal(refused[1], false);
    await close().catch(() => {});
});
