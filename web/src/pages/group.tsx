// One group: its members, its rule, its past and its settings.
import {useEffect, useState} from 'preact/hooks';
import {call, Problem, send} from '../api/client';
import type {Change, Customer, Group, Membership, Page} from '../api/entities';
import {moment, number, t, type Key} from '../i18n';
import {go, link, unsaved} from '../router';
import {RuleBuilder, useRuleDraft} from '../rules/builder';
import {loadGroups, titleOf} from '../state/catalogue';
import {growthOf} from '../state/growth';
import {useLive} from '../state/live';
import {can} from '../state/session';
import {Button, Dialog, describe, Empty, Failure, Field, Head, LinkButton, Loading, Notice, say, useAction, useLoad} from '../ui/kit';
import {Growth} from '../ui/growth';
import {ChangeList} from './changes';
import {CustomerTable, ExportButton} from './customers';
import {Capacity, Kind} from './groups';

export function GroupPage({id, tab}: {id: string; tab: string}) {
    const loaded = useLoad(signal => call<Group>('GET', `/v1/groups/${id}`, {signal}), [id]);
    useLive(loaded.reload);
    const [dialog, setDialog] = useState<'edit' | 'remove' | null>(null);
    const group = loaded.value;
    useEffect(() => { if (group) document.title = `${group.name} · Muster`; }, [group?.name]);
    if (loaded.error instanceof Problem && loaded.error.status === 404) return <Empty icon="group" title={t('group.gone')} action={<><LinkButton icon="undo" href={link('groups', 'removed')}>{t('removed_groups.title')}</LinkButton><LinkButton href={link('groups')}>{t('nav.groups')}</LinkButton></>} />;
    if (!group) return loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : <Loading rows={8} />;
    const tabs = ['members', ...(group.kind === 'dynamic' ? ['rule'] : ['past']), 'history'];
    return <div class={tab === 'members' ? 'page fill' : 'page'}>
        <Head title={<bdi title={group.name}>{group.name}</bdi>} back={{href: link('groups'), label: t('nav.groups')}} sub={<><Kind group={group} /> <span data-test="size">{t('customers.count', {n: group.member_count})}</span>{group.capacity !== null && <Capacity group={group} />}{group.description && <bdi title={group.description}>{group.description}</bdi>}</>}>
            <ExportButton filter={{group: group.id}} />
            {can('write') && <Button icon="edit" onClick={() => setDialog('edit')}>{t('act.edit')}</Button>}
            {can('write') && <Button icon="trash" kind="danger" onClick={() => setDialog('remove')}>{t('act.remove')}</Button>}
        </Head>
        <nav class="tabs" aria-label={t('group.parts')}>{tabs.map(name => <a key={name} href={link('groups', id, name)} aria-current={tab === name ? 'page' : undefined}>{t(`group_tab.${name}` as Key)}</a>)}</nav>
        {tab === 'rule' && group.rule !== null ? <RuleTab key={group.id} group={group} onSaved={loaded.reload} />
            : tab === 'past' ? <Past group={group} />
            : tab === 'history' ? <GroupHistory group={group} />
            : <CustomerTable filter={{group: group.id}} label={t('group_tab.members')} empty={<Empty icon="people" title={t('group.empty')}
                action={group.kind === 'dynamic' ? <LinkButton icon="rule" href={link('groups', id, 'rule')}>{t('group.see_rule')}</LinkButton> : <LinkButton icon="people" href={link('customers')}>{t('nav.customers')}</LinkButton>}>
                {t(group.kind === 'dynamic' ? 'group.empty_rule' : 'group.empty_hand')}</Empty>} />}
        {dialog === 'edit' && <Edit group={group} onClose={() => setDialog(null)} onSaved={() => { setDialog(null); loaded.reload(); loadGroups(); }} />}
        {dialog === 'remove' && <Remove group={group} onClose={() => setDialog(null)} />}
    </div>;
}

function RuleTab({group, onSaved}: {group: Group; onSaved: () => void}) {
    const draft = useRuleDraft(group.rule ?? '', group.id);
    const {busy, error, run} = useAction();
    const {text, added, removed} = draft.state.value;
    const isChanged = text.trim() !== group.rule;
    useEffect(() => {
        unsaved.question = isChanged ? () => t('state.unsaved') : null;
        return () => { unsaved.question = null; };
    }, [isChanged]);
    return <>
        {can('write') && isChanged && <div class="save-bar" role="region" aria-label={t('rule.change')}>
            <span>{added && removed ? t('rule.effect', {added: number(added.count), removed: number(removed.count)}) : t('rule.changed')}</span>
            {error !== undefined && <span class="note bad" role="alert">{describe(error)}</span>}
            <span class="spacer" />
            <Button onClick={() => draft.setText(group.rule ?? '')}>{t('act.discard')}</Button>
            <Button kind="primary" icon="check" busy={busy} disabled={!draft.isReady()} onClick={() => run(async () => {
                await call<Group>('PATCH', `/v1/groups/${group.id}`, {body: {rule: text}, match: `"${group.revision}"`});
                say(t('state.saved', {what: group.name}));
                onSaved();
                loadGroups();
            })}>{t('act.save_rule')}</Button></div>}
        <RuleBuilder draft={draft} />
    </>;
}

