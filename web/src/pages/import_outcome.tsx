// The last steps of an import: what the check of the file found, and what the import has done.
import {useEffect} from 'preact/hooks';
import {download, send} from '../api/client';
import type {ImportJob} from '../api/entities';
import {number, percent, t, type Key} from '../i18n';
import {go, link} from '../router';
import {forgetProposals, refreshCatalogue} from '../state/catalogue';
import {Button, Failure, LinkButton, Loading, Notice, useAction, useLoad} from '../ui/kit';
import {decode, firstBytes, parseRows} from './csv';
import {Counts, errorOf, isOver, useJob, watchJobs} from './files';
import {memberName} from './import_columns';

const shown_refused = 50;
const read_refused_bytes = 256 * 1024;

interface Props {job: {id: number; dry: boolean}; busy: boolean; upload: number | null; onBack: (job: ImportJob) => void; onImport: () => void}
export function Outcome({job: {id, dry}, busy, upload, onBack, onImport}: Props) {
    const {job, error} = useJob('imports', id);
    const over = job !== null && isOver(job);
    useEffect(() => { if (over && !dry) { forgetProposals(); refreshCatalogue().catch(() => {}); watchJobs(); } }, [over, dry]);
    if (!job) return error !== undefined ? <Failure error={error} /> : <Loading />;
    const fresh = job.inserted + job.updated + job.unchanged + (job.members === 'remove' ? job.joined : 0);
    return <>
        <section class="card" aria-live="polite"><h2>{t(!over ? (dry ? 'import.checking' : 'import.running') : job.status !== 'done' ? 'import.failed' : dry ? 'import.checked' : 'import.done')}</h2>
            {!over && <><progress max={1} value={job.progress} aria-label={t('job.progress')} /><p class="soft">{t('import.may_close')}</p></>}
            {over && job.status === 'done' && <p class="big">{number(fresh)}</p>}
            <Counts job={job} />
            {errorOf(job) && <Notice kind="bad">{errorOf(job)}</Notice>}
            {over && job.blank_rows > 0 && <p class="note">{t('import.blank_rows', {n: job.blank_rows})}</p>}
            {over && job.consents_kept > 0 && <p class="note">{t('import.consents_kept', {n: job.consents_kept})}</p>}
            {over && job.created_groups.length > 0 && <p class="note">{t('import.created_groups', {names: job.created_groups.join(', ')})}</p>}
            {over && dry && job.proposals.length > 0 && <Notice action={<Button onClick={() => onBack(job)}>{t('act.back')}</Button>}>{t('import.proposals', {n: job.proposals.length})}</Notice>}
        </section>
        {over && job.columns.length > 0 && <Mapping job={job} />}
        {over && job.refused > 0 && <Refused id={id} count={job.refused} />}
        {upload !== null && <p class="uploading" role="status"><progress max={1} value={upload} aria-label={t('import.uploading')} />{t('import.uploading')} {percent(upload)}</p>}
        <div class="row end">{dry ? <><Button onClick={() => onBack(job)} disabled={busy}>{t('act.back')}</Button>
            <Button kind="primary" icon="upload" busy={busy} disabled={!over || job.status !== 'done' || fresh === 0} onClick={onImport}>{t('import.go', {n: fresh})}</Button></>
            : over && <><LinkButton icon="people" kind="primary" href={link('customers')}>{t('import.see')}</LinkButton><Button onClick={() => go(link('groups', 'new'))} icon="group">{t('groups.new')}</Button></>}</div>
    </>;
}

const reasons = ['invalid_value', 'missing_field', 'unknown_field', 'not_found', 'already_exists', 'conflict', 'too_large', 'unsupported', 'forbidden'];
const reasonOf = (code: string) => reasons.includes(code) ? t(`refusal.${code}` as Key) : code;

// What the whole file has shown; the step before saw only its beginning.
function Mapping({job}: {job: ImportJob}) {
    const dropped = job.columns.filter(column => !column.member);
    const typeOf = (column: ImportJob['columns'][number]) => job.declared.find(field => `fields.${field.key}` === column.member)?.type;
    return <details class="card"><summary>{t('import.taken', {n: job.columns.length - dropped.length})}{dropped.length > 0 && <>, {t('import.dropped', {n: dropped.length})}: <bdi>{dropped.map(column => column.heading || '–').join(', ')}</bdi></>}</summary>
        <div class="scroll-x" role="region" tabIndex={0} aria-label={t('import_step.columns')}><table class="plain"><thead><tr><th scope="col">{t('import.heading')}</th><th scope="col">{t('import.becomes')}</th><th scope="col">{t('fields.type')}</th><th scope="col" class="numeric">{t('import.blanks')}</th></tr></thead>
            <tbody>{job.columns.map((column, at) => { const type = typeOf(column); return <tr key={at} class={column.member ? undefined : 'left-out'}><th scope="row"><bdi>{column.heading}</bdi></th>
                <td><bdi>{memberName(column.member ?? '')}</bdi>{!column.member && column.note && <span class="soft"> {column.note}</span>}</td><td>{type ? t(`type.${type}` as Key) : ''}</td><td class="numeric">{number(column.blanks)}</td></tr>; })}</tbody></table></div></details>;
}

function Refused({id, count}: {id: number; count: number}) {
    const loaded = useLoad(async abort => {
        const {bytes, whole} = await firstBytes(await send('GET', `/v1/imports/${id}/refused`, {signal: abort}), read_refused_bytes);
        const rows = parseRows(decode(bytes), shown_refused + 2);
        return whole || rows.length > shown_refused + 1 ? rows.slice(0, shown_refused + 1) : rows.slice(0, -1); // the last may be cut
    }, [id]);
    const {busy, error, run} = useAction();
    const rows = loaded.value ?? [];
    const shown = Math.max(0, rows.length - 1);
    return <section class="card"><div class="card-head"><h2>{t('import.refused', {n: count})}</h2><Button icon="download" busy={busy} onClick={() => run(() => download(`/v1/imports/${id}/refused`, `refused-${id}.csv`))}>{t('act.refused')}</Button></div>
        <p class="soft">{t('import.refused_text')}</p>
        {error !== undefined && <Failure error={error} />}
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : !loaded.value ? <Loading rows={2} /> : <div class="scroll-x" role="region" tabIndex={0} aria-label={t('import.refused', {n: count})}><table class="plain"><thead><tr>{[t('import.line'), t('import.field'), t('import.reason'), t('import.right'), ...(rows[0] ?? []).slice(4)].map((name, at) => <th key={at} scope="col"><bdi>{name}</bdi></th>)}</tr></thead>
            <tbody>{rows.slice(1).map((row, at) => <tr key={at}>{row.map((cell, column) => <td key={column} class={column === 2 ? 'bad-text' : undefined}><bdi>{column === 2 ? reasonOf(cell) : cell}</bdi></td>)}</tr>)}</tbody></table></div>}
        {shown > 0 && shown < count && <p class="note">{t('import.refused_shown', {n: shown})}</p>}
    </section>;
}
