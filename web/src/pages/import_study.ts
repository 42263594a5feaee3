// What the server makes of a file: an import that writes nothing, of the beginning of the file. The
// page shows its columns; the server alone knows which heading means which member.
import {call, send} from '../api/client';
import type {ImportJob} from '../api/entities';
import {declared} from '../state/catalogue';
import {tenant} from '../state/session';
import {endOfRows, type Peek} from './csv';

const studied_bytes = 256 * 1024;
const poll_milliseconds = 150;
const most_remembered = 1000; // headings

export type Column = ImportJob['columns'][number];
// A parameter of an import and its value, such as date_order: "dmy".
export type Choices = Record<string, string>;
export interface Study {columns: Column[]; proposals: ImportJob['proposals']; key: string; rows: number; error: string}

// What people choose: a member for the column at a place, '' to leave it out.
export type Targets = Record<number, string>;

// Columns are named by their place: headings may be empty or repeat.
export function mappingOf(targets: Targets): {map: string[]; skip: string[]} {
    const chosen = Object.entries(targets).map(([place, member]) => [`#${Number(place) + 1}`, member] as const);
    return {map: chosen.filter(([, member]) => member).map(([place, member]) => `${place}=${member}`), skip: chosen.filter(([, member]) => !member).map(([place]) => place)};
}

export function studyOf(job: ImportJob): Study {
    return {columns: job.columns, proposals: job.proposals, key: job.key ?? '', rows: job.rows, error: job.error ?? ''};
}

// The server refuses a part of a file that ends within a row.
async function beginning(file: File): Promise<Blob> {
    if (file.size <= studied_bytes) return file.slice();
    const start = new Uint8Array(await file.slice(0, studied_bytes).arrayBuffer());
    return new Blob([start.subarray(0, endOfRows(start))]);
}

export async function study(file: File, targets: Targets, choices: Choices, abort: AbortSignal): Promise<Study> {
    const made = await call<ImportJob>('POST', '/v1/imports', {query: {dry_run: true, declare: true, mode: 'create', ...choices, ...mappingOf(targets)}, bytes: await beginning(file)}); // not aborted: an answer that is lost would leave a job
    let job = made;
    while (job.status === 'waiting' || job.status === 'running') {
        await new Promise(resolve => setTimeout(resolve, poll_milliseconds));
        job = await call<ImportJob>('GET', `/v1/imports/${made.id}`);
        if (abort.aborted && job.status === 'waiting') await send('POST', `/v1/imports/${made.id}/cancel`);
    }
    // It belongs to this page only, so the list of jobs need not show it.
    send('DELETE', `/v1/imports/${made.id}`).catch(() => {});
    return studyOf(job);
}

// A table that the server could not read yet, and JSON, whose members say themselves what they are.
export function unstudied(seen: Peek): Study {
    const columns = seen.headings.map((heading, at): Column => ({heading, member: heading, note: null, type: 'text', blanks: 0, distinct: 0,
        examples: [...new Set(seen.rows.map(row => row[at]).filter(Boolean))]}));
    const key = ['external_id', 'email', 'phone'].find(name => seen.headings.includes(name)) ?? '';
    return {columns, proposals: [], key, rows: seen.rows.length, error: ''};
}

// Without a key of the core: a unique field, or a column that names each row and is called like a key.
export function proposeKey({columns, key, rows}: Study): string {
    const unique = columns.find(column => declared.value.some(field => field.unique && field.entity === 'customer' && column.member === `fields.${field.key}`));
    const named = columns.find(column => column.member?.startsWith('fields.') && column.blanks === 0 && column.distinct > 0
        && column.distinct >= Math.min(rows, 1000) && /(^|[_\s-])id$|[a-z]I[dD]$|number$|nummer$|nr\.?$|code$/i.test(column.heading));
    return key === 'external_id' ? key : unique?.member ?? (key || named?.member) ?? '';
}

// What people chose for a heading before, in this tenant and browser: it is proposed again.
const memory = () => `muster.mapping.${tenant.value?.slug}`;
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
function remembered(): Record<string, string> {
    try { return JSON.parse(localStorage.getItem(memory()) ?? '{}') as Record<string, string>; } catch { return {}; }
}
export function remember(columns: Column[], targets: Targets) {
    const all = new Map(Object.entries(remembered()));
    for (const [place, member] of Object.entries(targets)) {
        const heading = bare(columns[Number(place)]?.heading ?? '');
        if (!heading) continue;
        all.delete(heading); // the newest choices stand last
        all.set(heading, member);
    }
    localStorage.setItem(memory(), JSON.stringify(Object.fromEntries([...all].slice(-most_remembered))));
}
export function recall(headings: string[]): Targets {
    const known = remembered();
    const found = headings.flatMap((heading, at) => known[bare(heading)] === undefined ? [] : [[at, known[bare(heading)]] as const]);
    // A member that two columns had in two files can belong to one column of this file only.
    return Object.fromEntries(found.filter(([, member], at) => !member || found.findIndex(other => other[1] === member) === at));
}
