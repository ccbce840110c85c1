// Two pools side by side.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, Native, open } from "./playground.mjs";

let browser, native;
before(async () => {
    browser = await launch();
    native = new Native();
});
after(async () => {
    native?.close();
    await browser?.close();
});

/** Compares the first example with its copy, whose MfaConfiguration is OPTIONAL. */
async function compared() {
    const { presets } = await native.ok("vocabulary");
    const { state } = presets.find(({ id }) => id === "totp-required");
    const opened = await open(browser);
    const { page } = opened;
    await page.click("#preset-totp-required");
    await page.click("#tab-compare");
    await page.click("#begin-comparison");
    await page.locator("[id='pool-MfaConfiguration'] input[value='OPTIONAL']").check();
    await opened.settled();
    return { ...opened, state: { ...state, other: { ...state.pool, MfaConfiguration: "OPTIONAL" } } };
}

const number = (value) => value.toLocaleString("en-US");

test("the_map_has_the_counts_and_effects_of_the_engine", async () => {
    const { page, state, close } = await compared();
    const { counts, rows, columns, cells } = await native.ok("compare", state);
    assert.ok(cells.length > 0 && rows.length * columns.length <= 60);
    assert.equal(await page.locator(".heat td").count(), rows.length * columns.length);
    assert.equal(await page.locator(".heat td button").count(), cells.length);
    assert.ok(new Set(cells.map(({ effect }) => effect)).size > 1, "several effects");
    for (const { row, column, effect, users } of cells) {
        const shown = page.locator(`[data-cell="${row}/${column}"]`);
        assert.equal(await shown.locator("xpath=..").getAttribute("class"), `effect-${effect}`);
        const text = await shown.innerText();
        assert.ok(text.includes(effect.replaceAll("-", " ")) && text.includes(number(users)), text);
    }
    const listed = await page.locator("#panel-compare .counts").first().innerText();
    for (const { users, sentence } of counts.effects) assert.ok(listed.includes(`${number(users)}: ${sentence}`), listed);
    assert.ok(listed.includes(number(counts.same)), listed);
    await close();
});

test("a_cell_shows_its_users_and_both_sign_ins", async () => {
    const { page, state, answer, close } = await compared();
    const { cells } = await native.ok("compare", state);
    const cell = cells.find(({ effect }) => effect !== "same");
    await page.click(`[data-cell="${cell.row}/${cell.column}"]`);
    await page.locator("#cell-detail .flow").nth(1).waitFor();
    const { user, attempt, before, after } = cell.sample;
    const shown = await page.locator("#cell-detail").innerText();
    for (const text of [user, attempt, before, after]) assert.ok(shown.includes(text), shown);
    await page.getByRole("button", { name: "Show this user in the form" }).click();
    // The form has pool B, so the answer is the one after the change.
    assert.equal(await answer(), after);
    await close();
});

test("the_plan_has_the_calls_of_the_engine", async () => {
    const { page, state, close } = await compared();
    const plan = await native.ok("plan", state);
    assert.ok(plan.calls.length > 0);
    assert.equal(await page.locator("#panel-compare .copyable pre").textContent(), plan.commands);
    assert.equal(await page.locator("#panel-compare .steps > li").count(), plan.calls.length);
    await close();
});

test("pool_a_and_pool_b_are_edited_apart", async () => {
    const { page, answer, hash, close } = await compared();
    assert.match(await hash(), /pool\.MfaConfiguration=ON.*other\.MfaConfiguration=OPTIONAL/);
    const b = await answer();
    await page.click("#side-a");
    assert.equal(await page.locator("[id='pool-MfaConfiguration'] input:checked").getAttribute("value"), "ON");
    assert.equal(await page.locator(".challenge .side").innerText(), "Pool A");
    await page.click("#side-b");
    assert.equal(await page.locator("[id='pool-MfaConfiguration'] input:checked").getAttribute("value"), "OPTIONAL");
    assert.equal(await answer(), b);
    await page.getByRole("button", { name: "Remove pool B" }).click();
    assert.doesNotMatch(await hash(), /other/);
    await close();
});

test("a_pasted_histogram_counts_the_users", async () => {
    const { page, state, settled, close } = await compared();
    const population = await readFile(new URL("../../../cli/tests/fixtures/counts.csv", import.meta.url), "utf8");
    await page.fill("#population", population);
    await page.waitForFunction(() => location.hash.includes("population="));
    await settled();
    const expected = await native.ok("impact", { ...state, population });
    assert.ok(expected.effects.length > 0);
    const shown = (await page.locator("#panel-compare [role=status]").innerText()).replace(/\s+/g, " ");
    for (const { users, sentence } of expected.effects) assert.ok(shown.includes(`${number(users)}: ${sentence}`), shown);
    assert.ok(shown.includes(number(expected.users)), shown);
    await page.fill("#population", "UserStatus,count\nARCHIVED,many");
    await page.locator("#panel-compare [role=status] .error").waitFor();
    await close();
});
