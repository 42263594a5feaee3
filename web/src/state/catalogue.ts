// The fields and groups of the tenant: what tables, rules and menus offer.
import {computed, signal} from '@preact/signals';
import {call} from '../api/client';
import type {Customer, DeclaredField, FieldType, Group, Json, Page} from '../api/entities';
import {day, moment, number, t, type Key} from '../i18n';

export interface Field {
    name: string; // as rules and sort= write it: "city", "fields.tenure"
    label: string;
    type: FieldType;
    values: string[];
    places?: number;
    path: string[]; // where the value is in a customer
    editable: boolean;
}

const core: [string, FieldType, string[]?, boolean?][] = [
    ['name', 'text'], ['first_name', 'text'], ['last_name', 'text'], ['email', 'text'], ['phone', 'text'],
    ['external_id', 'text'], ['company', 'text'], ['language', 'text'], ['birth_date', 'date'],
    ['address_line1', 'text', ['address', 'line1']], ['address_line2', 'text', ['address', 'line2']],
    ['postal_code', 'text', ['address', 'postal_code']], ['city', 'text', ['address', 'city']],
    ['region', 'text', ['address', 'region']], ['country', 'text', ['address', 'country']],
    ['consent', 'boolean'], ['created_at', 'datetime', ['created_at'], false],
    ['updated_at', 'datetime', ['updated_at'], false], ['id', 'integer', ['id'], false],
];

export const declared = signal<DeclaredField[]>([]);
export const groups = signal<Group[]>([]);
export const catalogueReady = signal(false);

export const fields = computed<Field[]>(() => [
    ...core.map(([name, type, path = [name], editable = true]): Field =>
        ({name, label: t(`field.${name}` as Key), type, values: [], path, editable})),
    ...declared.value.filter(field => field.entity === 'customer').map((field): Field => ({
        name: `fields.${plainName(field.key)}`, label: field.label || field.key, type: field.type, values: field.values,
        places: field.type === 'decimal' ? Number(field.format ?? 2) : undefined, path: ['fields', field.key], editable: true,
    })),
]);

function plainName(key: string): string {
    return /^[a-z_][a-z0-9_]*$/i.test(key) ? key : `"${key.replace(/"/g, '""')}"`;
}

export function fieldOf(name: string): Field | undefined {
    return fields.value.find(field => field.name.toLowerCase() === name.toLowerCase());
}

export function groupOf(id: number | string): Group | undefined {
    return groups.value.find(group => group.id === Number(id));
}

async function everything<T>(path: '/v1/fields' | '/v1/groups', query: Record<string, string>): Promise<T[]> {
    const items: T[] = [];
    let after: string | undefined;
    do {
        const page: Page<T> = await call('GET', path, {query: {limit: 1000, after, ...query}});
        items.push(...page.items);
        after = page.next ?? undefined;
    } while (after && items.length < 10_000);
    return items;
}

export async function loadFields(): Promise<void> { declared.value = await everything<DeclaredField>('/v1/fields', {}); }
export async function loadGroups(): Promise<void> { groups.value = await everything<Group>('/v1/groups', {sort: 'name'}); }
export async function refreshCatalogue(): Promise<void> { await Promise.all([loadFields(), loadGroups()]); }
// Of another tenant: no page is shown before it is there.
export async function loadCatalogue(): Promise<void> {
    catalogueReady.value = false;
    forgetProposals();
    await refreshCatalogue();
    catalogueReady.value = true;
}

export function valueOf(customer: Customer, field: Field): Json {
    let value: Json = customer;
    for (const step of field.path) {
        if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
        value = value[step] ?? null;
    }
    return value;
}

export function show(value: Json, field?: Pick<Field, 'type' | 'places'>): string {
    if (value === null || value === undefined) return '';
    if (Array.isArray(value)) return value.map(one => show(one)).join(', ');
    if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
    // Identifiers and years are no amounts: integers stand without separators.
    if (typeof value === 'number') return field?.places !== undefined ? number(value, field.places) : field?.type === 'integer' ? String(value) : number(value);
    if (typeof value === 'object') return JSON.stringify(value);
    if (field?.type === 'date') return day(value);
    if (field?.type === 'datetime') return moment(value);
    return value;
}

// Many directories have no names: then the best that tells customers apart.
export function titleOf(customer: Customer): string {
    const unique = declared.value.find(field => field.entity === 'customer' && field.unique && customer.fields[field.key] != null);
    return customer.name || customer.email || customer.external_id || customer.company as string
        || (unique ? String(customer.fields[unique.key]) : '') || t('customer.numbered', {id: String(customer.id)});
}

// Values that some customers have, as proposals: of the first thousand, so rare ones may be absent.
const proposals = new Map<string, Promise<string[]>>();
export function proposalsFor(field: Field): Promise<string[]> {
    const key = `${field.name}@${declared.value.length}`;
    let found = proposals.get(key);
    if (!found) {
        found = propose(field).catch(() => []);
        proposals.set(key, found);
    }
    return found;
}
export function forgetProposals() { proposals.clear(); }

async function propose(field: Field): Promise<string[]> {
    if (field.type === 'enum') return field.values;
    if (field.type !== 'text') return [];
    const [first, second] = field.path;
    const page = await call<Page<Customer>>('GET', '/v1/customers', {
        query: {limit: 1000, fields: second ? `${first}(${second})` : first}});
    const counts = new Map<string, number>();
    for (const customer of page.items) {
        const value = valueOf(customer, field);
        if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 50).map(([value]) => value);
}