function Past({group}: {group: Group}) {
    const today = new Date().toISOString().slice(0, 10);
    const [date, setDate] = useState(today);
    const loaded = useLoad(async signal => {
        const page = await call<Page<Membership>>('GET', `/v1/groups/${group.id}/members`, {query: {as_of: `${date}T23:59:59Z`, limit: 200}, signal});
        const ids = page.items.map(one => one.customer_id);
        const found = ids.length ? await call<{results: {items: Customer[]}[]}>('POST', '/v1/query', {body: {where: [{op: 'in', field: 'id', values: ids}], limit: 200}, signal}) : null;
        return {page, names: new Map((found?.results[0].items ?? []).map(customer => [customer.id, titleOf(customer)]))};
    }, [group.id, date]);
    return <section class="card"><h2>{t('past.title')}</h2><p class="soft">{t('past.text')}</p>
        <Field label={t('past.date')}>{attributes => <input {...attributes} type="date" max={today} value={date} onInput={event => { if (event.currentTarget.value) setDate(event.currentTarget.value); }} />}</Field>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : !loaded.value ? <Loading /> : loaded.value.page.items.length === 0 ? <p class="soft">{t('past.none')}</p> : <>
            <p><strong>{t(loaded.value.page.next ? 'past.first' : 'customers.count', {n: loaded.value.page.items.length})}</strong></p>
            <ul class="sample wide">{loaded.value.page.items.map(one => <li key={one.customer_id}>
                {loaded.value!.names.has(one.customer_id) ? <a href={link('customers', one.customer_id)}>{loaded.value!.names.get(one.customer_id)}</a> : <span class="soft">{t('past.erased', {id: String(one.customer_id)})}</span>}
                <span class="soft">{one.since ? t('past.since', {when: moment(one.since)}) : ''}</span></li>)}</ul></>}
    </section>;
}

function GroupHistory({group}: {group: Group}) {
    const loaded = useLoad(async signal => {
        const query = {limit: 500, id: group.id};
        const [own, members] = await Promise.all([call<Page<Change>>('GET', '/v1/changes', {query: {...query, entity: 'group'}, signal}),
            call<Page<Change>>('GET', '/v1/changes', {query: {...query, entity: 'membership'}, signal})]);
        return [...own.items, ...members.items].sort((a, b) => b.revision - a.revision).slice(0, 500);
    }, [group.id, group.revision]);
    const growth = useLoad(async signal => (await growthOf([group], signal)).get(group.id)!, [group.id, group.member_count]);
    return <><section class="card"><h2>{t('growth.title')}</h2>
        {growth.error !== undefined ? <Failure error={growth.error} retry={growth.reload} /> : !growth.value ? <Loading rows={2} /> : <Growth points={growth.value} />}</section>
    <section class="card"><h2>{t('group_tab.history')}</h2>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : !loaded.value ? <Loading /> : <ChangeList changes={loaded.value} />}</section></>;
}

function Edit({group, onClose, onSaved}: {group: Group; onClose: () => void; onSaved: () => void}) {
    const [name, setName] = useState(group.name);
    const [description, setDescription] = useState(group.description ?? '');
    const [capacity, setCapacity] = useState(group.capacity === null ? '' : String(group.capacity));
    const [active, setActive] = useState(group.status === 'active');
    const {busy, error, run} = useAction();
    const at = (pointer: string) => error instanceof Problem ? error.at(pointer) : undefined;
    return <Dialog title={t('act.edit')} onClose={onClose}><form onSubmit={event => { event.preventDefault(); run(async () => {
        const body = {name, description: description || null, status: active ? 'active' : 'inactive', ...(group.kind === 'static' ? {capacity: capacity ? Number(capacity) : null} : {})};
        await call<Group>('PATCH', `/v1/groups/${group.id}`, {body, match: `"${group.revision}"`});
        say(t('state.saved', {what: name}));
        onSaved();
    }); }}>
        <Field label={t('group.name')} error={at('/name')}>{attributes => <input {...attributes} required value={name} onInput={event => setName(event.currentTarget.value)} />}</Field>
        <Field label={t('group.description')} error={at('/description')}>{attributes => <input {...attributes} value={description} onInput={event => setDescription(event.currentTarget.value)} />}</Field>
        {group.kind === 'static' && <Field label={t('group.capacity')} hint={t('group.capacity_hint')} error={at('/capacity')}>{attributes => <input {...attributes} inputMode="numeric" value={capacity} onInput={event => setCapacity(event.currentTarget.value.replace(/\D/g, ''))} />}</Field>}
        <label class="check"><input type="checkbox" checked={active} onChange={event => setActive(event.currentTarget.checked)} />{t('group.active')}</label>
        {error !== undefined && <p class="note bad" role="alert">{error instanceof Problem && error.status === 412 ? t('error.stale') : describe(error)}</p>}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button type="submit" kind="primary" busy={busy} disabled={!name.trim()}>{t('act.save')}</Button></div>
    </form></Dialog>;
}

function Remove({group, onClose}: {group: Group; onClose: () => void}) {
    const dry = useLoad(signal => call<{memberships_ended: number}>('DELETE', `/v1/groups/${group.id}`, {query: {dry_run: true}, signal}), [group.id]);
    const {busy, error, run} = useAction();
    return <Dialog title={t('group.remove_title', {name: group.name})} onClose={onClose}>
        {dry.error !== undefined ? <Failure error={dry.error} /> : dry.value ? <Notice>{t('group.remove_effect', {n: dry.value.memberships_ended})} {t('group.remove_text')}</Notice> : <Loading rows={1} />}
        {error !== undefined && <Failure error={error} />}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="danger" busy={busy} disabled={!dry.value} onClick={() => run(async () => {
            await send('DELETE', `/v1/groups/${group.id}`);
            await loadGroups();
            say(t('group.removed_group', {name: group.name}));
            go(link('groups', 'removed')); // the first one there, in case it was a mistake
        })}>{t('act.remove')}</Button></div>
    </Dialog>;
}
