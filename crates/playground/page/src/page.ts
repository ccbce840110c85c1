// The page: reads the URL, shows the form and the answers, and keeps the URL up to date.

import type { Comparison, Decision, Details, GroupName, Impact, Plan, Read, Settings, State, Value, Vocabulary, Walks } from "./answers";
import { call, start, type Result } from "./calls";
import { ChallengePanel } from "./challenge";
import { ComparePanel } from "./compare";
import { byId, copyButton, fill, h } from "./dom";
import { Form } from "./form";
import { Paste } from "./paste";
import { PoolPanel } from "./pool";
import { SignInPanel } from "./sign-in";
import { facing, fromHash, isSameSituation, SIDES, TABS, toHash, type Shown, type Side, type Tab } from "./state";
import { Engine } from "./worker";

/** Opens the page. */
export async function open(): Promise<void> {
    const script = document.currentScript?.textContent ?? "";
    try {
        const bytes = await inflated(byId("engine").textContent ?? "");
        const compiled = await WebAssembly.compile(bytes);
        start(compiled);
        const vocabulary = call<Vocabulary>("vocabulary");
        if (vocabulary.error !== undefined) throw new Error(vocabulary.error);
        new Page(vocabulary.ok, new Engine(script, bytes), new Engine(script, bytes)).begin();
    } catch (error) {
        fill(byId("answer"), h("p", { class: "error", role: "alert" },
            `The page can't start in this browser: ${error instanceof Error ? error.message : String(error)}. It needs a browser of 2023 or later.`));
    }
}

