// All customers, or those that a filter leaves.
import {useEffect, useMemo, useState} from 'preact/hooks';
import {call} from '../api/client';
import type {Customer, Page} from '../api/entities';
import {t} from '../i18n';
import {go, link, route} from '../router';
import {checkRule, type Fault} from '../rules/draft';
import {RuleText} from '../rules/ruletext';
import {fieldOf, fields, groupOf, groups, show, titleOf, valueOf, type Field} from '../state/catalogue';
import {useLive} from '../state/live';
import {can, tenant} from '../state/session';
import {Button, Dialog, describe, Empty, Field as Labelled, Head, LinkButton, Notice, Popover, say, useAction, useLoad} from '../ui/kit';
import {Icon} from '../ui/icons';
import {Chosen, Rows, type Column, type Source} from '../ui/table';

export interface Filter {q?: string; where?: string; group?: number}

function stored(): string[] | null {
    try { return JSON.parse(localStorage.getItem(`muster.columns.${tenant.value?.slug}`) ?? 'null'); } catch { return null; }
}
function store(columns: string[]) { localStorage.setItem(`muster.columns.${tenant.value?.slug}`, JSON.stringify(columns)); }

const usual = ['email', 'city', 'country', 'phone'];

// Without a choice: the columns that have values, the tenant's own first.
function guess(rows: Customer[]): string[] {
    const filled = (field: Field) => rows.some(row => valueOf(row, field) !== null);
    const own = fields.value.filter(field => field.path[0] === 'fields' && filled(field)).map(field => field.name);
    const core = usual.filter(name => { const field = fieldOf(name); return field && filled(field); });
    // The first column shows who it is, which may be one of these already.
    const isTitle = (name: string) => { const field = fieldOf(name)!; return rows.every(row => show(valueOf(row, field)) === titleOf(row)); };
    return [...core.slice(0, 2), ...own, ...core.slice(2), 'created_at'].filter(name => !isTitle(name)).slice(0, 7);
}

export function CustomerTable({filter, tools, empty, label}: {filter: Filter; tools?: preact.ComponentChildren; empty: preact.ComponentChildren; label: string}) {
    const [sort, setSort] = useState('');
    const [choice, setChoice] = useState<string[] | null>(stored);
    const [guessed, setGuessed] = useState<string[]>([]);
    const [chosen, setChosen] = useState<Set<number>>(new Set());
    const [version, setVersion] = useState(0);
    const query = {...filter, sort: sort || undefined};
    const key = JSON.stringify(query) + version;
    const source: Source<Customer> = useMemo(() => ({key, load: (after, limit, signal) =>
        call<Page<Customer>>('GET', '/v1/customers', {query: {...query, after, limit}, signal})}), [key]);
    const count = useLoad(signal => call<Page<Customer>>('GET', '/v1/customers', {query: {...filter, total: true, limit: 1, fields: 'id'}, signal}), [JSON.stringify(filter), version]);
    useLive(count.reload);
    useEffect(() => setChosen(new Set()), [JSON.stringify(filter)]);
    const names = (choice ?? guessed).filter(name => fieldOf(name));
    const columns: Column<Customer>[] = [
        {name: 'name', label: t('customer.title'), sortable: true, cell: row => <a class="strong" href={link('customers', row.id)}>{titleOf(row)}</a>},
        ...names.map((name): Column<Customer> => {
            const field = fieldOf(name)!;
            return {name, label: field.label, sortable: field.type !== 'list', numeric: ['integer', 'number', 'decimal'].includes(field.type), cell: row => show(valueOf(row, field), field)};
        })];
    const total = count.value?.total;
    // Rows stay where they are while somebody reads them; an empty list has nobody reading it.
    const [shownTotal, setShownTotal] = useState<number | undefined>();
    const grew = total !== undefined && shownTotal !== undefined && total !== shownTotal;
    const showNewest = () => { setShownTotal(total); setVersion(version + 1); };
    useEffect(() => setShownTotal(undefined), [key]);
    useEffect(() => {
        if (shownTotal === undefined) setShownTotal(total);
        else if (grew && shownTotal === 0) showNewest();
    }, [total, shownTotal]);
    return <>
        <div class="toolbar">
            {tools}
            <span class="spacer" />
            <span class="total" aria-live="polite">{total !== undefined && t('customers.count', {n: total})}</span>
            {grew && <Button icon="history" onClick={showNewest}>{t('customers.changed')}</Button>}
            <Popover icon="columns" title={t('table.columns')} label={<span class="wide-only">{t('table.columns')}</span>} align="end">{() => <ColumnChoice names={names} onChange={next => { setChoice(next); store(next); }}
                onReset={choice ? () => { setChoice(null); localStorage.removeItem(`muster.columns.${tenant.value?.slug}`); } : undefined} />}</Popover>
        </div>
        {chosen.size > 0 && <ChosenCustomers chosen={chosen} filter={filter} done={() => { setChosen(new Set()); setVersion(version + 1); }} clear={() => setChosen(new Set())} />}
        <Rows label={label} source={source} columns={columns} total={total} sort={sort} onSort={setSort} empty={empty}
            chosen={chosen} onChoose={can('write') ? setChosen : undefined}
            onRows={rows => { if (guessed.length === 0) setGuessed(guess(rows)); }} />
    </>;
}

