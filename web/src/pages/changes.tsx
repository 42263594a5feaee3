// What happened in the tenant: who, when, through which API, before and after.
import {useEffect, useState} from 'preact/hooks';
import {call} from '../api/client';
import type {Change, Json, Page} from '../api/entities';
import {moment, t, type Key} from '../i18n';
import {link} from '../router';
import {fieldOf, groupOf, show} from '../state/catalogue';
import {useLive} from '../state/live';
import {Button, Empty, Failure, Head, Loading, useLoad} from '../ui/kit';
import {Icon} from '../ui/icons';

const hidden = new Set(['updated_at', 'created_at', 'updated_by', 'created_by', 'id', 'revision', 'added_by']);
// Revisions: each has one change, or the thousands of one bulk write.
const window_size = 100;
const windows = [4, 20, window_size];
const enough = 50;
const most_shown = 1000;
const most_pages = 100;
const shown_values = 8;

// Members that are no fields of a customer, and have a label of their own.
const labelled = new Set(['capacity', 'description', 'entity', 'format', 'home_group_id', 'key', 'label', 'required', 'rule', 'status', 'type', 'unique', 'values']);

// "address.city" and "fields.tenure" as rows of their own.
function flat(values: Record<string, Json> | null, prefix = ''): Map<string, Json> {
    const rows = new Map<string, Json>();
    for (const [name, value] of Object.entries(values ?? {})) {
        if (!prefix && hidden.has(name)) continue;
        if (value && typeof value === 'object' && !Array.isArray(value)) for (const [inner, one] of flat(value, name + '.')) rows.set(inner, one);
        else rows.set(prefix + name, value);
    }
    return rows;
}

function Values({change}: {change: Change}) {
    const [all, setAll] = useState(false);
    const before = flat(change.before);
    const after = flat(change.after);
    const names = [...new Set([...before.keys(), ...after.keys()])].filter(name => JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)));
    if (names.length === 0) return null;
    return <><dl class="diff">{names.slice(0, all ? undefined : shown_values).map(name => {
        const field = fieldOf(name) ?? fieldOf(name.replace(/^address\.(line\d)$/, 'address_$1').replace(/^address\./, ''));
        return <div key={name}><dt>{field?.label ?? (labelled.has(name) ? t(`member.${name}` as Key) : name)}</dt><dd>
            {before.has(name) && before.get(name) !== null && <del><bdi>{show(before.get(name) ?? null, field)}</bdi></del>}
            {after.has(name) && after.get(name) !== null && <ins><bdi>{show(after.get(name) ?? null, field)}</bdi></ins>}
            {after.has(name) && after.get(name) === null && <span class="soft">{t('value.none')}</span>}</dd></div>; })}</dl>
        {names.length > shown_values && !all && <Button kind="quiet" onClick={() => setAll(true)}>{t('changes.more', {n: names.length - shown_values})}</Button>}</>;
}

function Subject({change}: {change: Change}) {
    const group = <a href={link('groups', change.id)}><bdi>{groupOf(change.id)?.name ?? t('group.numbered', {id: String(change.id)})}</bdi></a>;
    if (change.entity === 'membership') return <>{change.customer_id !== undefined && <a href={link('customers', change.customer_id)}>{t('customer.numbered', {id: String(change.customer_id)})}</a>} <Icon name="next" /> {group}</>;
    if (change.entity === 'group') return group;
    if (change.entity === 'customer') return <a href={link('customers', change.id)}>{t('customer.numbered', {id: String(change.id)})}</a>;
    return <bdi>{String(change.after?.key ?? change.before?.key ?? change.after?.name ?? change.id)}</bdi>;
}

export function ChangeList({changes, brief}: {changes: Change[]; brief?: boolean}) {
    return <ol class="changes">{changes.map((change, at) => <li key={`${change.revision} ${change.entity} ${change.id} ${change.customer_id} ${at}`} class={change.kind}>
        <div class="change-head"><span class="mark" aria-hidden="true" />
            <strong>{t((change.entity === 'membership' ? `change_member.${change.kind}` : `change_entity.${change.kind}`) as Key)}</strong> {!brief && <Subject change={change} />}
            <span class="soft">{t('changes.by', {who: change.principal, api: change.dialect})}</span>
            <time class="soft" dateTime={change.at} title={t('changes.revision', {revision: String(change.revision)})}>{moment(change.at)}</time></div>
        {change.entity !== 'membership' && <Values change={change} />}</li>)}</ol>;
}

const entities = ['customer', 'group', 'membership', 'field'] as const;

async function changesFrom(begin: number, entity: string, signal: AbortSignal): Promise<Change[]> {
    let items: Change[] = [];
    let after: string | null = String(begin);
    for (let read = 0; after !== null && read < most_pages; ++read) {
        const page: Page<Change> = await call<Page<Change>>('GET', '/v1/changes', {query: {after, limit: 1000, entity: entity || undefined}, signal});
        items = [...items, ...page.items].slice(-most_shown);
        after = page.next;
    }
    return items.reverse();
}

// The log is read forwards. The newest are shown, so the reading begins a window before the end.
export function ChangesPage() {
    const [entity, setEntity] = useState('');
    const [follow, setFollow] = useState(true);
    const [from, setFrom] = useState<number | null>(null);
    const [list, setList] = useState<Change[]>([]);
    const loaded = useLoad(async signal => {
        const newest = Number((await call<{revision: number}>('POST', '/v1/query', {body: {where: ['TRUE']}, signal})).revision);
        if (from !== null) return {items: await changesFrom(from, entity, signal), begin: from};
        let found: {items: Change[]; begin: number} = {items: [], begin: newest};
        for (const size of windows) {
            const begin = Math.max(0, newest - size);
            found = {items: await changesFrom(begin, entity, signal), begin};
            if (found.items.length >= enough || begin === 0) break;
        }
        return found;
    }, [entity, from]);
    useLive(loaded.reload, follow && from === null);
    useEffect(() => { if (loaded.value) setList(loaded.value.items); }, [loaded.value]);
    return <div class="page narrow">
        <Head title={t('nav.changes')} sub={t('changes.text')} />
        <div class="toolbar"><div class="segmented" role="group" aria-label={t('changes.filter')}>
            <button type="button" aria-pressed={entity === ''} onClick={() => setEntity('')}>{t('changes.all')}</button>
            {entities.map(name => <button key={name} type="button" aria-pressed={entity === name} onClick={() => setEntity(name)}>{t(`entity.${name}` as Key)}</button>)}</div>
            <span class="spacer" /><label class="check"><input type="checkbox" checked={follow} onChange={event => setFollow(event.currentTarget.checked)} />{t('changes.follow')}</label></div>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : !loaded.value ? <Loading /> : <>
            <section class="card">{list.length === 0 ? <Empty icon="history" title={t('changes.none')} /> : <ChangeList changes={list} />}</section>
            {loaded.value.begin > 0 && <div class="row center"><Button onClick={() => setFrom(Math.max(0, loaded.value!.begin - window_size))}>{t('changes.older')}</Button></div>}</>}
    </div>;
}
