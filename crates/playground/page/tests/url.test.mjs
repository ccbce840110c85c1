// The URL has the whole state, and a bad one does no harm.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open } from "./playground.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

test("a_link_shows_the_same_in_another_browser", async () => {
    const one = await open(browser);
    await one.page.click("#preset-threat-protection");
    await one.page.click("#tab-compare");
    await one.page.click("#begin-comparison");
    await one.page.locator("[id='pool-HighAction']").selectOption("BLOCK");
    await one.settled();
    const hash = await one.hash();
    assert.match(hash, /^#v=1&pool\.UserPoolTier=PLUS&/);
    const other = await open(browser, { hash });
    await other.settled();
    for (const part of ["#challenge", "#panel-compare", "#panel-sign-in"]) {
        assert.equal(await other.page.locator(part).innerHTML(), await one.page.locator(part).innerHTML(), part);
    }
    assert.equal(await other.hash(), hash);
    await one.close();
    await other.close();
});

test("back_and_forward_go_through_the_changes", async () => {
    const { page, answer, close } = await open(browser);
    const seen = [await answer()];
    await page.click("#preset-totp-required");
    seen.push(await answer());
    await page.locator("[id='user-UserMFASettingList'] input[value='SOFTWARE_TOKEN_MFA']").uncheck();
    await page.locator("[id='user-SoftwareToken'] input[value='absent']").check();
    seen.push(await answer());
    assert.equal(new Set(seen).size, 3);
    await page.goBack();
    await page.goBack();
    await page.waitForFunction((text) => document.querySelector("#challenge .sentence").innerText === text, seen[1]);
    assert.equal(await page.locator("[id='user-SoftwareToken'] input:checked").getAttribute("value"), "verified");
    await page.goBack();
    await page.waitForFunction((text) => document.querySelector("#challenge .sentence").innerText === text, seen[0]);
    await page.goForward();
    await page.waitForFunction((text) => document.querySelector("#challenge .sentence").innerText === text, seen[1]);
    await close();
});

const BAD = [
    ["#v=2&pool.MfaConfiguration=ON", /v: .*2.* is ignored/],
    ["#", null],
    ["#pool.MfaConfiguration=ON", null],
    ["#v=1&pool.MfaConfiguration=MAYBE", /pool\.MfaConfiguration.*"MAYBE" is ignored\. Expected one of/],
    ["#v=1&pool.AllowedFirstAuthFactors=WEB_AUTHN.NOTHING", /pool\.AllowedFirstAuthFactors/],
    ["#v=1&user.Enabled=perhaps", /user\.Enabled.*true or false/],
    ["#v=1&user.Shoe=42", /user\.Shoe.*not a setting/],
    ["#v=1&profile=guessed", /profile.*guessed/],
    ["#v=1&tab=nowhere&side=c&x", /tab: “nowhere” is ignored/],
    ["#v=1&__proto__.x=1&constructor=1", /ignore/],
    ["#v=1&%E0%A4%A=%%%", /ignore/],
    [`#v=1&pool.MfaConfiguration=${"A".repeat(100_000)}`, /ignored/],
    ["#v=1&pool.MfaConfiguration=<img src=x onerror=alert(1)>", /ignored/],
];
for (const [hash, notice] of BAD) {
    test(`a_bad_url_is_ignored_with_a_notice: ${hash.slice(0, 60)}`, async () => {
        const { page, answer, close } = await open(browser, { hash });
        assert.ok((await answer()).length > 10);
        const notices = (await page.locator("#notices li").allInnerTexts()).join("\n");
        if (notice) assert.match(notices, notice);
        else assert.equal(notices, "");
        assert.ok(notices.length < 2_000);
        await close();
    });
}