function ColumnChoice({names, onChange, onReset}: {names: string[]; onChange: (names: string[]) => void; onReset?: () => void}) {
    const shown = new Set(names);
    return <fieldset class="choices"><legend>{t('table.columns')}</legend>
        {[...fields.value].sort((a, b) => Number(b.path[0] === 'fields') - Number(a.path[0] === 'fields')).filter(field => field.name !== 'name').map(field => <label key={field.name}>
            <input type="checkbox" checked={shown.has(field.name)} onChange={() => onChange(shown.has(field.name) ? names.filter(one => one !== field.name) : [...names, field.name])} />{field.label}</label>)}
        {onReset && <Button kind="quiet" onClick={onReset}>{t('table.reset')}</Button>}
    </fieldset>;
}

interface BatchAnswer {results?: {result: string}[]; items?: {result: string}[]}

function ChosenCustomers({chosen, filter, done, clear}: {chosen: Set<number>; filter: Filter; done: () => void; clear: () => void}) {
    const [adding, setAdding] = useState(false);
    const inside = filter.group !== undefined ? groupOf(filter.group) : undefined;
    const {busy, error, run} = useAction();
    const change = (group: number, action: 'add' | 'remove') => run(async () => {
        const answer = await call<BatchAnswer>('POST', `/v1/groups/${group}/members:batch`, {body: {items: [...chosen].map(customer_id => ({customer_id, action}))}});
        const results = answer.results ?? answer.items ?? [];
        const refused = results.filter(one => one.result === 'refused').length;
        say(refused ? t('group.some_refused', {n: refused}) : t(action === 'add' ? 'group.added' : 'group.removed', {n: results.length}), refused > 0);
        setAdding(false);
        done();
    });
    return <Chosen count={chosen.size} clear={clear}>
        <Button icon="plus" onClick={() => setAdding(true)}>{t('act.add_to_group')}</Button>
        {inside?.kind === 'static' && <Button icon="close" busy={busy} onClick={() => change(inside.id, 'remove')}>{t('act.remove_from_group')}</Button>}
        {error !== undefined && <span class="note bad" role="alert">{describe(error)}</span>}
        {adding && <GroupChoice busy={busy} error={error} onClose={() => setAdding(false)} onChoose={group => change(group, 'add')} />}
    </Chosen>;
}

export function GroupChoice({busy, error, onClose, onChoose}: {busy: boolean; error: unknown; onClose: () => void; onChoose: (group: number) => void}) {
    const [group, setGroup] = useState('');
    const open = groups.value.filter(one => one.kind === 'static' && one.status === 'active');
    return <Dialog title={t('act.add_to_group')} onClose={onClose}>
        {open.length === 0 ? <Notice action={<LinkButton href={link('groups', 'new')}>{t('groups.new')}</LinkButton>}>{t('group.no_static')}</Notice> : <form onSubmit={event => { event.preventDefault(); onChoose(Number(group)); }}>
            <Labelled label={t('block.group')} hint={t('group.only_static')} error={error ? describe(error) : undefined}>{attributes => <select {...attributes} required value={group} onChange={event => setGroup(event.currentTarget.value)}>
                <option value="">{t('block.choose_group')}</option>{open.map(one => <option key={one.id} value={String(one.id)}>{one.name}</option>)}</select>}</Labelled>
            <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button type="submit" kind="primary" busy={busy} disabled={!group}>{t('act.add')}</Button></div></form>}
    </Dialog>;
}

