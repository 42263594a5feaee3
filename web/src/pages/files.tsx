// Imports, exports, fills, removals and undos: jobs of the server, which go on when the page is closed.
import {signal} from '@preact/signals';
import {useEffect, useState} from 'preact/hooks';
import {call, download, send} from '../api/client';
import type {ImportJob, Job, Page, UndoJob} from '../api/entities';
import {ago, bytes, number, t, type Key} from '../i18n';
import {link} from '../router';
import {forgetProposals, groupOf, refreshCatalogue} from '../state/catalogue';
import {useLive} from '../state/live';
import {can} from '../state/session';
import {Button, describe, Empty, Failure, Head, LinkButton, Loading, say, useAction, useInterval, useLoad} from '../ui/kit';
import {Icon} from '../ui/icons';
import {Undo} from './undo';

export type JobKind = typeof kinds[number];
const kinds = ['imports', 'exports', 'fills', 'removals', 'undos'] as const;
type Counted = Partial<Pick<ImportJob, 'rows' | 'inserted' | 'updated' | 'unchanged' | 'removed' | 'joined' | 'left' | 'refused'> & Pick<UndoJob, 'restored'>>;
type Listed = Partial<ImportJob> & Counted & Job & {kind: JobKind; job_id?: number};
const follow_milliseconds = 1500;
const newest = 50;

const running = signal<Listed[]>([]);
export const isOver = (job: Job) => job.status === 'done' || job.status === 'failed' || job.status === 'cancelled';
export function errorOf(job: Job): string { return job.error ?? ''; }

async function everyJob(abort?: AbortSignal): Promise<Listed[]> {
    const pages = await Promise.all(kinds.map(kind => call<Page<Job>>('GET', `/v1/${kind}`, {query: {limit: newest, sort: undefined}, signal: abort})));
    const all = pages.flatMap((page, at) => page.items.map((job): Listed => ({...job, kind: kinds[at]})));
    running.value = all.filter(job => !isOver(job) && job.status !== 'uploading');
    return all.sort((a, b) => b.created_at.localeCompare(a.created_at));
}

// In the frame of every page: what runs now.
export function RunningJobs() {
    useEffect(() => { everyJob().catch(() => {}); }, []);
    const before = running.value.length > 0;
    useLive(() => { everyJob().catch(() => {}); }, !before, 3000);
    useInterval(() => { everyJob().then(() => { if (before && running.value.length === 0) { forgetProposals(); refreshCatalogue().catch(() => {}); } }, () => {}); }, follow_milliseconds, before);
    if (running.value.length === 0) return null;
    const job = running.value[0];
    return <a class="running" href={link('files')}><span class="spinner" aria-hidden="true" />{t(`job.${job.kind}` as Key)} {number(Math.floor(job.progress * 100))} %</a>;
}
export function watchJobs() { everyJob().catch(() => {}); }

export function FilesPage() {
    const loaded = useLoad(everyJob, []);
    useInterval(loaded.reload, follow_milliseconds, (loaded.value ?? []).some(job => !isOver(job)));
    return <div class="page">
        <Head title={t('nav.files')}>
            {can('read') && <Button icon="download" onClick={() => call('POST', '/v1/exports', {query: {format: 'csv'}}).then(() => { say(t('export.started')); loaded.reload(); }, error => say(describe(error), true))}>{t('files.export_all')}</Button>}
            {can('write') && <LinkButton kind="primary" icon="upload" href={link('files', 'import')}>{t('act.import_file')}</LinkButton>}</Head>
        {loaded.error !== undefined && !loaded.value ? <Failure error={loaded.error} retry={loaded.reload} /> : !loaded.value ? <Loading />
            : loaded.value.length === 0 ? <Empty icon="upload" title={t('files.none')} action={can('write') && <LinkButton kind="primary" icon="upload" href={link('files', 'import')}>{t('act.import_file')}</LinkButton>}>{t('files.none_text')}</Empty>
            : <ul class="jobs">{loaded.value.map(job => <JobLine key={job.kind + job.id} job={job} onChange={loaded.reload} />)}</ul>}
    </div>;
}

