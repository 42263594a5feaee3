// Who is logged in, and in which tenant the page works. The session itself is a cookie that no script
// can read; the page remembers only that there is one, so that it makes no call that must fail.
import {computed, signal} from '@preact/signals';
import {access, call, onRefused, send} from '../api/client';
import type {Me, Page, Tenant} from '../api/entities';
import {clearAddress} from '../router';

export const me = signal<Me | null>(null);
export const tenants = signal<Tenant[]>([]);
export const tenant = computed(() => me.value?.tenant ?? null);
export const starting = signal(true);
// The session ended while it was in use.
export const expired = signal(false);

export type LoginForm = {login: string; password: string} | {key: string} | {token: string};

const logged_in = 'muster.session';
const last_tenant = 'muster.tenant';

export function can(scope: 'read' | 'write' | 'manage' | 'admin'): boolean {
    return me.value?.scopes.includes(scope) ?? false;
}

async function reachable(self: Me): Promise<Tenant[]> {
    if (!self.scopes.includes('admin')) return self.tenants;
    return (await call<Page<Tenant>>('GET', '/v1/tenants', {query: {limit: 1000, sort: 'name'}})).items;
}

async function open(): Promise<void> {
    access.tenant = '';
    const self = await call<Me>('GET', '/v1/me');
    const list = await reachable(self);
    const wanted = sessionStorage.getItem(last_tenant) ?? localStorage.getItem(last_tenant);
    const chosen = list.find(one => one.slug === wanted) ?? self.tenant ?? list[0];
    expired.value = false;
    localStorage.setItem(logged_in, 'yes');
    if (chosen) await choose(chosen);
    else me.value = self;
    tenants.value = list;
}

export async function enter(form: LoginForm): Promise<void> {
    await send('POST', '/v1/session', {body: form});
    await open();
}

// Each tab has a tenant of its own; a new tab begins with that of the last choice.
export async function choose(chosen: Tenant): Promise<void> {
    access.tenant = String(chosen.id);
    sessionStorage.setItem(last_tenant, chosen.slug);
    localStorage.setItem(last_tenant, chosen.slug);
    me.value = await call<Me>('GET', '/v1/me');
}

function forget() {
    access.tenant = '';
    localStorage.removeItem(logged_in);
    me.value = null;
    tenants.value = [];
}

export async function leave(): Promise<void> {
    // Without the server there is no log-out: the cookie would go on working.
    await send('DELETE', '/v1/session');
    forget();
}

export async function addTenant(name: string, slug: string): Promise<void> {
    const made = await call<Tenant>('POST', '/v1/tenants', {body: {name, slug}});
    tenants.value = [...tenants.value, made];
    await choose(made);
}

onRefused.run = () => {
    if (!me.value) return;
    forget();
    expired.value = true;
};

// A log-out in one tab ends the others, too.
addEventListener('storage', event => { if (event.key === logged_in && event.newValue === null && me.value) forget(); });

// A token or key in the address (#token=…) is taken out of it at once: it stays out of the history.
function fromAddress(): LoginForm | null {
    const [, kind, text] = /^#(token|key)=([^&]+)/.exec(location.hash) ?? [];
    if (!kind) return null;
    clearAddress();
    return kind === 'token' ? {token: decodeURIComponent(text)} : {key: decodeURIComponent(text)};
}

export async function start(): Promise<void> {
    const form = fromAddress();
    const had_session = localStorage.getItem(logged_in) !== null;
    try {
        if (form) await enter(form);
        else if (had_session) await open();
    } catch {
        // A link works once: somebody who clicks it again may be logged in already.
        if (!form || !had_session || !await open().then(() => true, () => false)) { forget(); expired.value = true; }
    }
    starting.value = false;
}
