// Two pools: who gets another answer, and the calls that lead from one to the other.

import type { Cell, Comparison, EffectCount, Impact, Plan, State, Walks } from "./answers";
import type { Result } from "./calls";
import { code, copyable, fill, h } from "./dom";
import { flow } from "./flow";
import { section } from "./sign-in";

interface Events {
    begin(): void;
    end(): void;
    swap(): void;
    count(population: string | null): void;
    /** Shows the user and the sign-in of this state in the form. */
    show(state: State): void;
    /** Both sign-ins of a state. */
    walk(state: State): Promise<Result<Walks> | null>;
}

export class ComparePanel {
    private readonly intro = section("Compare two pools");
    private readonly counts = section("What changes from A to B");
    private readonly map = section("Users and sign-ins");
    private readonly cell = h("div", { class: "cell-detail", id: "cell-detail", tabindex: -1, role: "region", "aria-label": "The chosen users and sign-in" });
    private readonly box = h("textarea", { id: "population", rows: 4, spellcheck: "false", "aria-describedby": "population-help" });
    private readonly counted = h("div", { role: "status" });
    private readonly impact = section("Impact on your users");
    private readonly plan = section("Calls from A to B");
    private readonly parts = [this.counts, this.map, this.impact, this.plan];
    readonly element = h("div", { class: "panel" }, this.intro.element, this.parts.map(({ element }) => element));
    private hasBegun: boolean | null = null;
    private chosen = "";

    constructor(private readonly events: Events) {
        let timer = 0;
        this.box.addEventListener("input", () => {
            clearTimeout(timer);
            timer = setTimeout(() => events.count(this.box.value.trim() === "" ? null : this.box.value), 200);
        });
        this.impact.body.append(
            h("label", { for: "population" }, "Number of users of each kind, as CSV"),
            h("p", { class: "help", id: "population-help" }, "The table that cognito-mfa impact --histogram reads: a line for each kind of user, with its count. It stays in your browser, and in the address of the page."),
            this.box, this.counted);
    }

    /** Shows the panel for one pool or two. */
    begin({ other, population }: State): void {
        const hasBegun = other !== null;
        if (document.activeElement !== this.box) this.box.value = population ?? "";
        if (!population) fill(this.counted);
        if (hasBegun === this.hasBegun) return;
        this.hasBegun = hasBegun;
        for (const { element } of this.parts) element.hidden = !hasBegun;
        fill(this.intro.body, hasBegun
            ? [h("p", {}, "Change pool B in the form. Pool A is what you have now, and pool B what you plan."),
                h("div", { class: "buttons" },
                    h("button", { type: "button", click: () => this.events.swap() }, "Swap A and B"),
                    h("button", { type: "button", class: "quiet", click: () => this.events.end() }, "Remove pool B"))]
            : [h("p", {}, "See what a change of the pool does to every kind of user: who is locked out, who gets another challenge, and which calls make the change."),
                h("button", { type: "button", id: "begin-comparison", click: () => this.events.begin() }, "Copy this pool to pool B, and change it")]);
    }

