// Who is logged in, and in which tenant the page works.
import {computed, signal} from '@preact/signals';
import {access, call, onRefused} from '../api/client';
import type {Me, Page, Tenant} from '../api/entities';

export const me = signal<Me | null>(null);
export const tenants = signal<Tenant[]>([]);
export const tenant = computed(() => me.value?.tenant ?? null);
export const starting = signal(true);
// The key stopped working while it was in use.
export const expired = signal(false);

const store = sessionStorage;

export function can(scope: 'read' | 'write' | 'manage' | 'admin'): boolean {
    return me.value?.scopes.includes(scope) ?? false;
}

async function reachable(self: Me): Promise<Tenant[]> {
    if (!self.scopes.includes('admin')) return self.tenants;
    return (await call<Page<Tenant>>('GET', '/v1/tenants', {query: {limit: 1000, sort: 'name'}})).items;
}

export async function enter(key: string, wanted = ''): Promise<void> {
    access.key = key.trim();
    access.tenant = '';
    const self = await call<Me>('GET', '/v1/me');
    const list = await reachable(self);
    const chosen = list.find(one => one.slug === wanted) ?? self.tenant ?? list[0];
    expired.value = false;
    store.setItem('muster.key', access.key);
    if (chosen) await choose(chosen);
    else me.value = self;
    tenants.value = list;
}

export async function choose(chosen: Tenant): Promise<void> {
    access.tenant = String(chosen.id);
    store.setItem('muster.tenant', chosen.slug);
    me.value = await call<Me>('GET', '/v1/me');
}

export function leave() {
    access.key = access.tenant = '';
    store.removeItem('muster.key');
    store.removeItem('muster.tenant');
    me.value = null;
    tenants.value = [];
}

export async function addTenant(name: string, slug: string): Promise<void> {
    const made = await call<Tenant>('POST', '/v1/tenants', {body: {name, slug}});
    tenants.value = [...tenants.value, made];
    await choose(made);
}

onRefused.run = () => {
    if (!me.value) return;
    leave();
    expired.value = true;
};

// A key in the address (#key=…) is taken out of it at once, so that it stays out of the history.
export async function start(): Promise<void> {
    const given = /^#key=([^&]+)/.exec(location.hash)?.[1];
    if (given) history.replaceState(null, '', location.pathname);
    const key = given ? decodeURIComponent(given) : store.getItem('muster.key');
    try {
        if (key) await enter(key, store.getItem('muster.tenant') ?? '');
    } catch {
        leave();
        expired.value = true;
    }
    starting.value = false;
}
