// The way of a file into the directory: choose it, see what its columns become, try it, import it.
import {useEffect, useMemo, useState} from 'preact/hooks';
import {call, download, saveBlob, send} from '../api/client';
import type {ImportJob} from '../api/entities';
import {bytes, number, percent, t, type Key} from '../i18n';
import {go, link} from '../router';
import {declared, fields, forgetProposals, groups, refreshCatalogue} from '../state/catalogue';
import {can, tenant} from '../state/session';
import {Button, Failure, Field, Head, LinkButton, Loading, Notice, useAction, useLoad} from '../ui/kit';
import {Icon} from '../ui/icons';
import {decode, parseTable, peek, template, type Peek} from './csv';
import {Counts, errorOf, isOver, useJob, watchJobs} from './files';

const part_bytes = 4 * 1024 * 1024;
const shown_refused = 50;
const most_remembered = 1000; // headings

// Headings of usual programs, without case and signs.
const aliases: Record<string, string> = {
    emailaddress: 'email', mail: 'email', emailadresse: 'email', fullname: 'name', customername: 'name', firstname: 'first_name', vorname: 'first_name', givenname: 'first_name',
    lastname: 'last_name', surname: 'last_name', nachname: 'last_name', familyname: 'last_name', telephone: 'phone', phonenumber: 'phone', mobile: 'phone', telefon: 'phone',
    zip: 'postal_code', zipcode: 'postal_code', postcode: 'postal_code', plz: 'postal_code', street: 'address_line1', address: 'address_line1', address1: 'address_line1', strasse: 'address_line1',
    address2: 'address_line2', state: 'region', province: 'region', ort: 'city', stadt: 'city', town: 'city', land: 'country', countrycode: 'country', firma: 'company', organisation: 'company', organization: 'company',
    birthday: 'birth_date', dateofbirth: 'birth_date', dob: 'birth_date', geburtstag: 'birth_date', marketingconsent: 'consent', acceptsmarketing: 'consent',
};
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const members = () => fields.value.filter(field => field.path[0] !== 'fields' && field.editable).map(field => field.name);

// What people chose for a heading before, in this tenant: it is proposed again.
const memory = () => `muster.mapping.${tenant.value?.slug}`;
function remembered(): Record<string, string> {
    try { return JSON.parse(localStorage.getItem(memory()) ?? '{}') as Record<string, string>; } catch { return {}; }
}
function remember(headings: string[], targets: string[]) {
    const chosen = Object.fromEntries(headings.map((heading, at) => [bare(heading), targets[at]] as const).filter(([heading]) => heading));
    const all = Object.entries({...remembered(), ...chosen}).slice(-most_remembered);
    localStorage.setItem(memory(), JSON.stringify(Object.fromEntries(all)));
}

function memberFor(heading: string): string | null {
    if (/^refused_(line|field|reason|right)$/.test(heading)) return ''; // of a file of refused rows
    const before = remembered()[bare(heading)];
    if (before && (isMember(before) || isDeclared(before))) return before;
    const own = declared.value.find(field => field.entity === 'customer' && field.key.toLowerCase() === heading.toLowerCase());
    if (own) return own.key;
    const plain = bare(heading);
    return members().find(name => bare(name) === plain) ?? (plain in aliases ? aliases[plain] : null)
        ?? declared.value.find(field => field.entity === 'customer' && bare(field.key) === plain)?.key ?? null;
}
const isMember = (name: string) => members().includes(name);
const isDeclared = (name: string) => declared.value.some(field => field.entity === 'customer' && field.key === name);

interface Plan {key: string; mode: 'upsert' | 'create' | 'update'; group: string}
interface Chosen {file: File; seen: Peek; targets: string[]; plan: Plan}

function proposePlan(seen: Peek, targets: string[]): Plan {
    const has = (name: string) => targets.includes(name);
    const unique = declared.value.find(field => field.entity === 'customer' && field.unique && has(field.key));
    const distinct = (at: number) => { const cells = seen.rows.map(row => row[at]); return cells.every(Boolean) && new Set(cells).size === cells.length; };
    const named = targets.findIndex((name, at) => !isMember(name) && !isDeclared(name) && /(^|_|[a-z])id$|number$|nummer$|nr$/i.test(name) && distinct(at));
    const key = has('external_id') ? 'external_id' : unique ? `fields.${unique.key}` : has('email') ? 'email' : named >= 0 ? `fields.${targets[named]}` : '';
    return {key, mode: key ? 'upsert' : 'create', group: ''};
}

