// The list of groups, and the making of a new one.
import {useEffect, useState} from 'preact/hooks';
import {call, Problem} from '../api/client';
import type {Group} from '../api/entities';
import {number, percent, t} from '../i18n';
import {go, link, route, unsaved} from '../router';
import {RuleBuilder, useRuleDraft} from '../rules/builder';
import {groups, loadGroups} from '../state/catalogue';
import {growthOf, type Point} from '../state/growth';
import {useLive} from '../state/live';
import {can} from '../state/session';
import {Button, describe, Empty, Field, Head, LinkButton, Notice, say, useAction, useLoad} from '../ui/kit';
import {Spark} from '../ui/growth';
import {Icon} from '../ui/icons';

const most_listed = 500;

export function GroupsPage() {
    const [words, setWords] = useState('');
    useEffect(() => { loadGroups().catch(() => {}); }, []);
    const growth = useLoad(signal => growthOf(groups.value, signal), [groups.value.length]);
    useLive(() => { loadGroups().catch(() => {}); });
    useLive(growth.reload, true, 10_000);
    const wanted = words.trim().toLowerCase();
    const shown = groups.value.filter(group => !wanted || group.name.toLowerCase().includes(wanted) || group.description?.toLowerCase().includes(wanted));
    const largest = Math.max(1, ...groups.value.map(group => group.member_count));
    const make = can('write') && <LinkButton kind="primary" icon="plus" href={link('groups', 'new')}>{t('groups.new')}</LinkButton>;
    return <div class="page">
        <Head title={t('nav.groups')}><LinkButton icon="undo" href={link('groups', 'removed')}>{t('removed_groups.title')}</LinkButton>{make}</Head>
        {groups.value.length === 0 ? <Empty icon="group" title={t('groups.none')} action={make}>{t('groups.none_text')}</Empty> : <>
            <div class="toolbar"><label class="search"><Icon name="search" /><span class="hidden">{t('groups.search')}</span>
                <input type="search" placeholder={t('groups.search')} value={words} onInput={event => setWords(event.currentTarget.value)} /></label>
                <span class="spacer" /><span class="total">{t('groups.count', {n: shown.length})}</span></div>
            {shown.length === 0 ? <p class="soft">{t('groups.none_found')}</p> : <ul class="group-list">{shown.slice(0, most_listed).map(group => <GroupCard key={group.id} group={group} largest={largest} points={growth.value?.get(group.id)} />)}</ul>}
            {shown.length > most_listed && <p class="note">{t('groups.not_listed', {n: shown.length - most_listed})}</p>}
        </>}
    </div>;
}

function GroupCard({group, largest, points}: {group: Group; largest: number; points?: Point[]}) {
    return <li class="group-card"><a href={link('groups', group.id)}>
        <span class="group-title"><bdi class="strong">{group.name}</bdi><Kind group={group} /></span>
        <span class="group-size"><b>{number(group.member_count)}</b></span>
        <Spark points={points} />
        <Capacity group={group} largest={largest} />
        <span class="group-text">{group.rule ? <code>{group.rule}</code> : <bdi>{group.description}</bdi>}</span>
    </a></li>;
}

export function Kind({group}: {group: Group}) {
    return <><span class={group.kind === 'dynamic' ? 'tag rule' : 'tag'}>{t(group.kind === 'dynamic' ? 'kind.dynamic' : 'kind.static')}</span>
        {group.status === 'inactive' && <span class="tag off">{t('kind.inactive')}</span>}</>;
}

// Full of its capacity; without one, its size among the others.
export function Capacity({group, largest}: {group: Group; largest?: number}) {
    const share = group.capacity !== null ? group.member_count / Math.max(1, group.capacity) : largest ? group.member_count / largest : 0;
    const full = group.capacity !== null && group.member_count >= group.capacity;
    return <span class="capacity"><span class={`bar ${full ? 'full' : ''} ${group.capacity === null ? 'relative' : ''}`} aria-hidden="true"><span class="bar-rest" style={{width: `${Math.min(100, 100 * share)}%`}} /></span>
        {group.capacity !== null && <span class="soft">{t('groups.capacity', {count: group.member_count, capacity: group.capacity, share: percent(share)})}</span>}</span>;
}

export function NewGroupPage() {
    const given = route.value.query.get('rule') ?? '';
    const [kind, setKind] = useState<'dynamic' | 'static'>('dynamic');
    const [name, setName] = useState('');
    const [description, setDescription] = useState('');
    const [capacity, setCapacity] = useState('');
    const draft = useRuleDraft(given);
    const {busy, error, run} = useAction();
    const needsRule = kind === 'dynamic';
    useEffect(() => {
        unsaved.question = name || draft.state.value.text !== given ? () => t('state.unsaved') : null;
        return () => { unsaved.question = null; };
    });
    const save = () => run(async () => {
        const body = {name, description: description || null, ...(needsRule ? {rule: draft.state.value.text} : {capacity: capacity ? Number(capacity) : null})};
        const made = await call<Group>('POST', '/v1/groups', {body});
        unsaved.question = null;
        await loadGroups();
        say(t('group.made', {name: made.name}));
        go(link('groups', made.id));
    });
    const at = (pointer: string) => error instanceof Problem ? error.at(pointer) : undefined;
    return <div class="page">
        <Head title={t('groups.new')} back={{href: link('groups'), label: t('nav.groups')}} />
        <form class="card form-row" onSubmit={event => { event.preventDefault(); save(); }}>
            <div class="segmented" role="group" aria-label={t('groups.kind')}>
                <button type="button" aria-pressed={needsRule} onClick={() => setKind('dynamic')}>{t('groups.by_rule')}</button>
                <button type="button" aria-pressed={!needsRule} onClick={() => setKind('static')}>{t('groups.by_hand')}</button></div>
            <Field label={t('group.name')} error={at('/name')} hint={!name.trim() && (!needsRule || draft.isReady()) ? t('group.name_needed') : undefined}>{attributes => <input {...attributes} required value={name} onInput={event => setName(event.currentTarget.value)} />}</Field>
            <Field label={t('group.description')} error={at('/description')}>{attributes => <input {...attributes} value={description} onInput={event => setDescription(event.currentTarget.value)} />}</Field>
            {!needsRule && <Field label={t('group.capacity')} hint={t('group.capacity_hint')} error={at('/capacity')}>{attributes => <input {...attributes} inputMode="numeric" value={capacity} onInput={event => setCapacity(event.currentTarget.value.replace(/\D/g, ''))} />}</Field>}
            <Button type="submit" kind="primary" icon="check" busy={busy} disabled={!name.trim() || (needsRule && !draft.isReady())}>{t('act.save_group')}</Button>
            {error !== undefined && !at('/name') && !at('/description') && !at('/capacity') && <p class="note bad" role="alert">{describe(error)}</p>}
        </form>
        {needsRule ? <RuleBuilder draft={draft} /> : <Notice>{t('groups.by_hand_text')}</Notice>}
    </div>;
}