export function Counts({job}: {job: Counted}) {
    const parts = (['rows', 'inserted', 'updated', 'restored', 'removed', 'unchanged', 'joined', 'left', 'refused'] as const)
        .filter(name => name === 'rows' || (job[name] ?? 0) > 0);
    return <span class="counts">{parts.map(name => <span key={name} class={name === 'refused' ? 'bad-text' : undefined}><b>{number(job[name] ?? 0)}</b> {t(`counts.${name}` as Key)}</span>)}</span>;
}

const icons = {imports: 'upload', exports: 'download', fills: 'group', removals: 'trash', undos: 'undo'} as const;

function JobLine({job, onChange}: {job: Listed; onChange: () => void}) {
    const {busy, error, run} = useAction();
    const [undoing, setUndoing] = useState(false);
    const name = `${t(`job.${job.kind}` as Key)} ${job.id}`;
    const act = (action: () => Promise<unknown>) => run(async () => { await action(); onChange(); });
    const base = `/v1/${job.kind}/${job.id}` as const;
    const group = job.group_id ? groupOf(job.group_id) : undefined;
    const allowed = job.kind === 'exports' ? can('read') : can('write');
    return <li class={`card job ${job.status}`}>
        <span class="job-icon"><Icon name={icons[job.kind]} /></span>
        <div class="job-main">
            <strong>{name}{job.job_id ? ` (${t('undo.of', {id: String(job.job_id)})})` : ''}{job.dry_run ? ` (${t('job.dry_run')})` : ''}</strong> <span class={`tag ${job.status}`}>{t(`status.${job.status}` as Key)}</span>
            {group && <span class="soft"> <bdi>{group.name}</bdi></span>}
            <p class="soft">{ago(job.created_at)}{job.size ? `, ${bytes(job.size)}` : ''}{job.where ? <>, <code>{job.where}</code></> : ''}</p>
            {(job.status === 'running' || job.status === 'waiting') && <progress max={1} value={job.status === 'running' ? job.progress : 0} aria-label={t('job.progress')} />}
            <Counts job={job} />
            {errorOf(job) && <p class="note bad">{errorOf(job)}</p>}
            {job.status === 'uploading' && <p class="note">{t('job.upload_broken')}</p>}
            {error !== undefined && <p class="note bad" role="alert">{describe(error)}</p>}
        </div>
        <div class="row">
            {job.kind === 'exports' && job.status === 'done' && <Button kind="primary" icon="download" busy={busy} onClick={() => run(() => download(`${base}/content`, `customers-${job.id}.${job.format}`))}>{t('act.download')}</Button>}
            {job.kind !== 'exports' && (job.refused ?? 0) > 0 && <Button icon="download" busy={busy} onClick={() => run(() => download(`${base}/refused`, `refused-${job.id}.csv`))}>{t('act.refused')}</Button>}
            {allowed && !isOver(job) && <Button icon="close" busy={busy} onClick={() => act(() => send('POST', `${base}/cancel`))}>{t('act.cancel')}</Button>}
            {allowed && job.status === 'failed' && job.kind !== 'exports' && <Button icon="undo" busy={busy} onClick={() => act(() => send('POST', `${base as `/v1/imports/${number}`}/resume`))}>{t('act.resume')}</Button>}
            {allowed && isOver(job) && (job.kind === 'imports' || job.kind === 'fills') && !job.dry_run && !job.remove && <Button icon="undo" onClick={() => setUndoing(true)}>{t('act.undo')}</Button>}
            {allowed && isOver(job) && <Button kind="quiet" icon="trash" busy={busy} aria-label={t('act.remove')} title={t('act.remove')} onClick={() => act(() => send('DELETE', base))} />}
        </div>
        {undoing && <Undo job={job.id} name={name} onClose={() => { setUndoing(false); onChange(); }} />}
    </li>;
}

export function useJob<J extends Job = ImportJob>(kind: JobKind, id: number | null) {
    const [job, setJob] = useState<J | null>(null);
    const [error, setError] = useState<unknown>();
    const look = () => { if (id !== null) call<J>('GET', `/v1/${kind}/${id}`).then(found => { setJob(found); setError(undefined); }, setError); };
    useEffect(() => { setJob(null); look(); }, [id]);
    useInterval(look, 500, id !== null && (!job || !isOver(job)));
    return {job: job?.id === id ? job : null, error};
}
