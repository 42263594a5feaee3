// One customer: every field edited in place, groups with the reason, and what happened when.
import {useEffect, useRef, useState} from 'preact/hooks';
import {call, Problem, send} from '../api/client';
import type {Change, Customer, Explained, Explanation, Json, Membership, Page} from '../api/entities';
import {ago, moment, t, type Key} from '../i18n';
import {go, link} from '../router';
import {fields, groupOf, show, titleOf, valueOf, type Field} from '../state/catalogue';
import {can} from '../state/session';
import {Button, Dialog, describe, Empty, Failure, Head, LinkButton, Loading, Notice, say, useAction, useLoad} from '../ui/kit';
import {Icon} from '../ui/icons';
import {ChangeList} from './changes';
import {GroupChoice} from './customers';
import {MergeButton} from './merge';

export function CustomerPage({id}: {id: string}) {
    const loaded = useLoad(signal => call<Customer>('GET', `/v1/customers/${id}`, {signal}), [id]);
    const [fresh, setFresh] = useState<Customer | null>(null);
    const [erasing, setErasing] = useState(false);
    const customer = fresh ?? loaded.value;
    useEffect(() => { if (customer) document.title = `${titleOf(customer)} · Muster`; }, [customer]);
    if (loaded.error instanceof Problem && loaded.error.status === 404) return <Empty icon="people" title={t('customer.gone')} action={<LinkButton href={link('customers')}>{t('nav.customers')}</LinkButton>} />;
    if (loaded.error !== undefined && !customer) return <Failure error={loaded.error} retry={loaded.reload} />;
    if (!customer) return <Loading rows={10} />;
    const own = fields.value.filter(field => field.path[0] === 'fields');
    const core = fields.value.filter(field => field.path[0] !== 'fields');
    const body = (list: Field[]) => <dl class="facts">{list.map(field => <Fact key={field.name} customer={customer} field={field} onSaved={setFresh} />)}</dl>;
    return <div class="page">
        <Head title={<bdi title={titleOf(customer)}>{titleOf(customer)}</bdi>} back={{href: link('customers'), label: t('nav.customers')}} sub={t('customer.sub', {id: String(customer.id), when: moment(customer.created_at)})}>
            {can('write') && <MergeButton customer={customer} onMerged={setFresh} />}
            {can('write') && <Button icon="trash" kind="danger" onClick={() => setErasing(true)}>{t('act.erase')}</Button>}
        </Head>
        <div class="columns">
            <div>
                {own.length > 0 && <section class="card"><h2>{t('block.own_fields')}</h2>{body(own)}</section>}
                <section class="card"><h2>{t('block.core_fields')}</h2>{body(core)}</section>
            </div>
            <div>
                <Memberships customer={customer} />
                <History id={customer.id} revision={customer.revision} />
            </div>
        </div>
        {erasing && <Erase customer={customer} onClose={() => setErasing(false)} />}
    </div>;
}