export function ImportPage() {
    const [chosen, setChosen] = useState<Chosen | null>(null);
    const [job, setJob] = useState<{id: number; dry: boolean} | null>(null);
    const [upload, setUpload] = useState<number | null>(null);
    const {busy, error, run} = useAction();
    const choose = (file: File) => run(async () => {
        const seen = await peek(file);
        const targets = seen.headings.map(heading => memberFor(heading) ?? heading);
        setJob(null);
        setChosen({file, seen, targets, plan: proposePlan(seen, targets)});
    });
    const begin = (dry: boolean) => run(async () => {
        const {file, seen, targets, plan} = chosen!;
        // Columns are named by their place: headings may be empty or repeat.
        const at = (place: number) => `#${place + 1}`;
        const map = targets.flatMap((name, place) => name && name !== seen.headings[place] ? [`${at(place)}=${name}`] : []);
        const skip = targets.flatMap((name, place) => name ? [] : [at(place)]);
        const mapping = seen.format === 'csv' ? {map, skip} : {};
        remember(seen.headings, targets);
        setUpload(0);
        const made = await call<ImportJob>('POST', '/v1/imports', {query: {...mapping, key: plan.key || undefined, mode: plan.mode, declare: can('manage') ? true : undefined, dry_run: dry || undefined, group: plan.group || undefined}});
        try {
            let sent = 0;
            do {
                const part = file.slice(sent, sent + part_bytes);
                const last = sent + part.size >= file.size;
                await send('PUT', `/v1/imports/${made.id}/content`, {query: {offset: sent, complete: last || undefined}, bytes: part});
                sent += part.size;
                setUpload(sent / Math.max(1, file.size));
            } while (sent < file.size);
        } finally {
            setUpload(null);
        }
        setJob({id: made.id, dry});
        watchJobs();
    });
    if (!can('write')) return <Notice>{t('error.forbidden')}</Notice>;
    return <div class="page narrow">
        <Head title={t('import.title')} back={{href: link('files'), label: t('nav.files')}} />
        <ol class="steps">{(['choose', 'columns', 'check', 'run'] as const).map((name, at) => {
            const now = !chosen ? 0 : !job ? 1 : job.dry ? 2 : 3;
            return <li key={name} class={at < now ? 'past' : at === now ? 'now' : ''} aria-current={at === now ? 'step' : undefined}>{t(`import_step.${name}` as Key)}</li>; })}</ol>
        {error !== undefined && <Failure error={error} />}
        {!chosen ? <Drop busy={busy} onFile={choose} />
            : !job ? <Columns chosen={chosen} onChange={setChosen} onOther={() => setChosen(null)} busy={busy} upload={upload} onBegin={begin} />
            : <Outcome job={job} busy={busy} upload={upload} onBack={() => setJob(null)} onImport={() => begin(false)} />}
    </div>;
}

