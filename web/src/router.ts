// Pages are named in the part of the address after '#', so the server needs to know none of them.
import {signal} from '@preact/signals';

export interface Route {parts: string[]; query: URLSearchParams}

function read(): Route {
    const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
    return {parts: path.split('/').filter(Boolean).map(part => {
        try { return decodeURIComponent(part); } catch { return part; }
    }), query: new URLSearchParams(query)};
}

export const route = signal<Route>(read());
// A page with unsaved work sets a question here; leaving asks it first.
export const unsaved: {question: (() => string) | null} = {question: null};

let current = location.hash;
addEventListener('hashchange', () => {
    if (location.hash === current) return;
    if (unsaved.question && !confirm(unsaved.question())) {
        history.replaceState(null, '', current || '#/');
        return;
    }
    unsaved.question = null;
    current = location.hash;
    route.value = read();
    scrollTo(0, 0);
});
addEventListener('beforeunload', event => { if (unsaved.question) event.preventDefault(); });

export function link(...parts: (string | number)[]): string {
    return '#/' + parts.map(part => encodeURIComponent(String(part))).join('/');
}
// Replaces an address that nobody shall see or come back to.
export function clearAddress() {
    history.replaceState(null, '', location.pathname);
    current = location.hash;
    route.value = read();
}
export function go(address: string) { location.hash = address; }
