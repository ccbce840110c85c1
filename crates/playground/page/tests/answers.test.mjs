// The page shows what the engine returns, for each example, control and change.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, Native, open } from "./playground.mjs";

let browser, native, vocabulary;
before(async () => {
    browser = await launch();
    native = new Native();
    vocabulary = await native.ok("vocabulary");
});
after(async () => {
    native?.close();
    await browser?.close();
});

/** Text as a person reads it, without the spaces of the layout. */
const plain = (text) => text.replace(/\s+/g, " ").trim();
const texts = async (locator) => (await locator.allInnerTexts()).map(plain);
/** Texts of a hidden part, too. */
const contents = async (locator) => (await locator.allTextContents()).map(plain);

/** The page shows this state as the engine decides it. */
async function shows({ page, settled, answer }, state) {
    const text = JSON.stringify(state);
    const decision = await native.ok("decide", text);
    const details = await native.ok("details", text);
    await settled();
    assert.equal(plain(await answer()), plain(decision.sentence));
    const heading = await page.locator("#challenge-title").innerText();
    assert.ok(heading.includes(decision.next.kind === "challenge" ? decision.next.code : decision.next.kind === "denied" ? "Denied" : "Signed in"), heading);
    assert.deepEqual(await texts(page.locator("#challenge .refusal > p code")), decision.refusal ? [decision.refusal.operation, decision.refusal.code] : []);
    assert.equal(await page.locator(".rows > li").count(), decision.rows.length);
    assert.deepEqual(await texts(page.locator(".rows > .hit > .number")), decision.rows.filter((row) => row.status === "hit").map((row) => row.number));
    const ends = (walk) => (walk.steps.length === 0 ? [walk.kind] : walk.steps.flatMap(({ to }) => ends(to)));
    const drawn = await page.locator("#panel-sign-in .flow li:not(:has(ul)) .step").evaluateAll((steps) => steps.map((step) => /to-(\w+)/.exec(step.className)[1]));
    assert.deepEqual(drawn, ends(details.walk));
    // The page groups them by what they change.
    const changes = details.singleChanges.map(({ sentence, answer }) => plain(`${sentence}${answer}`));
    assert.deepEqual((await contents(page.locator("#panel-sign-in .actions li"))).toSorted(), changes.toSorted());
    assert.deepEqual(await page.locator("#panel-pool .finding").count(), details.findings.length);
    for (const { message } of details.findings) assert.ok((await contents(page.locator("#panel-pool .finding"))).some((shown) => shown.includes(plain(message))), message);
    assert.deepEqual(await page.locator("#panel-pool pre").allTextContents(), [details.snippets.cli, details.snippets.cloudformation, details.snippets.terraform]);
    return { decision, details };
}

test("each_example_shows_the_answers_of_the_engine", async () => {
    const opened = await open(browser);
    for (const preset of vocabulary.presets) {
        await opened.page.click(`#preset-${preset.id}`);
        await shows(opened, preset.state);
        assert.equal(await opened.page.getAttribute(`#preset-${preset.id}`, "aria-pressed"), "true");
        assert.equal(await opened.page.locator(".preset-sentence").innerText(), preset.sentence);
    }
    await opened.close();
});

test("each_value_of_each_control_reaches_the_url_and_the_answers", async () => {
    const opened = await open(browser, { hash: "#v=1" });
    const { page } = opened;
    let values = 0;
    for (const { id: group, controls } of vocabulary.groups) {
        for (const control of controls) {
            const id = `${group}-${control.id}`;
            const choices = control.kind === "switch" ? [!control.default] : control.values.map(({ code }) => code).filter((code) => control.kind === "flags" || code !== control.default);
            for (const code of choices) {
                const value = control.kind === "flags" ? [code] : code;
                const select = page.locator(`select[id="${id}"]`);
                if (control.kind === "switch") await page.locator(`[id="${id}"]`).click();
                else if (await select.count()) await select.selectOption(code);
                else await page.locator(`[id="${id}"] input[value="${code}"]`).click();
                const state = { ...vocabulary.start, [group]: { ...vocabulary.start[group], [control.id]: value } };
                const expected = await native.ok("decide", state);
                const { fragment } = await native.ok("link", state);
                assert.equal(await opened.hash(), `#${fragment}`);
                assert.equal(plain(await opened.answer()), plain(expected.sentence), `${id}=${code}`);
                assert.equal(await page.locator("#notices li").count(), expected.problems.length, `${id}=${code}`);
                // A value that contradicts the others is ignored, with a notice, and isn't in the URL.
                if (fragment === "v=1") {
                    assert.equal(expected.problems.length, 1, `${id}=${code}`);
                    continue;
                }
                values += 1;
                // Back to the start, with the browser's button.
                await page.goBack();
                await page.waitForFunction(() => location.hash === "#v=1");
            }
        }
    }
    assert.ok(values > 40, `${values} values`);
    await opened.settled();
    await opened.close();
});

test("a_single_change_gives_the_promised_answer", async () => {
    const opened = await open(browser);
    let changes = 0;
    for (const preset of vocabulary.presets) {
        const { singleChanges } = await native.ok("details", preset.state);
        // The tests of the crate apply each of them. Here, it's the buttons that count.
        for (const change of singleChanges.filter((_, index) => index % 4 === 0)) {
            await opened.page.click(`#preset-${preset.id}`);
            await opened.settled();
            await opened.page.locator("#panel-sign-in").getByRole("button", { name: change.sentence, exact: true }).first().click();
            const expected = await native.ok("decide", change.state);
            assert.equal(plain(await opened.answer()), plain(expected.sentence), change.sentence);
            changes += 1;
        }
    }
    assert.ok(changes > 10, `${changes} changes`);
    await opened.close();
});

test("each_fix_of_a_finding_and_each_repair_can_be_applied", async () => {
    const opened = await open(browser);
    const { page } = opened;
    let applied = 0;
    for (const preset of vocabulary.presets) {
        const { findings } = await native.ok("details", preset.state);
        const { refusal } = await native.ok("decide", preset.state);
        const fixes = findings.flatMap((finding) => finding.fixes).filter(({ state }) => state);
        await page.click(`#preset-${preset.id}`);
        await page.click("#tab-pool");
        for (const [index, fix] of fixes.entries()) {
            await page.click(`#preset-${preset.id}`);
            await opened.settled();
            await page.locator("#panel-pool .actions .action").nth(index).click();
            await shows(opened, fix.state);
            applied += 1;
        }
        await page.click("#tab-sign-in");
        for (const [index, repair] of (refusal?.repairs ?? []).entries()) {
            await page.click(`#preset-${preset.id}`);
            await page.locator(".refusal .action").nth(index).click();
            await shows(opened, repair.state);
            assert.equal(await page.locator(".refusal").count(), 0, repair.sentence);
            applied += 1;
        }
    }
    assert.ok(applied > 3, `${applied} fixes and repairs`);
    await opened.close();
});
