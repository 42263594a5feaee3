// A rule while it is edited: text and blocks in step, and what the server says about it. Older
// answers never replace newer ones.
import {signal, type Signal} from '@preact/signals';
import {call, Problem} from '../api/client';
import type {Crowd, Json, Page, Preview, Customer} from '../api/entities';
import {bracket, isComplete, rootFrom, toTree, type Block, type Bracket} from './tree';

// Long enough for a burst of keys to become one question.
const wait_milliseconds = 25;
const most_questions = 64;

export interface Fault {message: string; byte?: number; cure?: string}
export interface Draft {
    text: string;
    root: Bracket;
    textIsNewer: boolean; // the blocks are those of an older text, which had no fault
    fault: Fault | null;
    failure: unknown; // the server could not answer
    busy: boolean;
    total: number | null;
    members: Crowd | null;
    added: Crowd | null;
    removed: Crowd | null;
    counts: Map<number, number>; // per block, by itself
    remaining: Map<number, number>; // per part of an AND root: after it and all above
    cost: number; // of the rule for each write, in conditions
}
interface Answers {results: {count: number}[]}

export function faultOf(problem: Problem): Fault {
    const message = problem.message;
    const place = /\(byte (\d+)\): /.exec(message);
    const cure = /did you mean (.+?)\?/.exec(message)?.[1];
    return {message: place ? message.slice(message.indexOf(place[0]) + place[0].length) : message,
            byte: place ? Number(place[1]) : undefined, cure};
}

export class RuleDraft {
    readonly state: Signal<Draft>;
    private round = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private abort = new AbortController();
    private past: Bracket[] = [];
    readonly canUndo = signal(false);

    // With a saved group, the answers say who would enter and leave it.
    constructor(text: string, readonly group?: number) {
        this.state = signal<Draft>({text, root: bracket('and'), textIsNewer: text !== '', fault: null, failure: undefined, busy: false, total: null,
            members: null, added: null, removed: null, counts: new Map(), remaining: new Map(), cost: 0});
        this.ask('text', 0);
    }

    setText(text: string) {
        if (text === this.state.value.text) return;
        this.state.value = {...this.state.value, text, textIsNewer: true};
        this.ask('text');
    }

    setRoot(root: Bracket) {
        this.remember();
        this.replaceRoot(root);
    }

    undo() {
        const root = this.past.pop();
        this.canUndo.value = this.past.length > 0;
        if (root) this.replaceRoot(root);
    }

    retry() { this.ask(this.state.value.textIsNewer ? 'text' : 'blocks', 0); }

    stop() { clearTimeout(this.timer); this.abort.abort(); this.round++; }

    // Whether the rule can be saved as it is shown.
    isReady(): boolean {
        const {text, fault, busy, root, textIsNewer, failure} = this.state.value;
        return text.trim() !== '' && !fault && !failure && !busy && !textIsNewer && isComplete(root);
    }

    private remember() {
        this.past = [...this.past.slice(-49), this.state.value.root];
        this.canUndo.value = true;
    }

    private replaceRoot(root: Bracket) {
        this.state.value = {...this.state.value, root, textIsNewer: false};
        this.ask('blocks');
    }

    private ask(source: 'text' | 'blocks', wait = wait_milliseconds) {
        clearTimeout(this.timer);
        this.round++;
        this.state.value = {...this.state.value, busy: true};
        const round = this.round;
        this.timer = setTimeout(() => {
            this.abort.abort();
            this.abort = new AbortController();
            this.answer(source, round).catch(error => {
                if (round !== this.round) return;
                if (error instanceof Problem && error.status === 400) this.state.value = {...this.state.value, busy: false, failure: undefined, fault: faultOf(error)};
                else this.state.value = {...this.state.value, busy: false, failure: error};
            });
        }, wait);
    }

    private async answer(source: 'text' | 'blocks', round: number) {
        const rule: Json | undefined = source === 'text' ? this.state.value.text.trim() || undefined : toTree(this.state.value.root);
        const signal = this.abort.signal;
        const sent = {query: {dry_run: true}, body: {rule: rule ?? 'TRUE'}, signal};
        const asked = this.group === undefined ? call<Preview>('POST', '/v1/groups', sent)
            : call<Preview>('PATCH', `/v1/groups/${this.group}`, sent);
        // With blocks the questions are known at once, with a text only after the server has read it.
        let counted = source === 'blocks' ? this.countBlocks(this.state.value.root, signal) : undefined;
        counted?.catch(() => {});
        const preview = await asked;
        if (round !== this.round) return;
        const state = this.state.value;
        const isEmpty = rule === undefined;
        if (source === 'text') this.remember();
        const root = source === 'blocks' ? state.root : isEmpty ? bracket('and') : rootFrom(preview.tree);
        this.state.value = {...state, root, fault: null, failure: undefined, textIsNewer: false,
            text: source === 'text' ? state.text : isEmpty ? '' : preview.rule,
            members: isEmpty ? null : preview.members, added: isEmpty ? null : preview.added, removed: isEmpty ? null : preview.removed,
            cost: preview.cost};
        counted ??= this.countBlocks(root, signal);
        const counts = await counted;
        if (round === this.round) this.state.value = {...this.state.value, ...counts, busy: false};
    }

    private async countBlocks(root: Bracket, signal: AbortSignal): Promise<Pick<Draft, 'total' | 'counts' | 'remaining'>> {
        const questions: Json[] = ['TRUE'];
        const counts: [number, number][] = []; // block, question
        const remaining: [number, number][] = [];
        const add = (list: [number, number][], block: Block, tree: Json | undefined) => {
            if (tree === undefined || questions.length >= most_questions) return;
            list.push([block.id, questions.length]);
            questions.push(tree);
        };
        const visit = (block: Block) => {
            if (block !== root) add(counts, block, toTree(block));
            if (block.kind === 'bracket') block.parts.forEach(visit);
        };
        if (root.op === 'and' && !root.negated && root.parts.length > 1) {
            root.parts.forEach((part, at) => { if (toTree(part) !== undefined) add(remaining, part, toTree({...root, parts: root.parts.slice(0, at + 1)})); });
        }
        visit(root);
        const {results} = await call<Answers>('POST', '/v1/query', {body: {where: questions}, signal});
        const read = (list: [number, number][]) => new Map(list.map(([block, question]) => [block, results[question].count]));
        return {total: results[0].count, counts: read(counts), remaining: read(remaining)};
    }
}

// Whether a rule is right, for filters.
export async function checkRule(where: string, signal?: AbortSignal): Promise<Fault | null> {
    try {
        await call<Page<Customer>>('GET', '/v1/customers', {query: {where, limit: 1, fields: 'id'}, signal});
        return null;
    } catch (error) {
        if (error instanceof Problem && error.status === 400) return faultOf(error);
        throw error;
    }
}
