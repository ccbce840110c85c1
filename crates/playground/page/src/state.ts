// What the page shows, and its form in the URL. The engine writes and reads the state; the page adds what is only about itself.

import type { Link, Opened, Settings, State } from "./answers";
import { call } from "./calls";

/** The tabs of the answers. */
export const TABS = ["sign-in", "pool", "compare"] as const;
export type Tab = (typeof TABS)[number];

/** The pool whose answers are shown: the first, or the one that it's compared with. */
export const SIDES = ["a", "b"] as const;
export type Side = (typeof SIDES)[number];

export interface Shown {
    state: State;
    tab: Tab;
    side: Side;
}

/** The part of the URL after `#`, with a notice for what is left out. `null` if the state can't be written. */
export function toHash({ state, tab, side }: Shown): { hash: string; notices: string[] } | null {
    const { ok } = call<Link>("link", JSON.stringify(state));
    if (!ok) return null;
    const hash = [ok.fragment, tab === TABS[0] ? "" : `tab=${tab}`, side === SIDES[0] ? "" : `side=${side}`].filter((part) => part !== "").join("&");
    return { hash, notices: ok.notices };
}

/** Reads the part of the URL after `#`, with a notice for each value that is ignored. */
export function fromHash(hash: string, start: State): { shown: Shown; notices: string[] } {
    const notices: string[] = [];
    const own: Record<string, string> = {};
    const rest = hash.split("&").filter((member) => {
        const [name, value = ""] = member.split("=");
        if (name !== "tab" && name !== "side") return true;
        own[name] = value;
        return false;
    });
    const { ok, error } = call<Opened>("open", rest.join("&"));
    const state = ok?.state ?? start;
    if (error !== undefined) notices.push(error);
    notices.push(...(ok?.problems ?? []).map(({ member, message }) => `${member}: ${message}`));
    const known = <T extends string>(name: string, values: readonly [T, ...T[]]): T => {
        const value = values.find((one) => one === own[name]);
        if (value === undefined && own[name] !== undefined) notices.push(`${name}: “${own[name].slice(0, 40)}” is ignored. Expected one of ${values.join(", ")}.`);
        return value ?? values[0];
    };
    const [tab, side] = [known("tab", TABS), known("side", SIDES)];
    return { shown: { state, tab, side: state.other ? side : SIDES[0] }, notices };
}

/** The state whose `pool` is the one that is shown. */
export function facing(state: State, side: Side): State {
    return side === "b" && state.other ? { ...state, pool: state.other, other: state.pool } : state;
}

/** Whether two states are equal, apart from the pool to compare with and the users to count. */
export function isSameSituation(one: State, other: State): boolean {
    const situation = ({ profile, pool, user, attempt }: State) => [profile, sorted(pool), sorted(user), sorted(attempt)];
    return JSON.stringify(situation(one)) === JSON.stringify(situation(other));
}

const sorted = (settings: Settings) => Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
