// Calls of the native API. The only file that knows how the page authenticates.
import {signal} from '@preact/signals';
import type {Method, Paths} from './paths';

export interface FieldError {pointer?: string; parameter?: string; code: string; detail: string}

// What the server refused, or that it could not be reached (status 0).
export class Problem extends Error {
    constructor(readonly status: number, readonly type: string, message: string,
                readonly errors: FieldError[] = []) {
        super(message);
    }
    // The detail for one member of the body, such as "/birth_date".
    at(pointer: string): string | undefined {
        return this.errors.find(error => error.pointer === pointer)?.detail;
    }
}

export interface Options {
    query?: Record<string, string | number | boolean | string[] | undefined>;
    body?: unknown;
    bytes?: Blob;
    match?: string;
    headers?: Record<string, string>;
    signal?: AbortSignal;
}

// The cookie of the session travels by itself; only the tenant is named.
export const access = {tenant: ''};
// False while the server cannot be reached.
export const online = signal(true);
// Called when the session has ended.
export const onRefused: {run: () => void} = {run: () => {}};

export function encode(part: string | number): string { return encodeURIComponent(String(part)); }

function address(path: string, query: Options['query'] = {}): string {
    const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map(one => [name, one] as const))
        .filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
    return text ? `${path}?${text}` : path;
}

function headers(options: Options): Headers {
    const set = new Headers(options.headers);
    if (access.tenant) set.set('Muster-Tenant', access.tenant);
    if (options.body !== undefined) set.set('Content-Type', 'application/json');
    if (options.match) set.set('If-Match', options.match);
    return set;
}

async function problemOf(response: Response): Promise<Problem> {
    try {
        const body = await response.json();
        // The detail begins with the pointer or parameter, which the page shows by place.
        const errors = (body.errors ?? []) as FieldError[];
        const detail = errors.length > 0 ? errors.map(error => error.detail).join('; ') : body.detail;
        return new Problem(response.status, String(body.type ?? ''), String(detail ?? body.title ?? response.statusText), errors);
    } catch {
        return new Problem(response.status, '', response.statusText || String(response.status));
    }
}

export async function send<M extends Method>(method: M, path: Paths[M], options: Options = {}): Promise<Response> {
    let response: Response;
    try {
        response = await fetch(address(path, options.query), {
            method, headers: headers(options), signal: options.signal, credentials: 'same-origin', cache: 'no-store',
            body: options.bytes ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
        });
    } catch (error) {
        if (options.signal?.aborted) throw error;
        online.value = false;
        throw new Problem(0, 'offline', '');
    }
    online.value = true;
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (response.status === 401) onRefused.run();
    throw problem;
}

export async function call<T, M extends Method = Method>(method: M, path: Paths[M], options: Options = {}): Promise<T> {
    const response = await send(method, path, options);
    return (response.status === 204 ? undefined : await response.json()) as T;
}

// Saves what the server sends as a file. The tenant travels in a header, so a plain link does not do.
export async function download(path: Paths['GET'], name: string): Promise<void> {
    saveBlob(await (await send('GET', path)).blob(), name);
}

export function saveBlob(blob: Blob, name: string) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
