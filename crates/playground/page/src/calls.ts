// The functions of the engine, and the JSON that they return.

import { compare, decide, details, impact, initSync, link, open, plan, read, vocabulary, walks } from "engine";

const functions = { compare, decide, details, impact, link, open, plan, read, vocabulary, walks };

export type Call = keyof typeof functions;

/** What the engine returns: an answer, or a sentence that names what is wrong. */
export type Result<T> = { ok: T; error?: undefined } | { ok?: undefined; error: string };

/** Starts the engine from its WebAssembly. */
export function start(module: BufferSource | WebAssembly.Module): void {
    initSync({ module });
}

/** Calls a function of the engine with texts. */
export function call<T>(name: Call, ...texts: string[]): Result<T> {
    return JSON.parse((functions[name] as (...texts: string[]) => string)(...texts)) as Result<T>;
}