function Fact({customer, field, onSaved}: {customer: Customer; field: Field; onSaved: (customer: Customer) => void}) {
    const [editing, setEditing] = useState(false);
    const [text, setText] = useState('');
    const {busy, error, run, clear} = useAction();
    const input = useRef<HTMLElement | null>(null);
    const button = useRef<HTMLButtonElement>(null);
    const value = valueOf(customer, field);
    const isList = field.type === 'list';
    useEffect(() => { if (editing) input.current?.focus(); }, [editing]);
    const begin = () => { setText(value === null ? '' : isList && Array.isArray(value) ? value.join('\n') : String(value)); clear(); setEditing(true); };
    const end = () => { setEditing(false); requestAnimationFrame(() => button.current?.focus()); };
    const parse = (): Json => {
        if (text === '') return null;
        if (field.type === 'boolean') return text === 'true';
        if (isList) return text.split('\n').map(one => one.trim()).filter(Boolean);
        const plain = text.replace(',', '.');
        if (['integer', 'number', 'decimal'].includes(field.type) && /^-?\d+(\.\d+)?$/.test(plain) && plain.length < 16) return Number(plain);
        return text;
    };
    const save = () => run(async () => {
        const next = parse();
        if (JSON.stringify(next) === JSON.stringify(value)) { end(); return; }
        const [outer, inner] = field.path;
        const body = inner ? {[outer]: {[inner]: next}} : {[outer]: next};
        onSaved(await call<Customer>('PATCH', `/v1/customers/${customer.id}`, {body, match: `"${customer.revision}"`}));
        say(t('state.saved', {what: field.label}));
        end();
    });
    const message = error instanceof Problem && error.status === 412 ? t('error.stale') : error instanceof Problem ? error.at('/' + field.path.join('/')) ?? describe(error) : error ? describe(error) : '';
    const shown = show(value, field);
    const attributes = {'aria-label': field.label, 'aria-invalid': message ? true : undefined, value: text, onKeyDown: (event: KeyboardEvent) => {
        if (event.key === 'Escape') { event.stopPropagation(); end(); }
        if (event.key === 'Enter' && !isList) { event.preventDefault(); save(); }
    }};
    const set = (event: {currentTarget: {value: string}}) => setText(event.currentTarget.value);
    return <div class="fact"><dt>{field.label}</dt><dd>
        {!editing ? field.editable && can('write')
            ? <button type="button" ref={button} class="value-button" aria-label={t('act.edit_field', {field: field.label, value: shown || t('value.none')})} onClick={begin}><bdi>{shown || <span class="none">{t('value.none')}</span>}</bdi><Icon name="edit" /></button>
            : <bdi class="value-plain">{shown || <span class="none">{t('value.none')}</span>}</bdi>
            : <div class="edit">
                {field.type === 'boolean' || field.type === 'enum' ? <select {...attributes} ref={element => { input.current = element; }} onChange={set}>
                    <option value="">{t('value.none')}</option>
                    {field.type === 'boolean' ? <><option value="true">{t('value.yes')}</option><option value="false">{t('value.no')}</option></> : field.values.map(one => <option key={one} value={one}>{one}</option>)}</select>
                    : isList ? <textarea {...attributes} rows={3} ref={element => { input.current = element; }} onInput={set} />
                        : field.type === 'date' ? <input {...attributes} type="date" ref={element => { input.current = element; }} onInput={set} />
                            : <input {...attributes} ref={element => { input.current = element; }} onInput={set} />}
                <Button kind="primary" icon="check" busy={busy} aria-label={t('act.save')} onClick={save} /><Button kind="quiet" icon="close" aria-label={t('act.cancel')} onClick={end} />
                {message && <p class="note bad" role="alert">{message}</p>}
            </div>}
    </dd></div>;
}

function Memberships({customer}: {customer: Customer}) {
    const list = useLoad(signal => call<Page<Membership>>('GET', `/v1/customers/${customer.id}/groups`, {query: {limit: 1000}, signal}), [customer.id, customer.revision]);
    const [adding, setAdding] = useState(false);
    const action = useAction();
    return <section class="card"><div class="card-head"><h2>{t('nav.groups')}</h2>
        {can('write') && <Button icon="plus" onClick={() => setAdding(true)}>{t('act.add_to_group')}</Button>}</div>
        {list.error !== undefined && <Failure error={list.error} retry={list.reload} />}
        {!list.value ? <Loading rows={2} /> : list.value.items.length === 0 ? <p class="soft">{t('customer.no_groups')}</p>
            : <ul class="memberships">{list.value.items.map(one => <MembershipLine key={one.group_id} one={one} onLeft={list.reload} />)}</ul>}
        {adding && <GroupChoice busy={action.busy} error={action.error} onClose={() => { setAdding(false); action.clear(); }} onChoose={group => action.run(async () => {
            await call('POST', `/v1/groups/${group}/members`, {body: {customer_id: customer.id}});
            say(t('group.added', {n: 1}));
            setAdding(false);
            list.reload();
        })} />}
    </section>;
}

