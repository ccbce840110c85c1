// What is wrong with the pool, and the requests that make it.

import type { Decision, Details, Finding, State } from "./answers";
import { action } from "./challenge";
import type { Result } from "./calls";
import { code, copyable, fill, h } from "./dom";
import { section } from "./sign-in";

export class PoolPanel {
    private readonly findings = section("Findings");
    private readonly requests = section("Requests that make this pool");
    readonly element = h("div", { class: "panel" }, this.findings.element, this.requests.element);

    constructor(private readonly apply: (state: State) => void) {}

    show(result: Result<Details>): void {
        if (!result.ok) return fill(this.findings.body, h("p", { class: "error" }, result.error));
        const { findings, snippets } = result.ok;
        fill(this.findings.body, findings.length === 0 ? h("p", {}, "Nothing to report about this pool.") : h("ul", { class: "findings" }, findings.map((finding) => this.finding(finding))));
        fill(this.requests.body,
            this.isRefused && h("p", { class: "error" }, "Cognito refuses these requests. The reason is above."),
            snippets.notes.length > 0 && h("ul", { class: "notes" }, snippets.notes.map((note) => h("li", {}, note))),
            copyable("AWS CLI", snippets.cli), copyable("CloudFormation", snippets.cloudformation), copyable("Terraform", snippets.terraform));
    }

    private isRefused = false;

    /** What the page knows at once. */
    decided({ refusal }: Decision): void {
        this.isRefused = refusal !== null;
    }

    private finding({ code: name, severity, message, advice, affected, witness: shows, fixes, noFix }: Finding): HTMLElement {
        return h("li", { class: `finding ${severity}` },
            h("p", {}, h("span", { class: `severity ${severity}` }, severity), " ", message, " ", code(name)),
            affected && h("p", { class: "hint" }, affected),
            shows && h("p", { class: "hint" }, "For example: ", shows),
            fixes.length === 0 && h("p", { class: "hint" }, advice),
            fixes.length > 0 && h("ul", { class: "actions" }, fixes.map(({ sentence, safe, witness, state }) =>
                h("li", {}, action(sentence, state, this.apply), h("span", { class: "then" }, safe ? "Safe: it locks out no user." : `Not safe: ${witness ?? "it locks out users"}`)))),
            noFix && h("p", { class: "hint" }, noFix));
    }
}
