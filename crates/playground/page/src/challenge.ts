// The answer to the sign-in, and the refusal of a pool that the service doesn't accept.

import type { Decision, Refusal, State, Walk } from "./answers";
import { byId, code, fill, h } from "./dom";
import type { Side } from "./state";

type Apply = (state: State) => void;

export class ChallengePanel {
    private readonly title = h("h2", { id: "challenge-title", tabindex: -1 });
    private readonly body = h("div");
    private readonly refusal = h("div");
    /** A screen reader reads this sentence after each change, and not the whole card. */
    private readonly spoken = h("p", { class: "spoken", role: "status", id: "spoken" });
    readonly element = h("section", { id: "challenge", class: "card challenge", "aria-labelledby": "challenge-title" }, this.refusal, this.title, this.body, this.spoken);

    constructor(private readonly apply: Apply) {}

    show({ challenge, sentence, decidingRow, refusal, next }: Decision, side: Side | null): void {
        const outcome = isOutcome(challenge.code) ? challenge.code : "challenge";
        // A level to reach or a remembered device can come before what the decision answers.
        const isFirst = next.kind !== outcome || (outcome === "challenge" && next.code !== challenge.code);
        const heading = isFirst ? ofNext(next) : title(challenge);
        this.element.dataset.outcome = next.kind;
        // On a phone, the answer is far below the form, so the bar at the end of the screen repeats it.
        fill(byId("bar"), "Answer: ", code(heading), refusal && " (Cognito refuses this pool)");
        fill(this.title, side && h("span", { class: "side" }, `Pool ${side.toUpperCase()}`), refusal && "With these settings, it would be: ", heading);
        this.element.classList.toggle("refused", refusal !== null);
        fill(this.body,
            isFirst && h("p", {}, next.sentence, " The level of assurance or the device of this sign-in asks for it. The decision itself:"),
            h("p", { class: "sentence" }, sentence),
            challenge.message && h("p", { class: "message" }, code(challenge.name), `: “${challenge.message}”`),
            h("p", { class: "why" }, "Decided by ", h("a", { href: "#row-decisive", click: toRow }, `row ${decidingRow.number}`), `: ${decidingRow.text}. Specification, section ${decidingRow.specification}.`));
        fill(this.refusal, refusal && refused(refusal, this.apply));
        const spoken = `${refusal ? "Cognito refuses this pool. " : ""}${isFirst ? `${next.sentence} ` : ""}${sentence}`;
        if (this.spoken.textContent !== spoken) this.spoken.textContent = spoken;
    }
}

const isOutcome = (name: string) => name === "authenticated" || name === "denied";

const ofNext = ({ kind, code: name }: Walk) => (kind === "authenticated" ? "Signed in" : kind === "denied" ? "Denied" : name);

function title({ code: name, factors, exception }: Decision["challenge"]): string {
    if (name === "authenticated") return "Signed in, without a challenge";
    if (name === "denied") return `Denied${exception ? ` with ${exception}` : ""}`;
    const listed = factors.filter((factor) => factor !== name);
    return listed.length > 0 ? `${name} (${listed.join(", ")})` : name;
}

/** The hash is the state, so a link inside the page can't use it. */
function toRow(event: Event): void {
    event.preventDefault();
    document.getElementById("row-decisive")?.scrollIntoView({ block: "center" });
    document.getElementById("row-decisive")?.focus();
}

function refused({ operation, code: rule, message, brokenRules, repairs }: Refusal, apply: Apply): HTMLElement {
    return h("div", { class: "refusal", role: "group", "aria-labelledby": "refusal-title" },
        h("h3", { id: "refusal-title" }, "Cognito refuses this pool"),
        h("p", {}, code(operation), ` fails with `, code(rule), `: “${message}”`),
        h("h4", {}, brokenRules.length === 1 ? "The rule" : `All ${brokenRules.length} broken rules`),
        h("ul", {}, brokenRules.map((broken) => h("li", {}, `When ${broken.when}, ${broken.must} (`, code(broken.code), ").", broken.message !== message && [" ", code(broken.exception), `: “${broken.message}”`]))),
        repairs.length > 0 && [h("h4", {}, "What repairs it"), h("ul", { class: "actions" }, repairs.map(({ sentence, state }) => h("li", {}, action(sentence, state, apply))))]);
}

/** A change as a button that applies it. Without a state it's only text. */
export function action(sentence: string, state: State | null, apply: Apply): HTMLElement {
    return state ? h("button", { type: "button", class: "action", click: () => apply(state) }, sentence) : h("span", {}, sentence);
}
