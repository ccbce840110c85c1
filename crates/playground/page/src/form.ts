// The left side: a control for each setting. The engine's vocabulary has the names, the values and the help.

import type { Control, Group, GroupName, Settings, Value, Vocabulary } from "./answers";
import { h, type Child } from "./dom";

/** So few values, or values as short as this, stand next to each other, where a person can compare them. */
const FEW = 3;
const SHORT = 26;

export class Form {
    /** One function for each control that shows a value. */
    private readonly shows: { group: GroupName; id: string; show: (value: Value) => void }[] = [];

    constructor(vocabulary: Vocabulary, parent: HTMLElement, private readonly changed: (group: GroupName, id: string, value: Value) => void, heads: Partial<Record<GroupName, Child>>) {
        parent.addEventListener("submit", (event) => event.preventDefault());
        for (const group of vocabulary.groups) parent.append(this.group(group, heads[group.id]));
    }

    /** Shows the settings. It touches only what differs, so that the focus and a text that's being typed stay. */
    show(settings: Record<GroupName, Settings>): void {
        for (const { group, id, show } of this.shows) {
            const value = settings[group][id];
            if (value !== undefined) show(value);
        }
    }

    private group(group: Group, head: Child): HTMLElement {
        return h("fieldset", { class: "group", id: `group-${group.id}` },
            h("legend", {}, h("span", { role: "heading", "aria-level": 2 }, group.label)),
            head ?? null,
            group.controls.map((control) => this.control(group.id, control)));
    }

    private control(group: GroupName, control: Control): HTMLElement {
        const id = `${group}-${control.id}`;
        const help = h("p", { class: "help", id: `${id}-help` }, control.help);
        const tell = (value: Value) => this.changed(group, control.id, value);
        const keep = (show: (value: Value) => void) => this.shows.push({ group, id: control.id, show });
        switch (control.kind) {
            case "switch": {
                const box = h("input", { type: "checkbox", id, "aria-describedby": help.id, change: () => tell(box.checked) });
                keep((value) => { box.checked = value === true; });
                return h("div", { class: "control" }, h("label", { class: "switch", for: id }, box, name(control)), help);
            }
            case "flags": {
                const boxes = control.values.map(({ code }) => h("input", { type: "checkbox", value: code, change: () => tell(boxes.filter((box) => box.checked).map((box) => box.value)) }));
                keep((value) => boxes.forEach((box) => { box.checked = Array.isArray(value) && value.includes(box.value); }));
                return set(id, control, help, boxes, "checks");
            }
            case "number": {
                const box = h("input", { type: "number", id, "aria-describedby": help.id, input: () => tell(box.valueAsNumber) });
                keep((value) => { if (box.valueAsNumber !== value) box.valueAsNumber = Number(value); });
                return h("div", { class: "control" }, h("label", { for: id }, name(control)), box, help);
            }
            case "choice": {
                if (control.values.length <= FEW || control.values.reduce((length, { label }) => length + label.length, 0) <= SHORT) {
                    const radios = control.values.map(({ code }) => h("input", { type: "radio", name: id, value: code, change: () => tell(code) }));
                    keep((value) => radios.forEach((radio) => { radio.checked = radio.value === value; }));
                    return set(id, control, help, radios, "segments");
                }
                const list = h("select", { id, "aria-describedby": help.id, change: () => tell(list.value) },
                    control.values.map(({ code, label }) => h("option", { value: code }, label)));
                keep((value) => { list.value = String(value); });
                return h("div", { class: "control" }, h("label", { for: id }, name(control)), list, help);
            }
        }
    }
}

/** Several boxes under one name. */
function set(id: string, control: Control, help: HTMLElement, boxes: HTMLInputElement[], style: string): HTMLElement {
    return h("fieldset", { class: "control", id, "aria-describedby": help.id },
        h("legend", {}, name(control)),
        h("div", { class: style }, boxes.map((box, index) => h("label", {}, box, h("span", {}, control.values[index]?.label ?? box.value)))),
        help);
}

/** A name that breaks between its words, since it's longer than a phone is wide. */
function name({ label }: Control): HTMLElement {
    const parts = label.split(/(?<=[a-z])(?=[A-Z])/);
    return h("span", { class: "name" }, parts.flatMap((part, index) => (index === 0 ? [part] : [h("wbr"), part])));
}
