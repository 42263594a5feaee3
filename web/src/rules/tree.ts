// A rule as blocks: what the builder edits. The server reads and prints rules; this file only
// translates its JSON tree to blocks and back, and moves blocks. Every tree survives both ways.
import type {Json} from '../api/entities';
import {fieldOf, groupOf, type Field} from '../state/catalogue';

export type Value = string | {now: string}; // {now: "-30 days"}: relative to the moment of reading
export interface Bracket {id: number; kind: 'bracket'; op: 'and' | 'or'; negated: boolean; parts: Block[]}
export interface Condition {id: number; kind: 'condition'; field: string; op: string; values: Value[]; negated: boolean}
// A form that the blocks cannot edit: shown as text, moved and removed like the others.
export interface Other {id: number; kind: 'other'; tree: Json; negated: boolean}
export type Block = Bracket | Condition | Other;
type Tree = {op: string; function?: string; parts?: Json[]; field?: string; value?: Json; values?: Json[]; group?: Json};

let count = 0;
export const member = '@member';
export const comparisons = ['=', '<>', '<', '<=', '>', '>='];
export const bracket = (op: 'and' | 'or' = 'and', parts: Block[] = []): Bracket => ({id: ++count, kind: 'bracket', op, negated: false, parts});
export const condition = (field = ''): Condition => ({id: ++count, kind: 'condition', field, op: field === member ? 'member_of' : '=', values: [], negated: false});

// Forms whose negation has a name of its own.
const opposites: Record<string, string> = {in: 'not_in', between: 'not_between', like: 'not_like', contains: 'not_contains',
    starts: 'not_starts', ends: 'not_ends', is_null: 'not_null', member_of: 'not_member_of'};
const positives = Object.fromEntries(Object.entries(opposites).map(([positive, negative]) => [negative, positive]));

const isPlain = (pattern: string) => !/[%_\\]/.test(pattern);
function likeForm(pattern: string): [string, string] {
    const inner = pattern.replace(/^%|%$/g, '');
    if (inner && isPlain(inner)) {
        if (pattern === `%${inner}%`) return ['contains', inner];
        if (pattern === `${inner}%`) return ['starts', inner];
        if (pattern === `%${inner}`) return ['ends', inner];
    }
    return ['like', pattern];
}
function likePattern(op: string, text: string): string {
    if (op === 'like') return text;
    const literal = text.replace(/[%_\\]/g, '\\$&');
    return (op === 'starts' ? '' : '%') + literal + (op === 'ends' ? '' : '%');
}

function valueFrom(value: Json | undefined): Value {
    if (value && typeof value === 'object' && !Array.isArray(value) && typeof value.now === 'string') return {now: value.now};
    return value === null || value === undefined ? '' : String(value);
}

// A value that the blocks can show and give back: a constant, or NOW() and an interval.
function isKnownValue(value: Json): boolean {
    return typeof value !== 'object' || value === null || Object.keys(value).join() === 'now';
}

export function fromTree(json: Json): Block {
    const tree = json as Tree;
    const parts = tree.parts ?? [];
    const values = [...tree.values ?? [], ...tree.value === undefined ? [] : [tree.value]];
    if (tree.function || !values.every(isKnownValue)) return {id: ++count, kind: 'other', tree: json, negated: false};
    if (tree.op === 'not' && parts.length === 1) {
        const inner = fromTree(parts[0]);
        // The second of two NOTs needs a bracket to stand in.
        if (inner.negated || (inner.kind === 'condition' && inner.op in positives)) return {...bracket('and', [inner]), negated: true};
        if (inner.kind === 'condition' && inner.op in opposites) return {...inner, op: opposites[inner.op]};
        return {...inner, negated: true};
    }
    if (tree.op === 'and' || tree.op === 'or') return bracket(tree.op, parts.map(fromTree));
    const made = (op: string, values: Value[], field = tree.field ?? ''): Condition => ({...condition(field), op, values});
    if (tree.op === 'member_of' && typeof tree.group === 'number') return made('member_of', [String(tree.group)], member);
    if (tree.op === 'is_null' && tree.field) return made('is_null', []);
    if ((tree.op === 'in' || tree.op === 'between') && tree.field) return made(tree.op, (tree.values ?? []).map(valueFrom));
    if (tree.op === 'like' && tree.field && typeof tree.value === 'string') {
        const [op, text] = likeForm(tree.value);
        return made(op, [text]);
    }
    if (comparisons.includes(tree.op) && tree.field && fieldOf(tree.field)) return made(tree.op, [valueFrom(tree.value)]);
    return {id: ++count, kind: 'other', tree: json, negated: false};
}

// The root is always a bracket, so that there is a place to add to.
export function rootFrom(json: Json): Bracket {
    const block = fromTree(json);
    return block.kind === 'bracket' && !block.negated ? block : bracket('and', [block]);
}

function typed(value: Value, field: Field | undefined): Json | undefined {
    if (typeof value !== 'string') return /^[+-]?\d/.test(value.now) ? value : undefined;
    const text = value.trim();
    if (!text) return undefined;
    switch (field?.type) {
    case 'integer': case 'number': case 'decimal': {
        const plain = text.replace(',', '.');
        if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(plain)) return undefined;
        return plain.replace(/\D/g, '').length > 15 ? plain : Number(plain);
    }
    case 'boolean': return text === 'true';
    case 'text': return value;
    default: return text;
    }
}

// Undefined while the block is not complete: then it does not count yet.
export function toTree(block: Block): Json | undefined {
    const tree = plainTree(block);
    return tree !== undefined && block.negated ? {op: 'not', parts: [tree]} : tree;
}

