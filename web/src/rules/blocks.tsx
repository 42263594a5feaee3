// The rule as blocks. Each can be dragged anywhere by its handle, or moved with Alt and the arrow keys.
import {useEffect, useId, useRef, useState} from 'preact/hooks';
import {number, percent, t, type Key} from '../i18n';
import {fieldOf, fields, groupOf, groups, proposalsFor, type Field} from '../state/catalogue';
import {Button, Popover, say} from '../ui/kit';
import {Icon} from '../ui/icons';
import type {Draft, RuleDraft} from './draft';
import {bracket, condition, copyOf, insert, isComplete, member, move, operatorsOf, remove, step, update, valueCount, wrap, type Block, type Bracket, type Condition, type Value} from './tree';

interface Shared {draft: RuleDraft; state: Draft; drag: (id: number, event: PointerEvent) => void; dragged: number | null}

export function Blocks({draft}: {draft: RuleDraft}) {
    const state = draft.state.value;
    const box = useRef<HTMLDivElement>(null);
    const {drag, dragged} = useDrag(box, draft);
    return <div class={dragged ? 'blocks dragging' : 'blocks'} ref={box}>
        <BracketBlock block={state.root} depth={0} shared={{draft, state, drag, dragged}} />
    </div>;
}

// Follows the pointer, and shows the nearest gap between blocks as the place to drop.
function useDrag(box: {current: HTMLDivElement | null}, draft: RuleDraft) {
    const [dragged, setDragged] = useState<number | null>(null);
    const stop = useRef<() => void>(() => {});
    useEffect(() => () => stop.current(), []);
    const drag = (id: number, event: PointerEvent) => {
        event.preventDefault();
        const own = (event.target as HTMLElement).closest('[data-block]');
        let slot: HTMLElement | null = null;
        const onMove = (moved: PointerEvent) => {
            let best = Infinity;
            let found: HTMLElement | null = null;
            for (const one of box.current!.querySelectorAll<HTMLElement>('[data-parent]')) {
                if (own?.contains(one)) continue;
                const area = one.getBoundingClientRect();
                const distance = Math.abs(moved.clientY - (area.top + area.bottom) / 2) + Math.max(0, area.left - moved.clientX) / 3;
                if (distance < best) { best = distance; found = one; }
            }
            slot?.classList.remove('target');
            slot = found;
            slot?.classList.add('target');
        };
        const end = (dropped: boolean) => {
            removeEventListener('pointermove', onMove);
            removeEventListener('pointerup', onUp);
            removeEventListener('pointercancel', onCancel);
            removeEventListener('keydown', onKey, true);
            slot?.classList.remove('target');
            setDragged(null);
            if (dropped && slot) draft.setRoot(move(draft.state.value.root, id, Number(slot.dataset.parent), Number(slot.dataset.at)));
        };
        const onUp = () => end(true);
        const onCancel = () => end(false);
        const onKey = (key: KeyboardEvent) => { if (key.key === 'Escape') end(false); };
        stop.current();
        stop.current = onCancel;
        addEventListener('pointermove', onMove);
        addEventListener('pointerup', onUp);
        addEventListener('pointercancel', onCancel);
        addEventListener('keydown', onKey, true);
        setDragged(id);
    };
    return {drag, dragged};
}

function Slot({parent, at}: {parent: number; at: number}) {
    return <div class="slot" data-parent={parent} data-at={at} aria-hidden="true" />;
}

