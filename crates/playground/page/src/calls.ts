// The functions of the engine, and the JSON that they return.

import * as engine from "engine";

export type Call = "compare" | "decide" | "details" | "impact" | "link" | "open" | "plan" | "read" | "vocabulary" | "walks";

/** What the engine returns: an answer, or a sentence that names what is wrong. */
export type Result<T> = { ok: T; error?: undefined } | { ok?: undefined; error: string };

/** Starts the engine from its WebAssembly. */
export function start(module: BufferSource | WebAssembly.Module): void {
    engine.initSync({ module });
}

/** Calls a function of the engine with texts. */
export function call<T>(name: Call, ...texts: string[]): Result<T> {
    const called = (engine as unknown as Record<string, (...texts: string[]) => string>)[name];
    if (!called) return { error: `The engine has no function ${name}.` };
    return JSON.parse(called(...texts)) as Result<T>;
}