function Drop({busy, onFile}: {busy: boolean; onFile: (file: File) => void}) {
    const [over, setOver] = useState(false);
    return <><label class={over ? 'drop over' : 'drop'} onDragOver={event => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
        onDrop={event => { event.preventDefault(); setOver(false); const file = event.dataTransfer?.files[0]; if (file) onFile(file); }}>
        <Icon name="upload" /><strong>{t('import.drop')}</strong><span class="soft">{t('import.forms')}</span>
        <input type="file" accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,text/csv,text/tab-separated-values,application/json" disabled={busy} onChange={event => { const file = event.currentTarget.files?.[0]; if (file) onFile(file); }} />
    </label>
    <p class="row center"><Button kind="quiet" icon="download" onClick={saveTemplate}>{t('import.template')}</Button></p></>;
}

// A file with every heading that the tenant has, for those who begin with nothing.
function saveTemplate() {
    const headings = [...members(), ...declared.value.filter(field => field.entity === 'customer').map(field => field.key)];
    saveBlob(template(headings), 'customers.csv');
}

interface ColumnsProps {chosen: Chosen; onChange: (chosen: Chosen) => void; onOther: () => void; busy: boolean; upload: number | null; onBegin: (dry: boolean) => void}
function Columns({chosen, onChange, onOther, busy, upload, onBegin}: ColumnsProps) {
    const {file, seen, targets, plan} = chosen;
    const canRename = seen.format === 'csv';
    const twice = targets.filter((name, at) => name && targets.indexOf(name) !== at);
    const unknown = targets.filter(name => name && !isMember(name) && !isDeclared(name) && name !== 'id');
    const keys = useMemo(() => ['external_id', 'email', 'id'].filter(name => targets.includes(name))
        .concat(targets.filter(name => name && !isMember(name) && name !== 'id' && (!isDeclared(name) || declared.value.some(field => field.key === name && field.unique))).map(name => `fields.${name}`)), [targets]);
    const setPlan = (change: Partial<Plan>) => onChange({...chosen, plan: {...plan, ...change}});
    const blocked = twice.length > 0 || (unknown.length > 0 && !can('manage')) || (plan.mode !== 'create' && !plan.key);
    return <>
        <section class="card"><div class="card-head"><h2><bdi>{file.name}</bdi> <small class="soft">{bytes(file.size)}, {t('import.columns', {n: targets.length})}</small></h2><Button onClick={onOther}>{t('import.other_file')}</Button></div>
            <div class="scroll-x" role="region" tabIndex={0} aria-label={t('import_step.columns')}><table class="plain"><thead><tr><th scope="col">{t('import.heading')}</th><th scope="col">{t('import.examples')}</th><th scope="col">{t('import.becomes')}</th></tr></thead>
                <tbody>{seen.headings.map((heading, at) => <tr key={at}><th scope="row"><bdi>{heading}</bdi></th>
                    <td class="examples">{[...new Set(seen.rows.map(row => row[at]).filter(Boolean))].slice(0, 3).map(cell => <span key={cell} class="example"><bdi>{cell}</bdi></span>)}</td>
                    <td>{canRename ? <select aria-label={t('import.becomes_of', {heading})} value={targets[at]} aria-invalid={twice.includes(targets[at]) || undefined} onChange={event => onChange({...chosen, targets: targets.map((name, other) => other === at ? event.currentTarget.value : name)})}>
                        {!isMember(heading) && !isDeclared(heading) && <option value={heading}>{t('import.new_field', {name: heading})}</option>}
                        <option value="">{t('import.skip')}</option>
                        <optgroup label={t('block.core_fields')}>{members().map(name => <option key={name} value={name}>{t(`field.${name}` as Key)}</option>)}</optgroup>
                        {declared.value.some(field => field.entity === 'customer') && <optgroup label={t('block.own_fields')}>{declared.value.filter(field => field.entity === 'customer').map(field => <option key={field.key} value={field.key}>{field.label || field.key}</option>)}</optgroup>}
                    </select> : heading}</td></tr>)}</tbody></table></div>
            {twice.length > 0 && <p class="note bad" role="alert">{t('import.twice', {name: twice[0]})}</p>}
            {unknown.length > 0 && <p class={can('manage') ? 'note' : 'note bad'}>{t(can('manage') ? 'import.declares' : 'import.may_not_declare', {n: unknown.length})}</p>}
        </section>
        <section class="card form-grid"><h2>{t('import.how')}</h2>
            <Field label={t('import.key')} hint={t('import.key_hint')}>{attributes => <select {...attributes} value={plan.key} onChange={event => setPlan({key: event.currentTarget.value, mode: event.currentTarget.value ? plan.mode === 'create' ? 'upsert' : plan.mode : 'create'})}>
                <option value="">{t('import.no_key')}</option>{keys.map(key => <option key={key} value={key}>{key.replace(/^fields\./, '')}</option>)}</select>}</Field>
            {plan.key && <Field label={t('import.mode')}>{attributes => <select {...attributes} value={plan.mode} onChange={event => setPlan({mode: event.currentTarget.value as Plan['mode']})}>
                {(['upsert', 'create', 'update'] as const).map(mode => <option key={mode} value={mode}>{t(`mode.${mode}` as Key)}</option>)}</select>}</Field>}
            <Field label={t('import.group')}>{attributes => <select {...attributes} value={plan.group} onChange={event => setPlan({group: event.currentTarget.value})}>
                <option value="">{t('import.no_group')}</option>{groups.value.filter(group => group.kind === 'static' && group.status === 'active').map(group => <option key={group.id} value={String(group.id)}>{group.name}</option>)}</select>}</Field>
        </section>
        {upload !== null && <p class="uploading" role="status"><progress max={1} value={upload} aria-label={t('import.uploading')} />{t('import.uploading')} {percent(upload)}</p>}
        <div class="row end"><Button busy={busy} disabled={blocked} onClick={() => onBegin(false)}>{t('import.unchecked')}</Button>
            <Button kind="primary" icon="check" busy={busy} disabled={blocked} onClick={() => onBegin(true)}>{t('import.check')}</Button></div>
    </>;
}

function Outcome({job: {id, dry}, busy, upload, onBack, onImport}: {job: {id: number; dry: boolean}; busy: boolean; upload: number | null; onBack: () => void; onImport: () => void}) {
    const {job, error} = useJob('imports', id);
    const over = job !== null && isOver(job);
    useEffect(() => { if (over && !dry) { forgetProposals(); refreshCatalogue().catch(() => {}); watchJobs(); } }, [over, dry]);
    if (!job) return error !== undefined ? <Failure error={error} /> : <Loading />;
    const fresh = job.inserted + job.updated + job.unchanged;
    return <>
        <section class="card" aria-live="polite"><h2>{t(!over ? (dry ? 'import.checking' : 'import.running') : job.status !== 'done' ? 'import.failed' : dry ? 'import.checked' : 'import.done')}</h2>
            {!over && <><progress max={1} value={job.progress} aria-label={t('job.progress')} /><p class="soft">{t('import.may_close')}</p></>}
            {over && <p class="big">{number(fresh)}</p>}
            <Counts job={job} />
            {errorOf(job) && <Notice kind="bad">{errorOf(job)}</Notice>}
            {over && job.declared.length > 0 && <details><summary>{t('import.declared', {n: job.declared.length})}</summary>
                <table class="plain"><thead><tr><th scope="col">{t('fields.key')}</th><th scope="col">{t('fields.type')}</th><th scope="col">{t('import.blanks')}</th></tr></thead><tbody>{job.declared.map(field => <tr key={field.key}><th scope="row"><bdi>{field.key}</bdi></th><td>{t(`type.${field.type}` as Key)}{field.unique ? `, ${t('fields.unique')}` : ''}</td><td>{number(field.blanks)}</td></tr>)}</tbody></table></details>}
        </section>
        {over && job.refused > 0 && <Refused id={id} count={job.refused} />}
        {upload !== null && <p class="uploading" role="status"><progress max={1} value={upload} aria-label={t('import.uploading')} />{t('import.uploading')} {percent(upload)}</p>}
        <div class="row end">{dry ? <><Button onClick={onBack} disabled={busy}>{t('act.back')}</Button>
            <Button kind="primary" icon="upload" busy={busy} disabled={!over || job.status !== 'done' || fresh === 0} onClick={onImport}>{t('import.go', {n: fresh})}</Button></>
            : over && <><LinkButton icon="people" kind="primary" href={link('customers')}>{t('import.see')}</LinkButton><Button onClick={() => go(link('groups', 'new'))} icon="group">{t('groups.new')}</Button></>}</div>
    </>;
}

function Refused({id, count}: {id: number; count: number}) {
    const loaded = useLoad(async abort => {
        const answer = await send('GET', `/v1/imports/${id}/refused`, {signal: abort});
        return parseTable(decode(await answer.arrayBuffer()), shown_refused + 1);
    }, [id]);
    const {busy, run} = useAction();
    const rows = loaded.value ?? [];
    return <section class="card"><div class="card-head"><h2>{t('import.refused', {n: count})}</h2><Button icon="download" busy={busy} onClick={() => run(() => download(`/v1/imports/${id}/refused`, `refused-${id}.csv`))}>{t('act.refused')}</Button></div>
        <p class="soft">{t('import.refused_text')}</p>
        {loaded.error !== undefined ? <Failure error={loaded.error} /> : <div class="scroll-x" role="region" tabIndex={0} aria-label={t('import.refused', {n: count})}><table class="plain"><thead><tr>{[t('import.line'), t('import.field'), t('import.reason'), t('import.right'), ...(rows[0] ?? []).slice(4)].map((name, at) => <th key={at} scope="col"><bdi>{name}</bdi></th>)}</tr></thead>
            <tbody>{rows.slice(1).map((row, at) => <tr key={at}>{row.map((cell, column) => <td key={column} class={column === 3 ? 'bad-text' : undefined}><bdi>{cell}</bdi></td>)}</tr>)}</tbody></table></div>}
    </section>;
}
