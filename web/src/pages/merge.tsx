// Two customers who are one person: finding such pairs, and making one customer of two.
import {useEffect, useState} from 'preact/hooks';
import {call} from '../api/client';
import type {Customer, DuplicatePair, MergePreview, Page} from '../api/entities';
import {moment, t, type Key} from '../i18n';
import {go, link} from '../router';
import {fieldOf, fields, show, titleOf, valueOf, type Field} from '../state/catalogue';
import {can} from '../state/session';
import {Button, Dialog, Empty, Failure, Head, Loading, Notice, say, useAction, useLoad} from '../ui/kit';
import {Icon} from '../ui/icons';

const looked_at = 1000; // customers to a call
const shown_pairs = 50;
const shown_found = 8;
const ways = ['email', 'phone', 'name'] as const;

// A member as the merge names it: "address", "fields.plan".
const labelOf = (member: string) => member === 'address' ? t('merge.address') : fieldOf(member)?.label ?? fields.value.find(field => `fields.${field.path[1]}` === member)?.label ?? member;
const oneOf = (id: number, signal: AbortSignal) => call<Customer>('GET', `/v1/customers/${id}`, {signal});
function shownValue(value: MergePreview['conflicts'][number]['survivor'], member: string): string {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return Object.values(value).filter(one => one !== null).map(one => show(one)).join(', ');
    return show(value, fieldOf(member));
}

// Asks for the other customer, then shows what would be lost, and merges.
export function Merge({customer, other, onClose, onMerged}: {customer: Customer; other?: Customer; onClose: () => void; onMerged: (survivor: Customer) => void}) {
    const [second, setSecond] = useState(other ?? null);
    const [swapped, setSwapped] = useState(false);
    if (!second) return <Dialog wide title={t('merge.title', {name: titleOf(customer)})} onClose={onClose}><Find except={customer.id} onFound={setSecond} /></Dialog>;
    const [survivor, goes] = swapped ? [second, customer] : [customer, second];
    return <Dialog wide title={t('merge.two')} onClose={onClose}><Compare key={survivor.id} survivor={survivor} goes={goes} onSwap={() => setSwapped(!swapped)} onClose={onClose} onMerged={onMerged} /></Dialog>;
}

function Find({except, onFound}: {except: number; onFound: (customer: Customer) => void}) {
    const [words, setWords] = useState('');
    const [q, setQ] = useState('');
    useEffect(() => { const timer = setTimeout(() => setQ(words.trim()), 200); return () => clearTimeout(timer); }, [words]);
    const found = useLoad(async signal => q ? (await call<Page<Customer>>('GET', '/v1/customers', {query: {q, limit: shown_found + 1}, signal})).items.filter(one => one.id !== except).slice(0, shown_found) : null, [q]);
    return <><p class="soft">{t('merge.find')}</p>
        <label class="search"><Icon name="search" /><span class="hidden">{t('customers.search')}</span><input type="search" placeholder={t('customers.search')} value={words} onInput={event => setWords(event.currentTarget.value)} /></label>
        {found.error !== undefined && <Failure error={found.error} retry={found.reload} />}
        {found.value && (found.value.length === 0 ? <p class="soft">{t('customers.none_found')}</p>
            : <ul class="menu">{found.value.map(one => <li key={one.id}><Button kind="quiet" onClick={() => onFound(one)}><Person customer={one} /></Button></li>)}</ul>)}</>;
}

function Person({customer}: {customer: Customer}) {
    return <span class="person"><bdi class="strong">{titleOf(customer)}</bdi> <span class="soft"><bdi>{customer.email ?? customer.phone ?? ''}</bdi> {t('customer.sub', {id: String(customer.id), when: moment(customer.created_at)})}</span></span>;
}

function Compare({survivor, goes, onSwap, onClose, onMerged}: {survivor: Customer; goes: Customer; onSwap: () => void; onClose: () => void; onMerged: (survivor: Customer) => void}) {
    const [take, setTake] = useState<string[]>([]);
    const body = {customer_id: goes.id, take};
    const dry = useLoad(signal => call<MergePreview>('POST', `/v1/customers/${survivor.id}/merge`, {query: {dry_run: true}, body, signal}), [survivor.id, goes.id, take.join('\n')]);
    const {busy, error, run} = useAction();
    const preview = dry.value;
    return <>
        <div class="merge-two"><div><h3>{t('merge.stays')}</h3><Person customer={survivor} /></div><Button icon="undo" onClick={onSwap}>{t('merge.swap')}</Button><div><h3>{t('merge.goes')}</h3><Person customer={goes} /></div></div>
        {dry.error !== undefined && <Failure error={dry.error} retry={dry.reload} />}
        {!preview ? dry.error === undefined && <Loading rows={3} /> : preview.conflicts.length === 0 ? <p class="soft">{t('merge.no_conflicts')}</p>
            : <><p>{t('merge.conflicts')}</p><div class="scroll-x" role="region" tabIndex={0} aria-label={t('merge.conflicts')}><table class="plain conflicts"><thead><tr><th scope="col">{t('import.field')}</th><th scope="col">{t('merge.stays')}</th><th scope="col">{t('merge.goes')}</th></tr></thead>
                <tbody>{preview.conflicts.map(one => { const name = takenAs(one.member); const chosen = take.includes(name) ? 'other' : dry.loading ? 'survivor' : one.wins; const choose = (wins: 'survivor' | 'other') => setTake(wins === 'other' ? [...take.filter(other => other !== name), name] : take.filter(other => other !== name));
                    return <tr key={one.member}><th scope="row">{labelOf(one.member)}</th>{(['survivor', 'other'] as const).map(side => <td key={side}><label class="check"><input type="radio" name={`merge ${one.member}`} checked={chosen === side} disabled={!isOurs(one.member)} onChange={() => choose(side)} /><bdi>{shownValue(one[side], one.member) || <span class="none">{t('value.none')}</span>}</bdi></label></td>)}</tr>; })}</tbody></table></div></>}
        {preview && <Notice>{t('merge.effect', {moved: preview.memberships_moved, shared: preview.memberships_shared})} {t('merge.final', {name: titleOf(goes)})}</Notice>}
        {error !== undefined && <Failure error={error} />}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="danger" busy={busy} disabled={!preview || dry.loading} onClick={() => run(async () => {
            const merged = await call<Customer>('POST', `/v1/customers/${survivor.id}/merge`, {body});
            say(t('merge.done'));
            onMerged(merged);
        })}>{t('act.merge')}</Button></div></>;
}

