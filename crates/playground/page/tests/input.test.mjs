// What a person pastes or drops: pools, templates, plans, users, and junk.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, Native, open } from "./playground.mjs";

const fixture = (path) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8");

let browser, native;
before(async () => {
    browser = await launch();
    native = new Native();
});
after(async () => {
    native?.close();
    await browser?.close();
});

/** Pastes into the box as a person does, and returns what the page says about it. */
async function paste(page, text) {
    await page.evaluate((text) => {
        document.querySelector("details.paste").open = true;
        document.querySelector("#paste-result").replaceChildren();
        const box = document.querySelector("#paste");
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        // A browser inserts the text only for a person's own paste.
        if (!box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }))) return;
        box.value = text;
        box.dispatchEvent(new Event("input"));
    }, text);
    const result = page.locator("#paste-result");
    await result.locator("p").first().waitFor({ timeout: 20_000 });
    return result.innerText();
}

const GOOD = [
    ["describe_user_pool", "cli/tests/fixtures/pool.json", (page) => page.locator("[id='pool-MfaConfiguration'] input:checked").getAttribute("value"), "OPTIONAL"],
    ["get_user_pool_mfa_config", "cli/tests/fixtures/mfa-required.json", (page) => page.locator("[id='pool-MfaConfiguration'] input:checked").getAttribute("value"), "ON"],
    ["cloudformation_template", "cli/tests/fixtures/totp-only.yaml", (page) => page.locator("[id='pool-SoftwareTokenMfaConfiguration']").isChecked(), true],
    ["terraform_plan", "cli/tests/fixtures/plan.json", (page) => page.locator("[id='pool-MfaConfiguration'] input:checked").count(), 1],
    ["user", "cli/tests/fixtures/ann.json", (page) => page.locator("[id='user-email'] input:checked").getAttribute("value"), "verified"],
];
for (const [name, path, seen, expected] of GOOD) {
    test(`a_pasted_${name}_fills_the_form`, async () => {
        const opened = await open(browser, { hash: "#v=1" });
        const { page } = opened;
        const text = await fixture(path);
        const start = (await native.ok("vocabulary")).start;
        const read = await native.ok("read", text, start);
        const said = await paste(page, text);
        assert.ok(said.includes(read.kind), said);
        for (const notice of read.notices) assert.ok(said.includes(notice), said);
        await opened.settled();
        assert.equal(await opened.answer(), (await native.ok("decide", read.state)).sentence);
        const { fragment } = await native.ok("link", read.state);
        assert.equal(await opened.hash(), `#${fragment}`);
        assert.equal(await seen(page), expected);
        await opened.close();
    });
}

const BAD = [
    ["words", "lorem ipsum dolor sit amet"],
    ["half_of_a_pool", '{"UserPool": {"MfaConfiguration": "OPT'],
    ["an_unknown_value", '{"UserPool": {"Id": "eu-west-1_Ab1Cd2Ef3", "MfaConfiguration": "MAYBE"}}'],
    ["another_resource", "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"],
    ["a_list", "[1, 2, 3]"],
    ["html", "<!doctype html><img src=x onerror=alert(1)>"],
    ["ten_megabytes_of_junk", "x".repeat(10_000_000)],
    ["ten_megabytes_of_json", `{"UserPool": {"Name": "${"x".repeat(10_000_000)}", "MfaConfiguration": 7}}`],
    ["deep_json", "[".repeat(100_000)],
];
for (const [name, text] of BAD) {
    test(`pasted_junk_changes_nothing: ${name}`, async () => {
        const opened = await open(browser);
        const { page } = opened;
        const [hash, answer] = [await opened.hash(), await opened.answer()];
        const expected = await native.call("read", text, (await native.ok("vocabulary")).presets[0].state);
        assert.ok(expected.error, "the engine refuses it");
        const said = await paste(page, text);
        assert.ok(said.replace(/\s+/g, " ").includes(expected.error.replace(/\s+/g, " ")), said);
        assert.ok(said.length < 2_500, `${said.length} characters`);
        assert.equal(await opened.hash(), hash);
        assert.equal(await opened.answer(), answer);
        // The page still answers.
        await page.click("#preset-totp-required");
        assert.notEqual(await opened.answer(), answer);
        await opened.close();
    });
}

test("a_chosen_file_is_read_like_a_pasted_text", async () => {
    const opened = await open(browser, { hash: "#v=1" });
    await opened.page.locator("details.paste summary").click();
    await opened.page.setInputFiles("#paste-file", { name: "mfa.json", mimeType: "application/json", buffer: Buffer.from(await fixture("cli/tests/fixtures/mfa-required.json")) });
    await opened.page.locator("#paste-result .done").waitFor();
    assert.equal(await opened.page.locator("[id='pool-MfaConfiguration'] input:checked").getAttribute("value"), "ON");
    await opened.close();
});

test("a_dropped_file_is_read_like_a_pasted_text", async () => {
    const opened = await open(browser, { hash: "#v=1" });
    await opened.page.locator("details.paste summary").click();
    await opened.page.evaluate((text) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], "template.yaml"));
        document.querySelector("#paste").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, await fixture("cli/tests/fixtures/totp-only.yaml"));
    await opened.page.locator("#paste-result .done").waitFor();
    assert.equal(await opened.page.locator("[id='pool-MfaConfiguration'] input:checked").getAttribute("value"), "ON");
    await opened.close();
});
