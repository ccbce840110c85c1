// Builds elements. Text only ever becomes text nodes, so that nothing that a person pastes is read as HTML.

export type Child = Node | string | null | undefined | false | Child[];

type Attributes = Record<string, string | boolean | number | null | undefined | ((event: Event) => void)>;

/** An element with attributes and children. Functions are event listeners. */
export function h<K extends keyof HTMLElementTagNameMap>(
    name: K,
    attributes: Attributes = {},
    ...children: Child[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (typeof value === "function") element.addEventListener(key, value);
        else if (value === true) element.setAttribute(key, "");
        else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
    }
    append(element, children);
    return element;
}

function append(element: Node, children: Child[]): void {
    for (const child of children) {
        if (Array.isArray(child)) append(element, child);
        else if (child !== null && child !== undefined && child !== false) element.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    }
}

/** Replaces everything in the element. */
export function fill(element: Element, ...children: Child[]): void {
    element.replaceChildren();
    append(element, children);
}

/** The element of the page with this ID. */
export function byId(id: string): HTMLElement {
    const element = document.getElementById(id);
    if (!element) throw new Error(`The page has no element ${id}.`);
    return element;
}

/** A code in AWS's or the engine's words. */
export function code(text: string): HTMLElement {
    return h("code", {}, text);
}

/** A text that can be copied. */
export function copyable(title: string, text: string): HTMLElement {
    const heading = h("h4", {}, title);
    return h("div", { class: "copyable" },
        h("div", { class: "copyable-head" }, heading, copyButton(title, () => text)),
        h("pre", { tabindex: 0, role: "region", "aria-label": title }, h("code", {}, text)));
}

/** A button that copies a text, and says so. */
export function copyButton(title: string, text: () => string, label = "Copy"): HTMLButtonElement {
    const button = h("button", { type: "button", class: "quiet", "aria-label": `${label}: ${title}` }, label);
    button.addEventListener("click", () => {
        const copied = () => {
            button.textContent = "Copied";
            setTimeout(() => { button.textContent = label; }, 1500);
        };
        const failed = () => {
            button.textContent = "Press Ctrl+C";
            const block = button.closest(".copyable")?.querySelector("pre");
            if (block) getSelection()?.selectAllChildren(block);
        };
        // Browsers may refuse the clipboard to pages that are opened from disk.
        if (navigator.clipboard) navigator.clipboard.writeText(text()).then(copied, failed);
        else failed();
    });
    return button;
}