/** The bytes of the engine, which the page contains as compressed text. */
async function inflated(text: string): Promise<ArrayBuffer> {
    const binary = atob(text.trim());
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

const TITLES: Record<Tab, string> = { "sign-in": "Sign-in", pool: "Pool", compare: "Compare" };

class Page {
    private shown: Shown;
    private hash = "";
    private readonly form: Form;
    private readonly challenge: ChallengePanel;
    private readonly signIn: SignInPanel;
    private readonly pool: PoolPanel;
    private readonly compare: ComparePanel;
    private readonly sides = h("div", { class: "sides", hidden: true, role: "group", "aria-label": "Pool to edit" });
    private readonly profile = h("select", { id: "profile" });
    private readonly count = h("span", { class: "count" });
    private readonly sentence = h("p", { class: "preset-sentence" });

    /** Comparisons have a worker of their own, so that the other panels don't wait for them. */
    constructor(private readonly vocabulary: Vocabulary, private readonly engine: Engine, private readonly comparing: Engine) {
        this.shown = { state: vocabulary.start, tab: "sign-in", side: "a" };
        const apply = (state: State) => this.apply(state);
        const paste = new Paste((text) => this.read(text));
        this.form = new Form(vocabulary, byId("form"), (group, id, value) => this.change(group, id, value), { pool: [paste.element, this.sides] });
        this.challenge = new ChallengePanel(apply);
        this.signIn = new SignInPanel(apply);
        this.pool = new PoolPanel(apply);
        this.compare = new ComparePanel({
            begin: () => this.beginComparison(),
            end: () => this.go({ ...this.shown, state: { ...this.shown.state, other: null }, side: "a" }),
            swap: () => this.swap(),
            count: (population) => this.go({ ...this.shown, state: { ...this.shown.state, population } }, this.shown.state.population !== null),
            show: ({ user, attempt }) => {
                this.go({ ...this.shown, state: { ...this.shown.state, user, attempt }, tab: "sign-in" });
                byId("challenge-title").focus();
            },
            walk: (state) => this.comparing.later<Walks>("walks", "walks", JSON.stringify(state)),
        });
        this.layout();
    }

    /** Shows what is in the URL, or the first example. */
    begin(): void {
        addEventListener("hashchange", () => { if (location.hash.slice(1) !== this.hash) this.fromUrl(); });
        this.fromUrl();
        performance.mark("first-decision");
        document.documentElement.dataset.ready = "";
    }

    private layout(): void {
        const { presets, profiles } = this.vocabulary;
        fill(byId("presets"),
            h("h2", { id: "presets-title" }, "Examples"),
            h("ul", { class: "presets", "aria-labelledby": "presets-title" }, presets.map((preset) =>
                h("li", {}, h("button", { type: "button", id: `preset-${preset.id}`, "aria-pressed": "false", click: () => this.go({ ...this.shown, state: { ...preset.state, other: this.shown.state.other, population: this.shown.state.population }, side: "a" }) }, preset.title)))),
            this.sentence);

        this.profile.append(...profiles.map(({ code, label }) => h("option", { value: code }, label)));
        this.profile.addEventListener("change", () => this.go({ ...this.shown, state: { ...this.shown.state, profile: this.profile.value } }));
        fill(byId("tools"),
            h("label", { for: "profile" }, "Rules"), this.profile,
            h("div", { class: "buttons" },
                copyButton("the address of this page, with all settings", () => location.href, "Copy link"),
                h("button", { type: "button", class: "quiet", click: () => this.go({ state: this.vocabulary.start, tab: "sign-in", side: "a" }) }, "Start over")));

        // The hash is the state, so links inside the page can't use it.
        for (const link of document.querySelectorAll('a[href="#answer"]')) link.addEventListener("click", (event) => { event.preventDefault(); byId("answer").scrollIntoView(); byId("challenge-title").focus(); });

        const tab = (name: Tab) => h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, click: () => this.go({ ...this.shown, tab: name }) }, TITLES[name], name === "pool" && [" ", this.count]);
        const panels: Record<Tab, HTMLElement> = { "sign-in": this.signIn.element, pool: this.pool.element, compare: this.compare.element };
        const list = h("div", { role: "tablist", class: "tabs", "aria-label": "Answers" }, TABS.map(tab));
        list.addEventListener("keydown", (event) => this.moveTab(event));
        fill(byId("answer"), this.challenge.element, list,
            TABS.map((name) => h("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: 0 }, panels[name])));
    }

    private moveTab(event: KeyboardEvent): void {
        const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
        const step = steps[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const tab = TABS[(TABS.indexOf(this.shown.tab) + step + TABS.length) % TABS.length] ?? "sign-in";
        this.go({ ...this.shown, tab });
        byId(`tab-${tab}`).focus();
    }

    private fromUrl(): void {
        const hash = location.hash.slice(1);
        if (hash === "") {
            // The first screen shows an example, and the URL has it, so that it can be shared.
            const state = this.vocabulary.presets[0]?.state ?? this.vocabulary.start;
            const shown: Shown = { state, tab: "sign-in", side: "a" };
            location.replace(`#${toHash(shown)?.hash ?? ""}`);
            return this.show(shown, []);
        }
        const { shown, notices } = fromHash(hash, this.vocabulary.start);
        this.show(shown, notices);
    }

    private change(group: GroupName, id: string, value: Value): void {
        const { state, side } = this.shown;
        const part = group === "pool" && side === "b" ? "other" : group;
        this.go({ ...this.shown, state: { ...state, [part]: { ...(state[part] ?? {}), [id]: value } } });
    }

    /** Applies a state of the engine's, whose pool is the one that is shown. */
    private apply(state: State, { focus = true } = {}): void {
        const { side, state: old } = this.shown;
        const kept = side === "b" ? { ...state, pool: old.pool, other: state.pool } : { ...state, other: old.other };
        this.go({ ...this.shown, state: { ...kept, population: old.population } });
        if (!focus) return;
        // The button is gone, and the answer is what the person wants to see next.
        byId("challenge-title").focus({ preventScroll: true });
        byId("challenge").scrollIntoView({ block: "nearest" });
    }

    private async read(text: string): Promise<Result<Read>> {
        const { state, side } = this.shown;
        const result = await this.engine.later<Read>("read", "read", text, JSON.stringify(facing(state, side)));
        if (result === null) return { error: "" };
        if (result.ok) this.apply(result.ok.state, { focus: false });
        return result;
    }

    private beginComparison(): void {
        this.go({ ...this.shown, state: { ...this.shown.state, other: this.shown.state.pool }, tab: "compare", side: "b" });
        byId("group-pool").querySelector<HTMLElement>("input, select")?.focus();
    }

    private swap(): void {
        const { state } = this.shown;
        if (state.other) this.go({ ...this.shown, state: { ...state, pool: state.other, other: state.pool } });
    }

    /** Shows something new, and puts it into the URL, as one step of the history. */
    private go(shown: Shown, isSameStep = false): void {
        const link = toHash(shown);
        this.show(shown, link?.notices ?? []);
        if (link === null || link.hash === this.hash) return;
        this.hash = link.hash;
        if (isSameStep) location.replace(`#${link.hash}`);
        else location.hash = link.hash;
        // The browser may write it in another way.
        this.hash = location.hash.slice(1);
    }

    private show(shown: Shown, notices: string[]): void {
        const begun = performance.now();
        this.hash = location.hash.slice(1);
        const { state, side, tab } = shown;
        const faced = facing(state, side);
        // A table of users can be long, and one sign-in isn't about it.
        const asked = JSON.stringify({ ...faced, other: null, population: null });
        const decision = call<Decision>("decide", asked);
        // A fault of the engine leaves the last good state in place.
        if (!decision.ok) return this.notice([decision.error]);
        // Values that contradict each other are resolved, so that the form, the URL and the answers agree.
        const understood = { ...decision.ok.state, other: faced.other, population: faced.population };
        this.shown = { ...shown, state: facing(understood, side) };
        const settings: Record<GroupName, Settings> = { pool: understood.pool, user: understood.user, attempt: understood.attempt };
        this.form.show(settings);
        this.challenge.show(decision.ok, state.other ? side : null);
        this.signIn.decided(decision.ok);
        this.pool.decided(decision.ok);
        performance.measure("challenge", { start: begun });
        this.tabs(tab, side, this.shown.state);
        this.notice([...notices, ...decision.ok.problems.map(({ member, message }) => `${member}: ${message}`)]);
        void this.showLater(this.shown.state, asked, begun);
    }

    private changes = 0;

    /** Shows the panels that take longer, each as soon as the worker has its answer. */
    private async showLater(state: State, asked: string, begun: number): Promise<void> {
        const change = ++this.changes;
        document.documentElement.dataset.busy = "";
        const both = JSON.stringify(state);
        const measured = (name: string) => performance.measure(name, { start: begun });
        const details = this.engine.later<Details>("details", "details", asked).then((result) => {
            if (!result) return;
            this.signIn.show(result);
            this.pool.show(result);
            const count = result.ok?.findings.length ?? 0;
            fill(this.count, count > 0 && [String(count), h("span", { class: "spoken" }, count === 1 ? " finding" : " findings")]);
            measured("details");
        });
        const compared = state.other && this.comparing.later<Comparison>("compare", "compare", JSON.stringify({ ...state, population: null })).then((result) => {
            if (!result) return;
            this.compare.show(result);
            measured("compare");
        });
        const counted = state.other && state.population && this.comparing.later<Impact>("impact", "impact", both).then((result) => {
            if (!result) return;
            this.compare.showImpact(result);
            measured("impact");
        });
        const planned = state.other && this.comparing.later<Plan>("plan", "plan", both).then((result) => {
            if (!result) return;
            this.compare.showPlan(result);
            measured("plan");
        });
        await Promise.all([details, compared, counted, planned]);
        if (change === this.changes) delete document.documentElement.dataset.busy;
    }

    private tabs(tab: Tab, side: Side, state: State): void {
        for (const name of TABS) {
            const button = byId(`tab-${name}`);
            button.setAttribute("aria-selected", String(name === tab));
            button.tabIndex = name === tab ? 0 : -1;
            byId(`panel-${name}`).hidden = name !== tab;
        }
        this.compare.begin(state);
        this.profile.value = state.profile;
        const current = this.vocabulary.presets.find((preset) => side === "a" && isSameSituation(preset.state, state));
        for (const { id } of this.vocabulary.presets) byId(`preset-${id}`).setAttribute("aria-pressed", String(id === current?.id));
        this.sentence.textContent = current?.sentence ?? "Your own settings.";
        this.sides.hidden = !state.other;
        fill(this.sides, SIDES.map((name) => h("button", { type: "button", "aria-pressed": String(name === side), id: `side-${name}`, click: () => { this.go({ ...this.shown, side: name }); byId(`side-${name}`).focus(); } }, name === "a" ? "Pool A" : "Pool B")));
    }

    private notice(notices: string[]): void {
        fill(byId("notices"), notices.length > 0 && h("ul", { class: "notices" }, notices.map((notice) => h("li", {}, notice))));
    }
}
