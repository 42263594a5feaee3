// Follows the tenant's log: the server says within a second that something has been written, and
// what is shown is read again. One feed for the whole page; it resumes where it was cut off.
import {computed, effect, signal} from '@preact/signals';
import {useEffect, useRef} from 'preact/hooks';
import {send} from '../api/client';
import {tenant} from './session';

// The newest revision that the feed has announced.
export const newest = signal(0);
const first_wait = 1000;
const longest_wait = 30_000;

async function read(last: string, abort: AbortSignal, onEvent: (id: string) => void): Promise<void> {
    const response = await send('GET', '/v1/changes', {query: {details: false}, signal: abort,
        headers: {Accept: 'text/event-stream', ...(last ? {'Last-Event-ID': last} : {})}});
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
        const {done, value} = await reader.read();
        if (done) return;
        const lines = (rest + value).split('\n');
        rest = lines.pop()!;
        for (const line of lines) if (line.startsWith('id: ')) onEvent(line.slice(4));
    }
}

// Until it is aborted. `last` goes on from feed to feed.
async function follow(last: {id: string}, abort: AbortSignal): Promise<void> {
    let wait = first_wait;
    while (!abort.aborted) {
        try {
            await read(last.id, abort, id => { last.id = id; wait = first_wait; newest.value = Number(id); });
            wait = first_wait; // the server ends each feed after minutes
        } catch {
            wait = Math.min(longest_wait, wait * 2);
        }
        if (!abort.aborted) await new Promise(resolve => setTimeout(resolve, wait));
    }
}

// A browser has six connections to a server for all tabs: only a visible tab has a feed.
const visible = signal(!document.hidden);
document.addEventListener('visibilitychange', () => { visible.value = !document.hidden; });

const position = {tenant: 0, id: ''};
const followed = computed(() => tenant.value?.id ?? 0);
effect(() => {
    if (!followed.value || !visible.value) return;
    if (position.tenant !== followed.value) Object.assign(position, {tenant: followed.value, id: ''});
    const abort = new AbortController();
    void follow(position, abort.signal);
    return () => abort.abort();
});

// Runs after a write of anybody, but not more often than given and not while the page is hidden.
export function useLive(run: () => void, on = true, least_milliseconds = 1000) {
    const latest = useRef(run);
    latest.current = run;
    const seen = useRef(newest.value);
    const at = useRef(0);
    useEffect(() => {
        if (!on) return;
        let timer = 0;
        const look = () => {
            if (newest.value === seen.current || document.hidden) return;
            const wait = at.current + least_milliseconds - Date.now();
            clearTimeout(timer);
            if (wait > 0) { timer = window.setTimeout(look, wait); return; }
            seen.current = newest.value;
            at.current = Date.now();
            latest.current();
        };
        const stop = newest.subscribe(look);
        document.addEventListener('visibilitychange', look);
        return () => { stop(); clearTimeout(timer); document.removeEventListener('visibilitychange', look); };
    }, [on, least_milliseconds]);
}
