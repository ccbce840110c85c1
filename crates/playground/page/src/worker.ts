// The engine in a worker, for what takes longer than a frame. The worker has the script of the page.

import { call, start, type Call, type Result } from "./calls";

interface Asked {
    id: number;
    name: Call;
    texts: string[];
}

/** The worker's side: answers one call after the other. */
export function serve(): void {
    addEventListener("message", ({ data }: MessageEvent<ArrayBuffer | Asked>) => {
        if (data instanceof ArrayBuffer) return start(data);
        postMessage({ id: data.id, result: call(data.name, ...data.texts) });
    });
}

/** The page's side. The worker starts with the first call. */
export class Engine {
    private readonly waiting = new Map<number, (result: Result<never>) => void>();
    private readonly newest = new Map<string, number>();
    private readonly running = new Map<string, Promise<unknown>>();
    private worker: Worker | null = null;
    private hasBegun = false;
    private next = 0;

    constructor(private readonly script: string, private readonly bytes: ArrayBuffer) {}

    /**
     * Calls the engine. Returns `null` if the same panel has asked again in the meantime.
     */
    async later<T>(panel: string, name: Call, ...texts: string[]): Promise<Result<T> | null> {
        const id = this.next++;
        this.newest.set(panel, id);
        const isNewest = () => this.newest.get(panel) === id;
        // While the worker is busy, only the last of several changes is of interest.
        await this.running.get(panel);
        if (!isNewest()) return null;
        this.begin();
        if (!this.worker) return call<T>(name, ...texts);
        const answer = new Promise<Result<T>>((resolve) => this.waiting.set(id, resolve as (result: Result<never>) => void));
        this.running.set(panel, answer);
        this.worker.postMessage({ id, name, texts });
        const result = await answer;
        return isNewest() ? result : null;
    }

    private begin(): void {
        if (this.hasBegun) return;
        this.hasBegun = true;
        try {
            const worker = new Worker(URL.createObjectURL(new Blob([this.script], { type: "text/javascript" })));
            worker.addEventListener("message", ({ data }: MessageEvent<{ id: number; result: Result<never> }>) => this.answered(data.id, data.result));
            worker.addEventListener("error", (event) => this.stopped(event.message));
            worker.postMessage(this.bytes);
            this.worker = worker;
        } catch {
            // Without a worker, the page calls the engine itself. It only answers later.
        }
    }

    private answered(id: number, result: Result<never>): void {
        this.waiting.get(id)?.(result);
        this.waiting.delete(id);
    }

    private stopped(message: string): void {
        this.worker?.terminate();
        this.worker = null;
        for (const id of [...this.waiting.keys()]) this.answered(id, { error: `The engine stopped: ${message}` });
    }
}
