// Webhooks: who hears of changes, whether it arrives, and why not.
import {useState} from 'preact/hooks';
import {call, Problem, send} from '../api/client';
import type {Page, Webhook} from '../api/entities';
import {ago, moment, t, type Key} from '../i18n';
import {groups} from '../state/catalogue';
import {useLive} from '../state/live';
import {Button, Copyable, Dialog, describe, Empty, Failure, Field, Loading, Notice, say, useAction, useInterval, useLoad} from '../ui/kit';

const follow_milliseconds = 5000;
const events = ['customer.created', 'customer.updated', 'customer.removed', 'group.created', 'group.updated', 'group.removed', 'membership.entered', 'membership.updated', 'membership.left',
    'field.created', 'field.updated', 'field.removed', 'job.done', 'job.failed', 'job.cancelled'];

export function Webhooks() {
    const loaded = useLoad(signal => call<Page<Webhook>>('GET', '/v1/webhooks', {signal}), []);
    useLive(loaded.reload);
    useInterval(loaded.reload, follow_milliseconds);
    const [editing, setEditing] = useState<Webhook | 'new' | null>(null);
    const [secret, setSecret] = useState('');
    return <section class="card">
        <div class="card-head"><h2>{t('connect_tab.webhooks')}</h2><Button kind="primary" icon="plus" onClick={() => setEditing('new')}>{t('webhooks.make')}</Button></div>
        <p class="soft">{t('webhooks.text')}</p>
        {!loaded.value ? loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : <Loading />
            : loaded.value.items.length === 0 ? <Empty icon="connect" title={t('webhooks.none')} />
            : <ul class="jobs">{loaded.value.items.map(one => <Line key={one.id} one={one} onEdit={() => setEditing(one)} onSecret={setSecret} onChange={loaded.reload} />)}</ul>}
        {editing && <Edit one={editing === 'new' ? null : editing} onClose={() => setEditing(null)} onSaved={made => { setEditing(null); setSecret(made.secret ?? ''); loaded.reload(); }} />}
        {secret && <Dialog title={t('webhooks.ready')} onClose={() => setSecret('')}><Notice kind="good" title={t('keys.once')}>{t('webhooks.secret_text')}</Notice><Copyable text={secret} label={t('keys.secret')} />
            <div class="row end"><Button kind="primary" onClick={() => setSecret('')}>{t('keys.stored')}</Button></div></Dialog>}
    </section>;
}