function BracketBlock({block, depth, shared}: {block: Bracket; depth: number; shared: Shared}) {
    const {draft, state} = shared;
    const change = (next: (bracket: Bracket) => Block) => draft.setRoot(update(state.root, block.id, found => next(found as Bracket)));
    const add = (part: Block) => draft.setRoot(insert(state.root, block.id, block.parts.length, part));
    const id = useId();
    return <div class={`bracket depth${depth % 3}`} role="group" aria-label={t(`bracket.${block.op}` as Key)}>
        <div class="bracket-head">
            {depth > 0 && <Grip block={block} shared={shared} />}
            <label class="hidden" for={id}>{t('bracket.how')}</label>
            <select id={id} class="joiner" value={(block.negated ? 'not_' : '') + block.op} onChange={event => {
                const value = event.currentTarget.value;
                change(found => ({...found, negated: value.startsWith('not_'), op: value.endsWith('or') ? 'or' : 'and'}));
            }}>
                <option value="and">{t('bracket.and')}</option>
                <option value="or">{t('bracket.or')}</option>
                <option value="not_or">{t('bracket.not_or')}</option>
                <option value="not_and">{t('bracket.not_and')}</option>
            </select>
            {depth > 0 && <><Count block={block} shared={shared} /><BlockMenu block={block} shared={shared} /></>}
        </div>
        <div class="parts">
            {block.parts.map((part, at) => <div key={part.id} class={shared.dragged === part.id ? 'part lifted' : 'part'} data-block={part.id}>
                <Slot parent={block.id} at={at} />
                {at > 0 && <span class="joint" aria-hidden="true">{t(block.op === 'and' ? 'joint.and' : 'joint.or')}</span>}
                {part.kind === 'bracket' ? <BracketBlock block={part} depth={depth + 1} shared={shared} />
                    : <Line block={part} shared={shared} />}
            </div>)}
            <Slot parent={block.id} at={block.parts.length} />
        </div>
        <div class="row">
            <Button kind="quiet" icon="plus" onClick={() => add(condition())}>{t('act.add_condition')}</Button>
            <Button kind="quiet" icon="bracket" onClick={() => add(bracket(block.op === 'and' ? 'or' : 'and', [condition()]))}>{t('act.add_bracket')}</Button>
            {depth === 0 && draft.canUndo.value && <Button kind="quiet" icon="undo" onClick={() => draft.undo()}>{t('act.undo')}</Button>}
        </div>
    </div>;
}

