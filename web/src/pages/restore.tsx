// The removed groups, and bringing one of them back: what would come back first.
import {useState} from 'preact/hooks';
import {call, Problem} from '../api/client';
import type {Group, Page, Restoration} from '../api/entities';
import {moment, t, type Key} from '../i18n';
import {go, link} from '../router';
import {loadGroups} from '../state/catalogue';
import {can} from '../state/session';
import {Button, Dialog, describe, Empty, Failure, Field, Head, Loading, Notice, say, useAction, useLoad} from '../ui/kit';
import {Kind} from './groups';

const most_listed = 500;

export function RemovedGroupsPage() {
    const loaded = useLoad(signal => call<Page<Group>>('GET', '/v1/groups', {query: {with_removed: true, status: 'removed', sort: '-removed_at', limit: most_listed}, signal}), []);
    const [chosen, setChosen] = useState<Group | null>(null);
    const removed = loaded.value?.items ?? [];
    return <div class="page narrow">
        <Head title={t('removed_groups.title')} back={{href: link('groups'), label: t('nav.groups')}} sub={t('removed_groups.text')} />
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : !loaded.value ? <Loading />
            : removed.length === 0 ? <Empty icon="group" title={t('removed_groups.none')} />
            : <section class="card scroll-x"><table class="plain"><thead><tr><th scope="col">{t('group.name')}</th><th scope="col">{t('groups.kind')}</th><th scope="col">{t('removed_groups.when')}</th><th><span class="hidden">{t('act.restore')}</span></th></tr></thead>
                <tbody>{removed.map(group => <tr key={group.id}><td><bdi class="strong">{group.name}</bdi></td><td><Kind group={group} /></td>
                    <td>{moment(group.removed_at ?? group.updated_at)}</td>
                    <td>{can('write') && <Button icon="undo" aria-label={t('restore.one', {name: group.name})} onClick={() => setChosen(group)}>{t('act.restore')}</Button>}</td></tr>)}</tbody></table></section>}
        {loaded.value?.next && <p class="note">{t('removed_groups.most', {n: most_listed})}</p>}
        {chosen && <Restore group={chosen} onClose={() => setChosen(null)} />}
    </div>;
}

const left_out = ['erased', 'merged', 'expired', 'full', 'changed', 'not_default'] as const;

export function Restore({group, onClose}: {group: Pick<Group, 'id' | 'name'>; onClose: () => void}) {
    const [name, setName] = useState(group.name);
    const path = `/v1/groups/${group.id}/restore` as const;
    const body = name === group.name ? {} : {name};
    const dry = useLoad(signal => call<Restoration>('POST', path, {query: {dry_run: true}, body, signal}), [name]);
    const {busy, error, run} = useAction();
    const taken = dry.error instanceof Problem ? dry.error.at('/name') : undefined;
    return <Dialog title={t('restore.title', {name: group.name})} onClose={onClose}>
        {(taken || name !== group.name) && <Field label={t('group.name')} error={taken}>{attributes => <input {...attributes} value={name} onChange={event => setName(event.currentTarget.value.trim() || group.name)} />}</Field>}
        {dry.error !== undefined ? !taken && <Failure error={dry.error} retry={dry.reload} /> : dry.value ? <Effect restoration={dry.value} /> : <Loading rows={2} />}
        {error !== undefined && <p class="note bad" role="alert">{describe(error)}</p>}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="primary" icon="undo" busy={busy} disabled={!dry.value || dry.error !== undefined} onClick={() => run(async () => {
            const back = await call<Restoration>('POST', path, {body});
            await loadGroups();
            say(t('restore.done', {name: back.group.name}));
            onClose();
            go(link('groups', group.id));
        })}>{t('act.restore')}</Button></div>
    </Dialog>;
}

function Effect({restoration}: {restoration: Restoration}) {
    const {group, memberships, dropped_fields: fields, rules} = restoration;
    return <>
        <Notice>{group.kind === 'dynamic' ? t('restore.by_rule', {n: group.member_count}) : t('restore.effect', {n: memberships})}</Notice>
        {left_out.filter(reason => restoration[reason] > 0).map(reason => <p key={reason} class="note">{t(`restore.${reason}` as Key, {n: restoration[reason]})}</p>)}
        {fields.length > 0 && <p class="note">{t('restore.dropped', {names: fields.join(', ')})}</p>}
        {rules.length > 0 && <p class="note">{t('restore.rules', {names: rules.map(rule => rule.name).join(', ')})}</p>}
    </>;
}
