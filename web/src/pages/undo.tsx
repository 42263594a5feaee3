// Taking back an import or a fill: what would happen first, then the undo as a job.
import {useEffect, useState} from 'preact/hooks';
import {call, send} from '../api/client';
import type {UndoJob} from '../api/entities';
import {t} from '../i18n';
import {go, link} from '../router';
import {Button, Dialog, Failure, Loading, Notice, say, useAction, useLoad} from '../ui/kit';
import {decode, firstBytes, parseTable} from './csv';
import {Counts, isOver, useJob, watchJobs} from './files';

const shown_refused = 20;
const read_refused_bytes = 64 * 1024;

export function Undo({job, name, onClose}: {job: number; name: string; onClose: () => void}) {
    const [id, setId] = useState<number | null>(null);
    const [refusal, setRefusal] = useState<unknown>();
    const {job: dry, error: lost} = useJob<UndoJob>('undos', id);
    const failure = refusal ?? lost;
    const {busy, error, run} = useAction();
    useEffect(() => { call<UndoJob>('POST', '/v1/undos', {query: {dry_run: true}, body: {job_id: job}}).then(made => setId(made.id), setRefusal); }, [job]);
    // The rehearsal belongs to this dialog only.
    const forget = () => { if (dry) send(isOver(dry) ? 'DELETE' : 'POST', isOver(dry) ? `/v1/undos/${dry.id}` : `/v1/undos/${dry.id}/cancel`).catch(() => {}); };
    const close = () => { forget(); onClose(); };
    const ready = dry !== null && dry.status === 'done';
    const effect = dry ? dry.removed + dry.restored + dry.left + dry.joined : 0;
    return <Dialog wide title={t('undo.title', {name})} onClose={close}>
        <p>{t('undo.text')}</p>
        {failure !== undefined ? <Failure error={failure} /> : !dry || !isOver(dry) ? <Loading rows={2} />
            : dry.error ? <Notice kind="bad">{dry.error}</Notice> : <>
                <Counts job={dry} />
                {dry.removed_groups.length + dry.removed_fields.length > 0 && <p class="note">{t('undo.removes', {names: [...dry.removed_groups, ...dry.removed_fields].join(', ')})}</p>}
                {dry.remaining_groups.length + dry.remaining_fields.length > 0 && <p class="note">{t('undo.leaves', {names: [...dry.remaining_groups, ...dry.remaining_fields].join(', ')})}</p>}
                {dry.refused > 0 && <NotUndone id={dry.id} />}
                {effect === 0 && <p class="soft">{t('undo.nothing')}</p>}</>}
        {error !== undefined && <Failure error={error} />}
        <div class="row end"><Button onClick={close}>{t('act.cancel')}</Button>
            <Button kind="danger" icon="undo" busy={busy} disabled={!ready || effect === 0} onClick={() => run(async () => {
                await call('POST', '/v1/undos', {body: {job_id: job}});
                say(t('undo.started'));
                forget();
                watchJobs();
                onClose();
                go(link('files'));
            })}>{t('act.undo')}</Button></div>
    </Dialog>;
}

function NotUndone({id}: {id: number}) {
    const loaded = useLoad(async signal => parseTable(decode((await firstBytes(await send('GET', `/v1/undos/${id}/refused`, {signal}), read_refused_bytes)).bytes), shown_refused + 1), [id]);
    const [head = [], ...rows] = loaded.value ?? [];
    return <><h3>{t('undo.refused')}</h3>{loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : <div class="scroll-x" role="region" tabIndex={0} aria-label={t('undo.refused')}><table class="plain">
        <thead><tr>{head.map((name, at) => <th key={at} scope="col">{name}</th>)}</tr></thead><tbody>{rows.map((row, at) => <tr key={at}>{row.map((cell, column) => <td key={column}><bdi>{cell}</bdi></td>)}</tr>)}</tbody></table></div>}</>;
}
