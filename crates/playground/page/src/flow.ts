// A sign-in drawn as a flow: nested lists, which the style turns into a tree from left to right.

import type { Walk } from "./answers";
import { code, h } from "./dom";

/** The flow from the first factor to every end. */
export function flow(walk: Walk, begin: string, title: string): HTMLElement {
    const steps = h("ul", {}, step(walk, null));
    return h("div", { class: "flow", role: "region", "aria-label": title, tabindex: 0 },
        begin === "" ? steps : h("ul", {}, h("li", {}, h("div", { class: "node" }, h("div", { class: "step begin" }, begin)), steps)));
}

function step(walk: Walk, answer: string | null): HTMLElement {
    const { kind, assurance } = walk;
    return h("li", {},
        h("div", { class: "node" },
            answer !== null && h("span", { class: "choice" }, answer),
            h("div", { class: `step to-${kind}` },
                h("strong", {}, kind === "authenticated" ? "Signed in" : kind === "denied" ? "Denied" : walk.code),
                kind === "denied" && code(walk.code),
                kind !== "authenticated" && h("span", {}, walk.sentence),
                assurance && h("span", { class: "claims" }, assurance.acr ?? "no level", assurance.amr.length > 0 && ` · ${assurance.amr.join(", ")}`))),
        walk.steps.length > 0 && h("ul", {}, walk.steps.map((branch) => step(branch.to, branch.answer))));
}
