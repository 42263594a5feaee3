// How groups have grown: computed backwards from their size now, by the joins and leaves in the log.
import {call} from '../api/client';
import type {Change, Group, Page} from '../api/entities';

export interface Point {at: number; size: number}
interface Step {at: number; by: number}

const enough_changes = 500;
const most_pages = 4;
const page_size = 1000;

// The changes since the revision; null: there are more than a page should read.
async function changesSince(after: number, query: {id?: number}, signal: AbortSignal): Promise<Change[] | null> {
    const found: Change[] = [];
    let next: string | null = String(after);
    for (let read = 0; next !== null; ++read) {
        if (read === most_pages) return null;
        const page: Page<Change> = await call<Page<Change>>('GET', '/v1/changes', {query: {entity: 'membership', ...query, after: next, limit: page_size}, signal});
        found.push(...page.items);
        next = page.next;
    }
    return found;
}

// The newest joins and leaves: of a quiet tenant all, of a busy one those of the last while.
async function newestSteps(query: {id?: number}, signal: AbortSignal): Promise<{begin: number; changes: Change[]}> {
    const {revision} = await call<{revision: number}>('POST', '/v1/query', {body: {where: ['TRUE']}, signal});
    let best = {begin: revision, changes: [] as Change[]};
    for (let back = 200; ; back *= 8) {
        const begin = Math.max(0, revision - back);
        const changes = await changesSince(begin, query, signal);
        if (changes === null) return best;
        best = {begin, changes};
        if (begin === 0 || changes.length >= enough_changes) return best;
    }
}

function stepOf(change: Change): Step | null {
    if (change.kind === 'created') return {at: Date.parse(change.at), by: 1};
    if (change.kind === 'removed') return {at: Date.parse(change.at), by: -1};
    return null;
}

// When each rule was changed last: that moves members without a join in the log.
async function ruleChanges(after: number, query: {id?: number}, signal: AbortSignal): Promise<Map<number, number>> {
    const page = await call<Page<Change>>('GET', '/v1/changes', {query: {entity: 'group', ...query, after, limit: page_size}, signal});
    return new Map(page.items.filter(change => change.after !== null && 'rule' in change.after).map(change => [change.id, Date.parse(change.at)]));
}

function pointsOf(group: Group, steps: Step[], begin: number): Point[] {
    const points: Point[] = [{at: Date.now(), size: group.member_count}];
    for (let at = steps.length - 1; at >= 0; --at) {
        points.unshift({at: steps[at].at, size: points[0].size});
        points.unshift({at: steps[at].at, size: points[0].size - steps[at].by});
    }
    if (begin === 0) points.unshift({at: Date.parse(group.created_at), size: points[0].size});
    return points;
}

export async function growthOf(list: Group[], signal: AbortSignal): Promise<Map<number, Point[]>> {
    const query = list.length === 1 ? {id: list[0].id} : {};
    const {begin, changes} = await newestSteps(query, signal);
    const changed = await ruleChanges(begin, query, signal);
    const steps = new Map<number, Step[]>(list.map(group => [group.id, []]));
    for (const change of changes) {
        const step = stepOf(change);
        if (step && step.at >= (changed.get(change.id) ?? 0)) steps.get(change.id)?.push(step);
    }
    return new Map(list.map(group => [group.id, pointsOf(group, steps.get(group.id)!, changed.has(group.id) ? -1 : begin)]));
}
