// The way of a file into the directory: choose it, see what its columns become, try it, import it.
import {useState} from 'preact/hooks';
import {call, saveBlob, send} from '../api/client';
import type {ImportJob} from '../api/entities';
import {t, type Key} from '../i18n';
import {link} from '../router';
import {declared, fields} from '../state/catalogue';
import {can} from '../state/session';
import {Button, Failure, Head, Notice, useAction} from '../ui/kit';
import {Icon} from '../ui/icons';
import {peek, template} from './csv';
import {watchJobs} from './files';
import {Columns, planOf, type Chosen} from './import_columns';
import {Outcome} from './import_outcome';
import {mappingOf, recall, remember, studyOf} from './import_study';

const part_bytes = 4 * 1024 * 1024;

export function ImportPage() {
    const [chosen, setChosen] = useState<Chosen | null>(null);
    const [job, setJob] = useState<{id: number; dry: boolean} | null>(null);
    const [upload, setUpload] = useState<number | null>(null);
    const {busy, error, run} = useAction();
    const choose = (file: File) => run(async () => {
        const seen = await peek(file);
        setJob(null);
        setChosen({file, seen, study: null, targets: seen.format === 'csv' ? recall(seen.headings) : {}, choices: {}, plan: {}});
    });
    const begin = (dry: boolean) => run(async () => {
        const {file, targets, choices, study} = chosen!;
        const {key, mode, group, members} = planOf(chosen!);
        remember(study?.columns ?? [], targets);
        forget(job);
        // Known customers of a file that may only create are no mistake.
        const rows = key ? {mode: mode === 'update' ? mode : 'upsert', only_new: mode === 'create' || undefined} : {mode: 'create'};
        setUpload(0);
        let made: ImportJob;
        try {
            made = await call<ImportJob>('POST', '/v1/imports', {query: {...choices, ...mappingOf(targets), ...rows, key: key || undefined, declare: can('manage') ? true : undefined, dry_run: dry || undefined, group: group || undefined, members: group ? members : undefined}});
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
            : <Outcome job={job} busy={busy} upload={upload} onImport={() => begin(false)}
                onBack={found => { forget(job); setChosen({...chosen, study: chosen.seen.format === 'csv' ? studyOf(found) : chosen.study}); setJob(null); }} />}
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

// A check that was followed by something else is not worth a line in the list of jobs.
function forget(job: {id: number; dry: boolean} | null) {
    if (job?.dry) send('DELETE', `/v1/imports/${job.id}`).catch(() => {});
}

// A file with every heading that the tenant has, for those who begin with nothing.
function saveTemplate() {
    const headings = fields.value.filter(field => field.path[0] !== 'fields' && field.editable).map(field => field.name);
    saveBlob(template([...headings, ...declared.value.filter(field => field.entity === 'customer').map(field => field.key)]), 'customers.csv');
}
