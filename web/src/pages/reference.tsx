// The reference of the native API, made from the document that the server gives, with a form to try
// each call: as the person who is logged in, in the tenant of the page.
import {useState} from 'preact/hooks';
import {Problem, send} from '../api/client';
import type {Json, Method, Paths} from '../api/paths';
import {t} from '../i18n';
import {can} from '../state/session';
import {Button, Failure, Field, Loading, Notice, useAction, useLoad} from '../ui/kit';

interface Parameter {name: string; in: 'path' | 'query' | 'header'; description?: string; required?: boolean; example?: Json; schema: {default?: Json; enum?: string[]}}
interface Operation {
    summary: string; description?: string; tags: string[]; parameters?: Parameter[]; 'x-scopes'?: string[]; 'x-promise-text'?: string;
    requestBody?: {content: Record<string, {example?: Json}>};
    responses: Record<string, {description: string}>;
}
interface Call {method: string; path: string; operation: Operation}
type Scope = Parameters<typeof can>[0];

const shown_bytes = 100_000;

async function readCalls(signal: AbortSignal): Promise<Call[]> {
    const document = await (await fetch('/openapi/native.json', {signal})).json() as {paths: Record<string, Record<string, Operation>>};
    return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({method: method.toUpperCase(), path, operation})));
}

export function Reference() {
    const loaded = useLoad(readCalls, []);
    const [words, setWords] = useState('');
    if (loaded.error !== undefined) return <Failure error={loaded.error} retry={loaded.reload} />;
    if (!loaded.value) return <Loading />;
    const wanted = words.trim().toLowerCase();
    const calls = loaded.value.filter(({method, path, operation}) => !wanted || `${method} ${path} ${operation.summary}`.toLowerCase().includes(wanted));
    const tags = [...new Set(calls.map(call => call.operation.tags[0]))];
    return <>
        <div class="toolbar"><label class="search"><span class="hidden">{t('reference.search')}</span>
            <input type="search" placeholder={t('reference.search')} value={words} onInput={event => setWords(event.currentTarget.value)} /></label>
            <span class="spacer" /><span class="total">{t('reference.count', {n: calls.length})}</span></div>
        {tags.map(tag => <section key={tag} class="card"><h2><code>{tag}</code></h2>
            {calls.filter(call => call.operation.tags[0] === tag).map(call => <CallLine key={call.method + call.path} call={call} />)}</section>)}
    </>;
}

function CallLine({call}: {call: Call}) {
    const [open, setOpen] = useState(false);
    return <details class="call" onToggle={event => setOpen(event.currentTarget.open)}>
        <summary><code class={`method ${call.method.toLowerCase()}`}>{call.method}</code> <code>{call.path}</code> <span class="soft">{call.operation.summary}</span></summary>
        {open && <TryCall call={call} />}</details>;
}

function TryCall({call: {method, path, operation}}: {call: Call}) {
    const parameters = (operation.parameters ?? []).filter(one => one.name !== 'Muster-Tenant' && one.name !== 'Accept' && one.name !== 'Last-Event-ID');
    const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? ['', undefined];
    const [values, setValues] = useState<Record<string, string>>(() => Object.fromEntries(parameters.filter(one => one.in === 'path').map(one => [one.name, String(one.example ?? '')])));
    const [body, setBody] = useState(() => content?.example === undefined ? '' : typeof content.example === 'string' ? content.example : JSON.stringify(content.example, null, 2));
    const [answer, setAnswer] = useState<{status: string; text: string; bad: boolean} | null>(null);
    const {busy, error, run} = useAction();
    const missing = (operation['x-scopes'] ?? []).filter(scope => !can(scope as Scope));
    const given = (place: Parameter['in']) => Object.fromEntries(parameters.filter(one => one.in === place && values[one.name]).map(one => [one.name, values[one.name]]));
    const ask = () => run(async () => {
        const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
        const bytes = body ? new Blob([body], {type: type || 'application/json'}) : undefined;
        try {
            const response = await send(method as Method, address as Paths[Method], {query: given('query'), headers: given('header'), bytes});
            setAnswer({status: String(response.status), text: pretty(await response.text()), bad: false});
        } catch (failure) {
            if (!(failure instanceof Problem) || failure.status === 0) throw failure;
            setAnswer({status: String(failure.status), text: failure.errors.length ? JSON.stringify(failure.errors, null, 2) : failure.message, bad: true});
        }
    });
    return <div class="try">
        {operation.description && <p>{operation.description}</p>}
        {operation['x-promise-text'] && <p class="soft">{operation['x-promise-text']}</p>}
        {missing.length > 0 ? <Notice>{t('reference.missing', {scopes: missing.join(', ')})}</Notice> : <form class="try-form" onSubmit={event => { event.preventDefault(); ask(); }}>
            {parameters.map(one => <Field key={one.in + one.name} label={one.name} hint={one.description}>{attributes => one.schema.enum
                ? <select {...attributes} value={values[one.name] ?? ''} onChange={event => setValues({...values, [one.name]: event.currentTarget.value})}><option value="" />{one.schema.enum.map(value => <option key={value}>{value}</option>)}</select>
                : <input {...attributes} required={one.in === 'path'} placeholder={one.schema.default === undefined ? undefined : String(one.schema.default)} value={values[one.name] ?? ''} onInput={event => setValues({...values, [one.name]: event.currentTarget.value})} />}</Field>)}
            {operation.requestBody && <div class="try-body"><Field label={t('reference.body')}>{attributes => <textarea {...attributes} class="rule-area" rows={Math.min(12, body.split('\n').length + 1)} spellcheck={false} value={body} onInput={event => setBody(event.currentTarget.value)} />}</Field></div>}
            <div class="row try-body"><Button type="submit" kind={method === 'DELETE' ? 'danger' : 'primary'} busy={busy}>{t(method === 'GET' ? 'reference.ask' : 'reference.do')}</Button></div>
        </form>}
        {error !== undefined && <Failure error={error} />}
        {answer && <div role="status"><h3>{t('reference.answer')} <span class={answer.bad ? 'tag failed' : 'tag done'}>{answer.status}</span></h3>
            <pre class="answer" tabIndex={0} aria-label={t('reference.answer')}><code>{answer.text}</code></pre></div>}
        <h3>{t('reference.statuses')}</h3>
        <dl class="diff">{Object.entries(operation.responses).map(([status, one]) => <div key={status}><dt><code>{status}</code></dt><dd>{one.description}</dd></div>)}</dl>
    </div>;
}

function pretty(text: string): string {
    const cut = text.length > shown_bytes ? text.slice(0, shown_bytes) + '…' : text;
    try { return JSON.stringify(JSON.parse(text), null, 2).slice(0, shown_bytes); } catch { return cut; }
}