    show(result: Result<Comparison>): void {
        if (!result.ok) return fill(this.counts.body, h("p", { class: "error" }, result.error));
        const { counts: { users, same, effects }, rows, columns, cells } = result.ok;
        fill(this.counts.body,
            h("p", { class: "hint" }, `Of all ${number(users)} kinds of users, in the sign-in of the form. A kind can be in several lines.`),
            h("ul", { class: "counts" }, effects.map(counted), h("li", {}, h("strong", {}, number(same)), ": These users see no difference.")));
        const sentences = new Map(cells.flatMap((cell) => cell.effects.map(({ code: effect, sentence }) => [effect, sentence] as const)));
        fill(this.map.body,
            h("p", { class: "hint" }, "Each cell has the most frequent effect, and how many kinds of users have it. Choose a cell to see one of them, and both sign-ins."),
            h("div", { class: "scroll", role: "region", "aria-label": "Users and sign-ins", tabindex: 0 },
                h("table", { class: "heat" },
                    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Users"), columns.map(({ label }) => h("th", { scope: "col" }, label)))),
                    h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.label),
                        columns.map((column) => this.heat(cells.find((cell) => cell.row === row.id && cell.column === column.id), sentences))))))),
            this.cell);
        const chosen = cells.find((cell) => keyOf(cell) === this.chosen);
        if (chosen) void this.choose(chosen, sentences);
        else fill(this.cell);
    }

    showPlan(result: Result<Plan>): void {
        if (!result.ok) return fill(this.plan.body, h("p", { class: "error" }, result.error));
        const plan = result.ok;
        fill(this.plan.body, plan.calls === undefined ? h("p", {}, plan.noPlan)
            : plan.calls.length === 0 ? h("p", {}, "The pools are equal. No call is needed.")
            : [
                plan.protectedUsers > 0 && h("p", { class: "hint" }, `No call locks out one of your ${number(plan.protectedUsers)} users, who could sign in before.`),
                h("ol", { class: "steps" }, plan.calls.map(({ operation, changes, notes }) => h("li", {}, code(operation), " changes ", changes.join(", "), ".", notes.map((note) => h("p", { class: "hint" }, note))))),
                copyable("AWS CLI", plan.commands),
            ]);
    }

    showImpact(result: Result<Impact>): void {
        if (!result.ok) return fill(this.counted, h("p", { class: "error" }, result.error));
        const { users, classes, attempt, effects, notices } = result.ok;
        fill(this.counted,
            h("p", {}, `${number(users)} users of ${number(classes)} kinds, each ${attempt}.`),
            effects.length === 0 ? h("p", {}, "No user sees a difference.") : h("ul", { class: "impact" }, effects.map((effect) => h("li", {},
                h("p", { class: `effect-${effect.code} line` }, h("strong", {}, number(effect.users)), ": ", effect.sentence),
                h("ul", { class: "plain" }, effect.examples.map(({ user, users, state }) => h("li", {}, h("button", { type: "button", class: "quiet", click: () => this.events.show(state) }, "Show"), ` ${number(users)}: ${user}`)))))),
            notices.length > 0 && h("ul", { class: "notes" }, notices.map((notice) => h("li", {}, notice))));
    }

    private heat(cell: Cell | undefined, sentences: Map<string, string>): HTMLElement {
        if (!cell) return h("td", { class: "none" }, "–");
        const count = cell.effects.find(({ code: effect }) => effect === cell.effect)?.users ?? cell.same;
        const share = count === cell.users ? "all" : `${number(count)} of`;
        return h("td", { class: `effect-${cell.effect}` },
            h("button", { type: "button", "aria-pressed": "false", "data-cell": keyOf(cell), click: () => void this.choose(cell, sentences).then(() => this.cell.focus()) },
                h("strong", {}, short(cell.effect)), h("span", {}, ` ${share} ${number(cell.users)}`)));
    }

    private async choose(cell: Cell, sentences: Map<string, string>): Promise<void> {
        this.chosen = keyOf(cell);
        for (const button of this.map.body.querySelectorAll<HTMLElement>("[data-cell]")) button.setAttribute("aria-pressed", String(button.dataset.cell === this.chosen));
        const { user, attempt, before, after, state } = cell.sample;
        const walks = await this.events.walk(state);
        if (this.chosen !== keyOf(cell) || !walks) return;
        if (!walks.ok) return fill(this.cell, h("p", { class: "error" }, walks.error));
        fill(this.cell,
            h("h4", {}, sentences.get(cell.effect) ?? "These users see no difference."),
            h("ul", { class: "counts" }, cell.effects.length > 1 && cell.effects.map(counted)),
            h("p", {}, `For example: ${user}, ${attempt}.`),
            h("div", { class: "buttons" }, h("button", { type: "button", class: "quiet", click: () => this.events.show(state) }, "Show this user in the form")),
            h("h4", {}, "In pool A"), h("p", {}, before), flow(walks.ok.before, "", "Sign-in in pool A"),
            h("h4", {}, "In pool B"), h("p", {}, after), flow(walks.ok.after, "", "Sign-in in pool B"));
    }
}

const number = (value: number) => value.toLocaleString("en-US");
const keyOf = ({ row, column }: Cell) => `${row}/${column}`;
/** A code of the engine as words: it has no shorter name for an effect. */
const short = (effect: string) => effect.replaceAll("-", " ");
const counted = ({ code: effect, sentence, users }: EffectCount) => h("li", { class: `effect-${effect}` }, h("strong", {}, number(users)), `: ${sentence}`);