function plainTree(block: Block): Json | undefined {
    if (block.kind === 'other') return block.tree;
    if (block.kind === 'bracket') {
        const parts = block.parts.map(toTree).filter((part): part is Json => part !== undefined);
        return parts.length === 0 ? undefined : parts.length === 1 ? parts[0] : {op: block.op, parts};
    }
    const positive = positives[block.op];
    const tree = formTree(block, positive ?? block.op);
    return tree !== undefined && positive ? {op: 'not', parts: [tree]} : tree;
}

function formTree({field: name, values}: Condition, op: string): Json | undefined {
    if (name === member) return groupOf(String(values[0])) ? {op, group: Number(values[0])} : undefined;
    const field = fieldOf(name);
    if (!field) return undefined;
    const made = values.map(value => typed(value, field)).filter((value): value is Json => value !== undefined);
    switch (op) {
    case 'is_null': return {op, field: name};
    case 'in': return made.length > 0 ? {op, field: name, values: made} : undefined;
    case 'between': return made.length === 2 ? {op, field: name, values: made} : undefined;
    case 'like': case 'contains': case 'starts': case 'ends':
        return typeof values[0] === 'string' && values[0] ? {op: 'like', field: name, value: likePattern(op, values[0])} : undefined;
    default: return made.length === 1 ? {op, field: name, value: made[0]} : undefined;
    }
}

export function isComplete(block: Block): boolean {
    return block.kind === 'bracket' ? block.parts.every(isComplete) : toTree(block) !== undefined;
}

// The operators that a field of this type offers, in the order of the menu.
export function operatorsOf(field: Field | undefined, name: string): string[] {
    if (name === member) return ['member_of', 'not_member_of'];
    switch (field?.type) {
    case 'text': return ['=', '<>', 'in', 'not_in', 'contains', 'not_contains', 'starts', 'not_starts', 'ends', 'not_ends', 'like', 'not_like', '<', '<=', '>', '>=', 'between', 'not_between', 'not_null', 'is_null'];
    case 'enum': return ['=', '<>', 'in', 'not_in', '<', '<=', '>', '>=', 'between', 'not_between', 'not_null', 'is_null'];
    case 'boolean': return ['=', '<>', 'not_null', 'is_null'];
    case 'list': return ['not_null', 'is_null'];
    case 'date': case 'datetime': return ['>=', '>', '<', '<=', '=', '<>', 'between', 'not_between', 'in', 'not_in', 'not_null', 'is_null'];
    default: return ['=', '<>', '<', '<=', '>', '>=', 'between', 'not_between', 'in', 'not_in', 'not_null', 'is_null'];
    }
}

export const valueCount = (op: string) => op === 'is_null' || op === 'not_null' ? 0 : op.endsWith('between') ? 2 : op.endsWith('in') && op !== 'contains' ? Infinity : 1;

// --- changing the tree: every function returns a new root ---

export function update(root: Bracket, id: number, change: (block: Block) => Block): Bracket {
    const visit = (block: Block): Block => {
        if (block.id === id) return change(block);
        return block.kind === 'bracket' ? {...block, parts: block.parts.map(visit)} : block;
    };
    return visit(root) as Bracket;
}

export function find(root: Block, id: number): Block | undefined {
    if (root.id === id) return root;
    if (root.kind !== 'bracket') return undefined;
    for (const part of root.parts) {
        const found = find(part, id);
        if (found) return found;
    }
    return undefined;
}

function parentOf(root: Bracket, id: number): {parent: Bracket; at: number} | undefined {
    const at = root.parts.findIndex(part => part.id === id);
    if (at >= 0) return {parent: root, at};
    for (const part of root.parts) {
        const found = part.kind === 'bracket' ? parentOf(part, id) : undefined;
        if (found) return found;
    }
    return undefined;
}

export function remove(root: Bracket, id: number): Bracket {
    return {...root, parts: root.parts.filter(part => part.id !== id).map(part => part.kind === 'bracket' ? remove(part, id) : part)};
}

export function insert(root: Bracket, parent: number, at: number, block: Block): Bracket {
    return update(root, parent, found => {
        if (found.kind !== 'bracket') return found;
        return {...found, parts: [...found.parts.slice(0, at), block, ...found.parts.slice(at)]};
    });
}

// Moves a block to a place that is named before the move. Into itself is no place.
export function move(root: Bracket, id: number, parent: number, at: number): Bracket {
    const block = find(root, id);
    const from = parentOf(root, id);
    if (!block || !from || find(block, parent)) return root;
    const shift = from.parent.id === parent && from.at < at ? 1 : 0;
    return insert(remove(root, id), parent, at - shift, block);
}

// One place up or down as a reader sees it: past a condition, into a bracket, or out of one.
export function step(root: Bracket, id: number, direction: -1 | 1): Bracket {
    const from = parentOf(root, id);
    if (!from) return root;
    const {parent, at} = from;
    const neighbour = parent.parts[at + direction];
    if (neighbour?.kind === 'bracket') return move(root, id, neighbour.id, direction < 0 ? neighbour.parts.length : 0);
    if (neighbour) return move(root, id, parent.id, direction < 0 ? at - 1 : at + 2);
    const out = parentOf(root, parent.id);
    return out ? move(root, id, out.parent.id, out.at + (direction < 0 ? 0 : 1)) : root;
}

export function copyOf(block: Block): Block {
    const fresh = {...block, id: ++count};
    return fresh.kind === 'bracket' ? {...fresh, parts: fresh.parts.map(copyOf)} : fresh;
}

export function wrap(root: Bracket, id: number): Bracket {
    return update(root, id, block => bracket(root.op === 'and' ? 'or' : 'and', [block]));
}
