// The page with a keyboard, a screen reader, in light and dark, and on a phone.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch, open } from "./playground.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const STATES = {
    example: async () => {},
    denied: (page) => page.click("#preset-sms-required"),
    refused: (page) => page.locator("[id='pool-SoftwareTokenMfaConfiguration']").uncheck(),
    pool: async (page) => { await page.click("#preset-passkey-mfa"); await page.click("#tab-pool"); },
    pasted: async (page) => {
        await page.locator("details.paste summary").click();
        await page.fill("#paste", "junk");
        await page.locator("#paste-result .error").waitFor();
    },
    compared: async (page) => {
        await page.click("#preset-totp-required");
        await page.click("#tab-compare");
        await page.click("#begin-comparison");
        await page.locator("[id='pool-MfaConfiguration'] input[value='OPTIONAL']").check();
        await page.locator(".heat button").first().click();
    },
    notice: (page) => page.evaluate(() => { location.hash = "#v=1&user.Shoe=42"; }),
};
const SCREENS = {
    light: { colorScheme: "light" },
    dark: { colorScheme: "dark" },
    phone: { colorScheme: "light", viewport: { width: 360, height: 740 } },
};
for (const [screen, options] of Object.entries(SCREENS)) {
    for (const [name, reach] of Object.entries(STATES)) {
        test(`axe_finds_no_fault: ${name}, ${screen}`, async () => {
            const { page, settled, close } = await open(browser, { bypassCSP: true, ...options });
            await settled();
            await reach(page);
            await settled();
            await page.addScriptTag({ path: axe });
            const violations = await page.evaluate(async () => (await window.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160) + " " + node.failureSummary).join("\n")}`));
            assert.deepEqual(violations, []);
            const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
            assert.ok(widths[0] <= widths[1], `The page is ${widths[0]} pixels wide, and the screen ${widths[1]}.`);
            await close();
        });
    }
}

test("a_keyboard_reaches_a_control_a_change_and_each_tab", async () => {
    const { page, settled, answer, close } = await open(browser);
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
    const tabTo = async (wanted) => {
        for (let presses = 0; presses < 120; presses += 1) {
            await page.keyboard.press("Tab");
            if ((await page.evaluate(wanted)) === true) return;
        }
        assert.fail(`The keyboard doesn't reach ${wanted}`);
    };
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to the answer");
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "challenge-title");
    await page.keyboard.press("Shift+Tab");

    await page.evaluate(() => { document.activeElement.blur(); getSelection().removeAllRanges(); document.querySelector("#profile").focus(); });
    await tabTo(() => document.activeElement.name === "pool-MfaConfiguration");
    const before = await answer();
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none");
    await page.keyboard.press("ArrowLeft");
    await page.waitForFunction((before) => document.querySelector("#challenge .sentence").innerText !== before || location.hash.includes("pool.MfaConfiguration"), before);

    await settled();
    await tabTo(() => document.activeElement.classList.contains("action"));
    await page.keyboard.press("Enter");
    // The button is gone, so the focus is on the new answer.
    assert.equal(await focused(), "challenge-title");

    await tabTo(() => document.activeElement.getAttribute("role") === "tab");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), "tab-pool");
    assert.equal(await page.locator("#panel-pool").isVisible(), true);
    assert.equal(await page.locator("#panel-sign-in").isVisible(), false);
    await close();
});

test("a_screen_reader_hears_the_new_answer", async () => {
    const { page, close } = await open(browser);
    assert.equal(await page.locator("#spoken").getAttribute("role"), "status");
    await page.click("#preset-sms-required");
    assert.equal(await page.locator("#spoken").textContent(), await page.locator("#challenge .sentence").textContent());
    await close();
});

test("every_control_has_a_name_and_help", async () => {
    const { page, close } = await open(browser);
    const nameless = await page.evaluate(() => [...document.querySelectorAll("form input, form select, form textarea, button")].filter((element) => {
        const label = element.getAttribute("aria-label") || element.textContent.trim() || [...(element.labels ?? [])].map((one) => one.textContent).join("");
        return label === "";
    }).map((element) => element.outerHTML));
    assert.deepEqual(nameless, []);
    await close();
});