function Grip({block, shared}: {block: Block; shared: Shared}) {
    const button = useRef<HTMLButtonElement>(null);
    const onKeyDown = (event: KeyboardEvent) => {
        const direction = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
        if (!direction) return;
        event.preventDefault();
        shared.draft.setRoot(step(shared.state.root, block.id, direction));
        say(t(direction < 0 ? 'state.moved_up' : 'state.moved_down'));
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-grip="${block.id}"]`)?.focus());
    };
    return <button ref={button} type="button" class="grip" data-grip={block.id} aria-label={t('act.move')} title={t('act.move')}
        onPointerDown={event => shared.drag(block.id, event)} onKeyDown={onKeyDown}><Icon name="grip" /></button>;
}

function Count({block, shared}: {block: Block; shared: Shared}) {
    const {state} = shared;
    const own = state.counts.get(block.id);
    const rest = state.remaining.get(block.id);
    if (own === undefined) return isComplete(block) ? <span class="count" /> : <span class="count pending">{t('block.incomplete')}</span>;
    const total = state.total || 1;
    const text = t('block.match', {n: own});
    return <span class={state.busy ? 'count stale' : 'count'} title={rest === undefined ? text : `${text}, ${t('block.remain', {n: rest})}`}>
        <span class="bar" aria-hidden="true"><span class="bar-own" style={{width: `${100 * own / total}%`}} />
            {rest !== undefined && <span class="bar-rest" style={{width: `${100 * rest / total}%`}} />}</span>
        <span class="count-text"><span class="hidden">{text}, </span><b aria-hidden="true">{number(own)}</b>
            {rest !== undefined && <span class="rest"><Icon name="next" /><span class="hidden">{t('block.remain_words')} </span>{number(rest)}</span>}
            {rest === undefined && <span class="rest">{percent(own / total)}</span>}</span>
    </span>;
}

function BlockMenu({block, shared}: {block: Block; shared: Shared}) {
    const {draft, state} = shared;
    const item = (icon: 'up' | 'down' | 'copy' | 'bracket' | 'rule', label: string, run: () => Bracket, close: () => void) =>
        <Button kind="quiet" icon={icon} onClick={() => { close(); draft.setRoot(run()); }}>{label}</Button>;
    return <span class="block-tools">
        <Popover kind="quiet" icon="more" title={t('act.more')} align="end">{close => <div class="menu">
            {item('up', t('act.move_up'), () => step(state.root, block.id, -1), close)}
            {item('down', t('act.move_down'), () => step(state.root, block.id, 1), close)}
            {item('copy', t('act.duplicate'), () => insert(state.root, state.root.id, state.root.parts.length, copyOf(block)), close)}
            {item('bracket', t('act.wrap'), () => wrap(state.root, block.id), close)}
            {item('rule', t('act.negate'), () => update(state.root, block.id, found => ({...found, negated: !found.negated})), close)}
        </div>}</Popover>
        <Button kind="quiet" icon="trash" aria-label={t('act.remove')} title={t('act.remove')} onClick={() => draft.setRoot(remove(state.root, block.id))} />
    </span>;
}

function Line({block, shared}: {block: Exclude<Block, Bracket>; shared: Shared}) {
    return <div class="line">
        <Grip block={block} shared={shared} />
        <div class="line-main">
            {block.negated && <button type="button" class="not" title={t('act.negate')} onClick={() => shared.draft.setRoot(update(shared.state.root, block.id, found => ({...found, negated: false})))}>{t('joint.not')}</button>}
            {block.kind === 'other' ? <span class="other">{describeOther(block.tree)}</span> : <ConditionLine block={block} shared={shared} />}
        </div>
        <Count block={block} shared={shared} />
        <BlockMenu block={block} shared={shared} />
    </div>;
}

function describeOther(tree: unknown): string {
    const {op, value, removed} = tree as {op?: string; value?: unknown; removed?: string};
    if (removed) return t('block.removed', {condition: removed});
    if (op === 'constant') return t(value ? 'block.everybody' : 'block.nobody');
    return t('block.as_text');
}

function ConditionLine({block, shared}: {block: Condition; shared: Shared}) {
    const {draft, state} = shared;
    const field = fieldOf(block.field);
    const operators = operatorsOf(field, block.field);
    const set = (change: Partial<Condition>) => draft.setRoot(update(state.root, block.id, found => ({...found as Condition, ...change})));
    return <>
        <select aria-label={t('block.field')} class="pick-field" value={block.field} onChange={event => {
            const name = event.currentTarget.value;
            const next = condition(name);
            const first = operatorsOf(fieldOf(name), name)[0];
            // The values stay where the new field can have them.
            const keeps = fieldOf(name)?.type === field?.type && name !== member;
            set({field: name, op: keeps ? block.op : next.op === 'member_of' ? 'member_of' : first, values: keeps ? block.values : fieldOf(name)?.type === 'boolean' ? ['true'] : []});
        }}>
            {!block.field && <option value="">{t('block.choose_field')}</option>}
            {groups.value.length > 0 && <optgroup label={t('nav.groups')}><option value={member}>{t('block.membership')}</option></optgroup>}
            {fields.value.some(one => one.path[0] === 'fields') && <optgroup label={t('block.own_fields')}>
                {fields.value.filter(one => one.path[0] === 'fields').map(one => <option key={one.name} value={one.name}>{one.label}</option>)}</optgroup>}
            <optgroup label={t('block.core_fields')}>
                {fields.value.filter(one => one.path[0] !== 'fields').map(one => <option key={one.name} value={one.name}>{one.label}</option>)}</optgroup>
            {block.field && !field && block.field !== member && <option value={block.field}>{block.field}</option>}
        </select>
        {block.field && <select aria-label={t('block.operator')} class="pick-op" value={block.op} onChange={event => {
            const op = event.currentTarget.value;
            set({op, values: block.values.slice(0, valueCount(op))});
        }}>{operators.map(op => <option key={op} value={op}>{operatorLabel(op, field)}</option>)}</select>}
        {block.field === member ? <GroupPicker value={String(block.values[0] ?? '')} onChange={value => set({values: [value]})} />
            : block.field && <Values block={block} field={field} onChange={values => set({values})} />}
    </>;
}

function operatorLabel(op: string, field: Field | undefined): string {
    const time = field?.type === 'date' || field?.type === 'datetime';
    const text = field?.type === 'text' || field?.type === 'enum' || field?.type === 'boolean';
    const names: Record<string, string> = {'=': 'is', '<>': 'is_not', '<': 'less', '<=': 'most', '>': 'more', '>=': 'least'};
    const name = names[op];
    return t((!name ? `op.${op}` : time ? `op_time.${name}` : text ? `op_text.${name}` : `op_number.${name}`) as Key);
}

function GroupPicker({value, onChange}: {value: string; onChange: (value: string) => void}) {
    return <select aria-label={t('block.group')} value={groupOf(value) ? value : ''} onChange={event => onChange(event.currentTarget.value)}>
        <option value="">{t('block.choose_group')}</option>
        {groups.value.map(group => <option key={group.id} value={String(group.id)}>{group.name}</option>)}
    </select>;
}

function Values({block, field, onChange}: {block: Condition; field: Field | undefined; onChange: (values: Value[]) => void}) {
    const wanted = valueCount(block.op);
    if (wanted === 0) return null;
    if (wanted === Infinity) return <ManyValues values={block.values} field={field} onChange={onChange} />;
    const set = (at: number, value: Value) => { const next = [...block.values]; next[at] = value; onChange(next); };
    return <>{Array.from({length: wanted}, (_, at) => <span key={at} class="value">
        {at > 0 && <span class="between">{t('joint.between')}</span>}
        <OneValue value={block.values[at] ?? ''} field={field} onChange={value => set(at, value)} /></span>)}</>;
}

function OneValue({value, field, onChange}: {value: Value; field: Field | undefined; onChange: (value: Value) => void}) {
    if (field?.type === 'boolean') return <select aria-label={t('block.value')} value={String(value)} onChange={event => onChange(event.currentTarget.value)}>
        <option value="true">{t('value.yes')}</option><option value="false">{t('value.no')}</option></select>;
    if (field?.type === 'enum') return <select aria-label={t('block.value')} value={String(value)} onChange={event => onChange(event.currentTarget.value)}>
        <option value="">{t('block.choose_value')}</option>{field.values.map(one => <option key={one} value={one}>{one}</option>)}</select>;
    if (field?.type === 'date' || field?.type === 'datetime') return <TimeValue value={value} field={field} onChange={onChange} />;
    return <TextValue value={typeof value === 'string' ? value : ''} field={field} onChange={onChange} />;
}

function TextValue({value, field, onChange, onDone, label}: {value: string; field: Field | undefined; onChange: (value: string) => void; onDone?: () => void; label?: string}) {
    const [proposals, setProposals] = useState<string[]>([]);
    const id = useId();
    const offer = () => { if (field && field.type === 'text') proposalsFor(field).then(setProposals); };
    const isNumber = field?.type === 'integer' || field?.type === 'number' || field?.type === 'decimal';
    return <><input class={isNumber ? 'short' : ''} aria-label={label ?? t('block.value')} value={value} list={proposals.length ? id : undefined} inputMode={isNumber ? 'decimal' : undefined}
        placeholder={t('block.value')} onFocus={offer} onInput={event => onChange(event.currentTarget.value)}
        onKeyDown={event => { if (event.key === 'Enter' && onDone) { event.preventDefault(); onDone(); } }} />
        {proposals.length > 0 && <datalist id={id}>{proposals.map(one => <option key={one} value={one} />)}</datalist>}</>;
}

function ManyValues({values, field, onChange}: {values: Value[]; field: Field | undefined; onChange: (values: Value[]) => void}) {
    const [text, setText] = useState('');
    const add = (raw: string) => {
        const fresh = raw.split(/[\n;]/).map(one => one.trim()).filter(one => one && !values.includes(one));
        if (fresh.length) onChange([...values, ...fresh]);
        setText('');
    };
    const [proposals, setProposals] = useState<string[]>([]);
    useEffect(() => { if (field) proposalsFor(field).then(setProposals); }, [field?.name]);
    return <span class="many">
        {values.map((value, at) => <span key={String(value)} class="chip">{typeof value === 'string' ? value : value.now}
            <button type="button" aria-label={t('act.remove_value', {value: String(value)})} onClick={() => onChange(values.filter((_, other) => other !== at))}><Icon name="close" /></button></span>)}
        {proposals.length > 0 && proposals.length <= 50 ? <select aria-label={t('block.add_value')} value="" onChange={event => { if (event.currentTarget.value) add(event.currentTarget.value); event.currentTarget.value = ''; }}>
            <option value="">{t('block.add_value')}</option>{proposals.filter(one => !values.includes(one)).map(one => <option key={one} value={one}>{one}</option>)}</select> : null}
        <span onFocusOut={() => { if (text) add(text); }}><TextValue value={text} field={undefined} label={t('block.add_value')} onChange={setText} onDone={() => add(text)} /></span>
    </span>;
}

const units = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;

// A day, or a time relative to now such as "-30 days". Other intervals ("-1 year 6 months") are shown as they are.
function TimeValue({value, field, onChange}: {value: Value; field: Field; onChange: (value: Value) => void}) {
    const relative = typeof value !== 'string';
    const parsed = relative ? /^([+-]?)(\d+) (minute|hour|day|week|month|year)s?$/.exec(value.now) : null;
    const sign = parsed?.[1] === '-' || (relative && value.now.startsWith('-')) ? '-' : '+';
    const unit = parsed ? parsed[3] + 's' : 'days';
    const amount = parsed ? parsed[2] : '';
    const make = (nextSign: string, nextAmount: string, nextUnit: string): Value => ({now: `${nextSign === '-' ? '-' : ''}${nextAmount || '0'} ${nextUnit}`});
    return <>
        <select aria-label={t('time.kind')} value={!relative ? 'day' : sign === '-' ? 'ago' : 'ahead'} onChange={event => {
            const kind = event.currentTarget.value;
            onChange(kind === 'day' ? new Date().toISOString().slice(0, 10) : make(kind === 'ago' ? '-' : '+', amount || '30', unit));
        }}><option value="day">{t('time.day')}</option><option value="ago">{t('time.ago')}</option><option value="ahead">{t('time.ahead')}</option></select>
        {!relative && (!value || /^\d{4}-\d\d-\d\d(T00:00:00(\.0+)?Z)?$/.test(value)
            ? <input type="date" aria-label={t('block.value')} value={value.slice(0, 10)} onInput={event => onChange(event.currentTarget.value)} />
            : <input aria-label={t('block.value')} value={value} placeholder={field.type === 'date' ? '2026-02-03' : '2026-02-03T09:15:00Z'} onInput={event => onChange(event.currentTarget.value)} />)}
        {relative && (parsed || value.now === '' ? <>
            <input class="short" inputMode="numeric" aria-label={t('time.amount')} value={amount} onInput={event => onChange(make(sign, event.currentTarget.value.replace(/\D/g, ''), unit))} />
            <select aria-label={t('time.unit')} value={unit} onChange={event => onChange(make(sign, amount, event.currentTarget.value))}>
                {units.map(one => <option key={one} value={one}>{t(`unit.${one}` as Key)}</option>)}</select>
        </> : <input aria-label={t('time.amount')} value={value.now} onInput={event => onChange({now: event.currentTarget.value})} />)}
    </>;
}