export function ExportButton({filter}: {filter: Filter}) {
    const {busy, run, error} = useAction();
    useEffect(() => { if (error !== undefined) say(describe(error), true); }, [error]);
    return <Button icon="download" busy={busy} onClick={() => run(async () => {
        await call('POST', '/v1/exports', {query: {format: 'csv', group: filter.group, where: filter.where}});
        say(t('export.started'));
        go(link('files'));
    })}>{t('act.export')}</Button>;
}

export function CustomersPage() {
    const where = route.value.query.get('where') ?? '';
    const [mode, setMode] = useState<'words' | 'rule'>(where ? 'rule' : 'words');
    const [words, setWords] = useState('');
    const [q, setQ] = useState('');
    const [rule, setRule] = useState(where);
    const [applied, setApplied] = useState(where);
    const [fault, setFault] = useState<Fault | null>(null);
    useEffect(() => {
        const timer = setTimeout(() => setQ(words.trim()), 150);
        return () => clearTimeout(timer);
    }, [words]);
    useEffect(() => {
        const abort = new AbortController();
        const timer = setTimeout(() => {
            if (!rule.trim()) { setFault(null); setApplied(''); return; }
            checkRule(rule, abort.signal).then(found => { setFault(found); if (!found) setApplied(rule.trim()); }, () => {});
        }, 200);
        return () => { clearTimeout(timer); abort.abort(); };
    }, [rule]);
    const filter: Filter = mode === 'words' ? {q: q || undefined} : {where: applied || undefined};
    const isFiltered = Boolean(filter.q || filter.where);
    const tools = <>
        <div class="segmented" role="group" aria-label={t('customers.filter_by')}>
            <button type="button" aria-pressed={mode === 'words'} onClick={() => setMode('words')}>{t('customers.words')}</button>
            <button type="button" aria-pressed={mode === 'rule'} onClick={() => setMode('rule')}>{t('customers.rule')}</button></div>
        {mode === 'words' ? <label class="search"><Icon name="search" /><span class="hidden">{t('customers.search')}</span>
            <input type="search" placeholder={t('customers.search')} value={words} onInput={event => setWords(event.currentTarget.value)} /></label>
            : <div class="rule-filter"><RuleText text={rule} fault={fault} label={t('customers.rule')} onText={setRule} focus onEnter={() => {}} />
                {fault && <p class="note bad" role="alert">{fault.message}</p>}</div>}
    </>;
    return <div class="page fill">
        <Head title={t('nav.customers')}>
            {can('write') && mode === 'rule' && applied && !fault && <LinkButton kind="primary" icon="group" href={`${link('groups', 'new')}?rule=${encodeURIComponent(applied)}`}>{t('act.save_as_group')}</LinkButton>}
            <LinkButton icon="people" href={link('customers', 'duplicates')}>{t('merge.duplicates')}</LinkButton>
            <ExportButton filter={{where: filter.where}} />
            {can('write') && <LinkButton icon="upload" href={link('files', 'import')}>{t('act.import')}</LinkButton>}
        </Head>
        <CustomerTable filter={filter} label={t('nav.customers')} tools={tools} empty={isFiltered
            ? <Empty icon="search" title={t('customers.none_found')}>{t('customers.none_found_text')}</Empty>
            : <Empty icon="people" title={t('customers.none')} action={<>
                {can('write') && <LinkButton kind="primary" icon="upload" href={link('files', 'import')}>{t('act.import_file')}</LinkButton>}
                <LinkButton icon="connect" href={link('connect')}>{t('act.connect_client')}</LinkButton></>}>{t('customers.none_text')}</Empty>} />
    </div>;
}