// Values that only another API knows: the survivor's stay.
const isOurs = (member: string) => member.startsWith('fields.') || fields.value.some(field => field.name === member);

// Names and addresses win as a whole.
function takenAs(member: string): string {
    if (['name', 'first_name', 'last_name'].includes(member)) return 'name';
    return member.startsWith('address') || ['city', 'region', 'postal_code', 'country'].includes(member) ? 'address' : member;
}

interface Pair {customer: Customer; duplicate: Customer}

export function DuplicatesPage() {
    const [by, setBy] = useState<typeof ways[number]>('email');
    const [pairs, setPairs] = useState<Pair[]>([]);
    const [after, setAfter] = useState<string | undefined>();
    const [next, setNext] = useState<string | null>(null);
    const [round, setRound] = useState(0);
    const [merging, setMerging] = useState<Pair | null>(null);
    const loaded = useLoad(async signal => {
        const found: Pair[] = [];
        let place = after;
        do {
            const ask = (limit: number) => call<Page<DuplicatePair>>('GET', '/v1/customers:duplicates', {query: {by, limit, after: place}, signal});
            let page = await ask(looked_at);
            if (page.items.length > shown_pairs) page = await ask(shown_pairs); // a customer has one pair at most
            found.push(...await Promise.all(page.items.map(async pair => ({customer: await oneOf(pair.customer_id, signal), duplicate: await oneOf(pair.duplicate_id, signal)}))));
            place = page.next ?? undefined;
        } while (place && found.length === 0);
        return {found, next: place ?? null, after};
    }, [by, after, round]);
    useEffect(() => {
        if (!loaded.value || loaded.loading) return;
        const {found, next: place, after: from} = loaded.value;
        setPairs(from === undefined ? found : [...pairs, ...found]);
        setNext(place);
    }, [loaded.value, loaded.loading]);
    const choose = (way: typeof ways[number]) => { setPairs([]); setAfter(undefined); setBy(way); };
    const same = (pair: Pair): Field[] => fields.value.filter(field => field.path[0] !== 'fields' && field.editable && field.name !== 'consent' && valueOf(pair.customer, field) !== null && show(valueOf(pair.customer, field)).toLowerCase() === show(valueOf(pair.duplicate, field)).toLowerCase());
    return <div class="page narrow">
        <Head title={t('merge.duplicates')} back={{href: link('customers'), label: t('nav.customers')}} sub={t('merge.duplicates_text')} />
        <div class="toolbar"><div class="segmented" role="group" aria-label={t('merge.by')}>{ways.map(way => <button key={way} type="button" aria-pressed={by === way} onClick={() => choose(way)}>{t(`merge_by.${way}` as Key)}</button>)}</div></div>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : pairs.length === 0 && loaded.loading ? <Loading rows={5} />
            : pairs.length === 0 ? <Empty icon="people" title={t('merge.none')}>{t('merge.none_text')}</Empty>
            : <ul class="jobs">{pairs.map(pair => <li key={`${pair.customer.id} ${pair.duplicate.id}`} class="card pair">
                <a href={link('customers', pair.customer.id)}><Person customer={pair.customer} /></a><a href={link('customers', pair.duplicate.id)}><Person customer={pair.duplicate} /></a>
                <span class="soft">{t('merge.same', {names: same(pair).map(field => field.label).join(', ')})}</span>
                {can('write') && <Button onClick={() => setMerging(pair)}>{t('act.compare')}</Button>}</li>)}</ul>}
        {next && <div class="row center"><Button busy={loaded.loading} onClick={() => setAfter(next)}>{t('merge.more')}</Button></div>}
        {merging && <Merge customer={merging.customer} other={merging.duplicate} onClose={() => setMerging(null)} onMerged={() => { setMerging(null); setAfter(undefined); setRound(round + 1); }} />}
    </div>;
}

// On the page of one customer.
export function MergeButton({customer, onMerged}: {customer: Customer; onMerged: (survivor: Customer) => void}) {
    const [open, setOpen] = useState(false);
    return <><Button icon="people" onClick={() => setOpen(true)}>{t('act.merge')}</Button>
        {open && <Merge customer={customer} onClose={() => setOpen(false)} onMerged={survivor => { setOpen(false); if (survivor.id !== customer.id) go(link('customers', survivor.id)); else onMerged(survivor); }} />}</>;
}
