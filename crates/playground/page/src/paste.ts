// A box that reads what a person pastes or drops: a pool, a template, a plan or a user.

import type { Read } from "./answers";
import type { Result } from "./calls";
import { fill, h } from "./dom";

/** Browsers take seconds to lay out a longer text in a box, so it's read and not shown. */
const SHOWN = 200_000;

export class Paste {
    private readonly box = h("textarea", { id: "paste", rows: 4, spellcheck: "false", "aria-describedby": "paste-help", placeholder: "Paste here, or drop a file" });
    private readonly file = h("input", { type: "file", id: "paste-file", accept: ".json,.yaml,.yml,.template,.tfstate,.txt" });
    private readonly said = h("div", { role: "status", id: "paste-result" });
    readonly element = h("details", { class: "paste" },
        h("summary", {}, "Read your own pool or user"),
        h("label", { for: "paste" }, "JSON or YAML"),
        h("p", { class: "help", id: "paste-help" }, "The output of describe-user-pool, get-user-pool-mfa-config or admin-get-user, a CloudFormation template, or a Terraform plan as JSON."),
        this.box,
        h("label", { for: "paste-file" }, "Or a file"), this.file,
        this.said);
    private timer = 0;

    constructor(private readonly read: (text: string) => Promise<Result<Read>>) {
        this.box.addEventListener("input", () => {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => void this.take(this.box.value), 150);
        });
        this.box.addEventListener("paste", (event) => {
            const text = event.clipboardData?.getData("text") ?? "";
            if (text.length <= SHOWN) return;
            event.preventDefault();
            this.box.value = "";
            clearTimeout(this.timer);
            void this.take(text);
        });
        this.file.addEventListener("change", () => void this.takeFile(this.file.files?.[0]));
        this.element.addEventListener("dragover", (event) => event.preventDefault());
        this.element.addEventListener("drop", (event) => {
            const file = event.dataTransfer?.files[0];
            if (!file) return;
            event.preventDefault();
            void this.takeFile(file);
        });
    }

    private async takeFile(file: File | undefined): Promise<void> {
        if (!file) return;
        await this.take(await file.text());
        // The same file can be chosen again after it changed.
        this.file.value = "";
    }

    private async take(text: string): Promise<void> {
        if (text.trim() === "") return fill(this.said);
        const result = await this.read(text);
        if (result.ok) {
            const { kind, notices } = result.ok;
            fill(this.said, h("p", { class: "done" }, `Read: ${kind}.`), notices.length > 0 && h("ul", {}, notices.map((notice) => h("li", {}, notice))));
        } else if (result.error !== "") {
            fill(this.said, h("p", { class: "error" }, result.error), h("p", { class: "help" }, "The settings are unchanged."));
        }
    }
}
