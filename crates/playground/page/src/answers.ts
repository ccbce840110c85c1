// The forms of what the engine returns. `crates/playground` documents them.

/** The value of a control: a choice, flags or a switch. */
export type Value = string | string[] | boolean | number;

export type Settings = Record<string, Value>;

export interface State {
    v: number;
    profile: string;
    pool: Settings;
    other: Settings | null;
    user: Settings;
    attempt: Settings;
    population: string | null;
}

export interface Named {
    code: string;
    label: string;
}

export interface Control {
    id: string;
    label: string;
    help: string;
    kind: "choice" | "flags" | "switch" | "number";
    values: Named[];
    default: Value;
}

export type GroupName = "pool" | "user" | "attempt";

export interface Group {
    id: GroupName;
    label: string;
    controls: Control[];
}

export interface Preset {
    id: string;
    title: string;
    sentence: string;
    state: State;
}

export interface Vocabulary {
    groups: Group[];
    profiles: Named[];
    presets: Preset[];
    start: State;
}

export interface Problem {
    member: string;
    message: string;
}

export interface Row {
    number: string;
    code: string;
    text: string;
    answer: string;
    status: string;
    facts: { code: string; value: string; sentence: string }[];
    specification: string;
    source: string;
}

export interface Repair {
    sentence: string;
    state: State | null;
}

export interface Refusal {
    operation: string;
    code: string;
    message: string;
    brokenRules: { table: string; code: string; when: string; must: string; exception: string; message: string }[];
    repairs: Repair[];
}

export interface Assurance {
    acr: string | null;
    amr: string[];
}

/** A step of the whole sign-in, with what each answer leads to. */
export interface Walk {
    kind: "challenge" | "authenticated" | "denied";
    code: string;
    sentence: string;
    assurance?: Assurance;
    steps: { answer: string; to: Walk }[];
}

export interface Decision {
    challenge: {
        code: string;
        name: string;
        factors: string[];
        exception: string | null;
        message: string | null;
        reason: string;
    };
    sentence: string;
    facts: string[];
    decidingRow: Row;
    rows: Row[];
    next: Walk;
    firstFactors: { refused: string | null; list: { code: string; offered: boolean; sentence: string }[] };
    assurance: (Assurance & { sentence: string; all: Assurance[] }) | null;
    refusal: Refusal | null;
    problems: Problem[];
    /** The state as the engine understood it. */
    state: State;
}

export interface Fix {
    sentence: string;
    safe: boolean;
    /** A user that an unsafe fix locks out. */
    witness: string | null;
    state: State;
}

export interface Finding {
    code: string;
    severity: string;
    message: string;
    advice: string;
    affected: string | null;
    /** A user and a sign-in that show it. */
    witness: string | null;
    fixes: Fix[];
    noFix: string | null;
}

export interface Details {
    walk: Walk;
    singleChanges: { subject: string; sentence: string; answer: string; state: State }[];
    findings: Finding[];
    otherProfile: string | null;
    snippets: { cli: string; cloudformation: string; terraform: string; notes: string[] };
}

export interface Read {
    kind: string;
    state: State;
    notices: string[];
}

export interface EffectCount {
    code: string;
    sentence: string;
    users: number;
}

/** What a change from the first pool to the other does, for every kind of user. */
export interface Comparison {
    counts: { users: number; same: number; effects: EffectCount[] };
    rows: { id: string; label: string }[];
    columns: { id: string; label: string }[];
    cells: Cell[];
}

export interface Cell {
    row: string;
    column: string;
    /** The most frequent effect, or `same`. */
    effect: string;
    users: number;
    same: number;
    effects: EffectCount[];
    sample: { user: string; attempt: string; before: string; after: string; state: State };
}

export interface Walks {
    before: Walk;
    after: Walk;
}

export type Plan =
    | { calls: { operation: string; command: string; changes: string[]; notes: string[] }[]; commands: string; protectedUsers: number; noPlan?: undefined }
    | { noPlan: string; calls?: undefined };

export interface Impact {
    users: number;
    classes: number;
    attempt: string;
    effects: (EffectCount & { classes: number; examples: { user: string; users: number; state: State }[] })[];
    notices: string[];
}

export interface Link {
    fragment: string;
    notices: string[];
}

export interface Opened {
    state: State;
    problems: Problem[];
}
