// What happens in this sign-in, and why.

import type { Decision, Details, Row, State } from "./answers";
import { action } from "./challenge";
import type { Result } from "./calls";
import { code, fill, h } from "./dom";
import { flow } from "./flow";

export class SignInPanel {
    private readonly flow = section("The whole sign-in");
    private readonly rows = section("Rows of the decision");
    private readonly changes = section("What would change the answer");
    private readonly first = section("First factors on offer");
    private readonly assurance = section("Level of assurance");
    private readonly profile = section("With the other rules");
    readonly element = h("div", { class: "panel" },
        this.flow.element,
        h("div", { class: "halves" },
            h("div", {}, this.rows.element),
            h("div", {}, this.changes.element, this.first.element, this.assurance.element, this.profile.element)));

    constructor(private readonly apply: (state: State) => void) {}

    /** What the page knows at once. */
    decided(decision: Decision): void {
        this.begin = decision.facts[1] ?? "";
        const hit = decision.rows.findIndex(({ status }) => status === "hit");
        const before = hit < 0 ? decision.rows : decision.rows.slice(0, hit + 1);
        const after = hit < 0 ? [] : decision.rows.slice(hit + 1);
        fill(this.rows.body,
            h("p", { class: "hint" }, "Cognito's rules in their order. The first row that hits decides."),
            h("ol", { class: "rows" }, before.map(row)),
            after.length > 0 && h("details", {}, h("summary", {}, `${after.length} more rows, which aren't reached`), h("ol", { class: "rows" }, after.map(row))));
        const { refused, list } = decision.firstFactors;
        fill(this.first.body,
            refused && h("p", {}, refused),
            h("ul", { class: "plain" }, list.map(({ code: name, offered, sentence }) =>
                h("li", { class: offered ? "yes" : "no" }, h("span", { class: "mark" }, offered ? "Offered" : "Not offered"), " ", code(name), ": ", sentence))));
        fill(this.assurance.body, decision.assurance
            ? [h("p", {}, decision.assurance.sentence),
                h("ul", { class: "plain" }, decision.assurance.all.map(({ acr, amr }) => h("li", {}, code(acr ?? "no level"), " with ", amr.map((method, index) => [index > 0 && ", ", code(method)]))))]
            : h("p", {}, "No way through this sign-in ends well, so there is none."));
    }

    private begin = "";

    show(result: Result<Details>): void {
        if (!result.ok) return fill(this.flow.body, h("p", { class: "error", role: "alert" }, result.error));
        const { walk, singleChanges, otherProfile } = result.ok;
        fill(this.flow.body, flow(walk, this.begin, "The whole sign-in"));
        const subjects = new Set([...SUBJECTS.keys(), ...singleChanges.map(({ subject }) => subject)]);
        const about = (wanted: string) => singleChanges.filter(({ subject }) => subject === wanted);
        fill(this.changes.body, singleChanges.length === 0
            ? h("p", {}, "No single change gives another answer.")
            : h("p", { class: "hint" }, "Each button makes the change. Below it is the answer that the user then gets."),
            [...subjects].map((subject) => about(subject).length > 0 && [
                h("h4", {}, SUBJECTS.get(subject) ?? subject),
                h("ul", { class: "actions" }, about(subject).map(({ sentence, answer, state }) => h("li", {}, action(sentence, state, this.apply), h("span", { class: "then" }, answer))))]));
        this.profile.element.hidden = otherProfile === null;
        fill(this.profile.body, otherProfile && h("p", {}, otherProfile));
    }
}

/** What a change is about. A change of the pool comes first, because it's what an engineer decides. */
const SUBJECTS = new Map([["pool", "In the pool"], ["sign-in", "In the sign-in"], ["user", "In the user"]]);

function row({ number, code: name, text, answer, status, facts }: Row): HTMLElement {
    const hit = status === "hit";
    return h("li", { class: status.replaceAll(" ", "-"), id: hit ? "row-decisive" : null, tabindex: hit ? -1 : null },
        h("span", { class: "number" }, number),
        h("span", { class: status === "not reached" ? "spoken" : "mark" }, status),
        h("div", {},
            h("p", {}, text, hit && answer && [": ", h("strong", {}, answer)], " ", code(name)),
            status !== "not reached" && facts.length > 0 && h("p", { class: "facts" }, facts.map(({ sentence }) => sentence).join(" "))));
}

/** A part with a heading. */
export function section(title: string): { element: HTMLElement; body: HTMLElement } {
    const body = h("div");
    return { element: h("section", { class: "card" }, h("h3", {}, title), body), body };
}