function Line({one, onEdit, onSecret, onChange}: {one: Webhook; onEdit: () => void; onSecret: (secret: string) => void; onChange: () => void}) {
    const {busy, error, run} = useAction();
    const [asked, setAsked] = useState<'remove' | 'rotate' | null>(null);
    const act = (action: () => Promise<unknown>) => run(async () => { await action(); setAsked(null); onChange(); });
    const isBad = one.state === 'failing' || one.state === 'blocked';
    return <li class="card job"><div class="job-main"><strong><bdi>{one.url}</bdi></strong> <span class={isBad ? 'tag failed' : one.state === 'active' ? 'tag done' : 'tag'}>{t(`webhook_state.${one.state}` as Key)}</span>
        <p class="soft">{one.events.length > 0 ? one.events.join(', ') : t('webhooks.all_events')}{one.groups.length > 0 && <>, <bdi>{one.groups.map(id => groups.value.find(group => group.id === id)?.name ?? String(id)).join(', ')}</bdi></>}</p>
        {one.last_failure && <p class="note bad">{one.failing_since && `${t('webhooks.since', {when: moment(one.failing_since)})}: `}<bdi>{one.last_failure}</bdi></p>}
        {one.next_try && <p class="note">{t('webhooks.next', {when: moment(one.next_try)})}</p>}
        {one.delay_seconds > 0 && <p class="note">{t('webhooks.waits', {when: ago(new Date(Date.now() - one.delay_seconds * 1000).toISOString())})}</p>}
        {one.events_given_up > 0 && <p class="note bad">{t('webhooks.given_up', {n: one.events_given_up})}</p>}
        {error !== undefined && <p class="note bad" role="alert">{describe(error)}</p>}</div>
        <div class="row">{isBad && <Button kind="primary" icon="undo" busy={busy} onClick={() => act(() => send('POST', `/v1/webhooks/${one.id}/resume`))}>{t('act.resume')}</Button>}
            <Button busy={busy} onClick={() => act(() => send('PATCH', `/v1/webhooks/${one.id}`, {body: {active: !one.active}}))}>{t(one.active ? 'webhooks.pause' : 'webhooks.start')}</Button>
            <Button icon="edit" onClick={onEdit}>{t('act.edit')}</Button>
            <Button icon="key" onClick={() => setAsked('rotate')}>{t('webhooks.rotate')}</Button>
            <Button kind="quiet" icon="trash" aria-label={t('act.remove')} title={t('act.remove')} onClick={() => setAsked('remove')} /></div>
        {asked && <Dialog title={t(`webhook_ask.${asked}` as Key)} onClose={() => setAsked(null)}><p>{t(`webhook_effect.${asked}` as Key)}</p>
            <div class="row end"><Button onClick={() => setAsked(null)}>{t('act.cancel')}</Button><Button kind="danger" busy={busy} onClick={() => act(async () => {
                if (asked === 'remove') await send('DELETE', `/v1/webhooks/${one.id}`);
                else onSecret((await call<Webhook>('POST', `/v1/webhooks/${one.id}/rotate`, {body: {overlap_seconds: 86400}})).secret ?? '');
            })}>{t(asked === 'remove' ? 'act.remove' : 'webhooks.rotate')}</Button></div></Dialog>}</li>;
}

function Edit({one, onClose, onSaved}: {one: Webhook | null; onClose: () => void; onSaved: (made: Webhook) => void}) {
    const [url, setUrl] = useState(one?.url ?? '');
    const [wanted, setWanted] = useState<string[]>(one?.events ?? []);
    const [group, setGroup] = useState(one?.groups[0] ? String(one.groups[0]) : '');
    const {busy, error, run} = useAction();
    const at = (pointer: string) => error instanceof Problem ? error.at(pointer) : undefined;
    return <Dialog title={t(one ? 'webhooks.edit' : 'webhooks.make')} onClose={onClose}><form onSubmit={event => { event.preventDefault(); run(async () => {
        // One group is chosen here; a list that a program has made stays as it is.
        const chosen = one && String(one.groups[0] ?? '') === group ? one.groups : group ? [Number(group)] : [];
        const body = {url, events: wanted, groups: chosen};
        onSaved(one ? await call<Webhook>('PATCH', `/v1/webhooks/${one.id}`, {body}) : await call<Webhook>('POST', '/v1/webhooks', {body}));
        say(t('state.saved', {what: 'Webhook'}));
    }); }}>
        <Field label={t('webhooks.url')} error={at('/url')}>{attributes => <input {...attributes} type="url" required value={url} onInput={event => setUrl(event.currentTarget.value)} />}</Field>
        <fieldset class="choices several"><legend>{t('webhooks.events')}</legend>{events.map(name => <label key={name}><input type="checkbox" checked={wanted.includes(name)} onChange={event => setWanted(event.currentTarget.checked ? [...wanted, name] : wanted.filter(other => other !== name))} /><code>{name}</code></label>)}</fieldset>
        <Field label={t('webhooks.group')}>{attributes => <select {...attributes} value={group} onChange={event => setGroup(event.currentTarget.value)}><option value="">{t('webhooks.all_groups')}</option>{groups.value.map(other => <option key={other.id} value={String(other.id)}>{other.name}</option>)}</select>}</Field>
        {error !== undefined && !at('/url') && <Failure error={error} />}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button type="submit" kind="primary" busy={busy}>{t('act.save')}</Button></div></form></Dialog>;
}