function MembershipLine({one, onLeft}: {one: Membership; onLeft: () => void}) {
    const [open, setOpen] = useState(false);
    const group = groupOf(one.group_id);
    const byRule = one.source === 'rule';
    const {busy, run, error} = useAction();
    return <li>
        <div class="membership"><a class="strong" href={link('groups', one.group_id)}>{group?.name ?? t('group.numbered', {id: String(one.group_id)})}</a>
            <span class={byRule ? 'tag rule' : 'tag'}>{t(byRule ? 'kind.dynamic' : 'kind.static')}</span><span class="spacer" />
            <Button kind="quiet" aria-expanded={open} icon={open ? 'up' : 'down'} onClick={() => setOpen(!open)}>{t('act.why')}</Button>
            {!byRule && can('write') && <Button kind="quiet" icon="close" busy={busy} aria-label={t('act.remove_from_group')} title={t('act.remove_from_group')} onClick={() => run(async () => {
                await send('DELETE', `/v1/groups/${one.group_id}/members/${one.customer_id}`);
                onLeft();
            })} />}</div>
        {error !== undefined && <p class="note bad" role="alert">{describe(error)}</p>}
        {open && <Why group={one.group_id} customer={one.customer_id} one={one} />}
    </li>;
}

export function Why({group, customer, one}: {group: number; customer: number; one?: Membership}) {
    const loaded = useLoad(signal => call<Explanation>('GET', `/v1/groups/${group}/members/${customer}/explain`, {signal}), [group, customer]);
    if (loaded.error !== undefined) return <Failure error={loaded.error} retry={loaded.reload} />;
    if (!loaded.value) return <Loading rows={1} />;
    if (!loaded.value.because) return <p class="soft why">{one ? t('why.by_hand', {when: moment(one.since), api: one.source}) : t('why.not_member')}</p>;
    return <ul class="why tree"><Clause part={loaded.value.because} /></ul>;
}

function Clause({part}: {part: Explained}) {
    const truth = part.truth === 'unknown' ? 'unknown' : part.truth ? 'true' : 'false';
    return <li><span class={`truth ${truth}`}><Icon name={truth === 'true' ? 'check' : truth === 'false' ? 'close' : 'info'} /><span class="hidden">{t(`truth.${truth}` as Key)}</span></span>
        <span><code>{part.text}</code>
            {'value' in part && <span class="soft"> {part.value === null || part.value === undefined ? t('why.no_value') : t('why.value', {value: show(part.value)})}{part.changed_at ? `, ${t('why.since', {when: moment(part.changed_at)})}` : ''}</span>}
            {part.parts && <ul>{part.parts.map((inner, at) => <Clause key={at} part={inner} />)}</ul>}</span></li>;
}

function History({id, revision}: {id: number; revision: number}) {
    const loaded = useLoad(async signal => {
        const query = {limit: 500};
        const own = await call<Page<Change>>('GET', '/v1/changes', {query: {...query, entity: 'customer', id}, signal});
        return own.items.reverse();
    }, [id, revision]);
    return <section class="card"><h2>{t('customer.history')}</h2>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : !loaded.value ? <Loading rows={3} />
            : loaded.value.length === 0 ? <p class="soft">{t('changes.none')}</p> : <ChangeList changes={loaded.value} brief />}
        {loaded.value?.[0] && <p class="note">{t('customer.last_change', {when: ago(loaded.value[0].at)})}</p>}
    </section>;
}

function Erase({customer, onClose}: {customer: Customer; onClose: () => void}) {
    const dry = useLoad(signal => call<{memberships_ended: number; log_entries_blanked: number}>('DELETE', `/v1/customers/${customer.id}`, {query: {dry_run: true}, signal}), [customer.id]);
    const {busy, error, run} = useAction();
    return <Dialog title={t('erase.title', {name: titleOf(customer)})} onClose={onClose}>
        <p>{t('erase.text')}</p>
        {dry.value ? <Notice>{t('erase.effect', {groups: dry.value.memberships_ended, entries: dry.value.log_entries_blanked})}</Notice> : dry.error !== undefined ? <Failure error={dry.error} /> : <Loading rows={1} />}
        {error !== undefined && <Failure error={error} />}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button>
            <Button kind="danger" busy={busy} disabled={!dry.value} onClick={() => run(async () => {
                await send('DELETE', `/v1/customers/${customer.id}`);
                say(t('erase.done'));
                go(link('customers'));
            })}>{t('act.erase')}</Button></div>
    </Dialog>;
}
