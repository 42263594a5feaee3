// For those who connect programs: addresses of the APIs, credentials, declared fields.
import {useState} from 'preact/hooks';
import {call, Problem, send} from '../api/client';
import type {Credential, DeclaredField, FieldType, Page} from '../api/entities';
import {ago, t, type Key} from '../i18n';
import {link} from '../router';
import {declared, forgetProposals, loadFields} from '../state/catalogue';
import {can, tenant} from '../state/session';
import {Reference} from './reference';
import {Webhooks} from './webhooks';
import {Button, Copyable, Dialog, describe, Empty, Failure, Field, Head, Loading, Notice, say, useAction, useLoad} from '../ui/kit';

interface Api {
    name: string;
    title: string;
    path: (tenant: number) => string;
    kinds: string[];
    scopes: string[];
    curl: (base: string, secret: string, login: string) => string;
}

const ecwid = ['read_customers', 'create_customers', 'update_customers', 'read_customers_extrafields', 'update_customers_extrafields', 'delete_customers_extrafields', 'read_store_profile', 'read_orders', 'create_orders', 'update_orders'];
const capillary = ['user_groups.read', 'user_groups.write', 'customers.read', 'customers.write'];
const quote = (text: string) => `'${text.replace(/'/g, "'\\''")}'`;
export const apis: Api[] = [
    {name: 'native', title: 'Muster', path: () => '/v1', kinds: ['key', 'login'], scopes: ['read', 'write', 'manage'],
        curl: (base, secret, login) => login && login !== t('connect.your_login') ? `curl -i ${base}/session -d ${quote(JSON.stringify({login, password: secret}))}`
            : `curl ${base}/customers?limit=3 -H ${quote('Authorization: Bearer ' + secret)}`},
    {name: 'ecwid', title: 'Ecwid', path: id => `/ecwid/api/v3/${id}`, kinds: ['key'], scopes: ecwid,
        curl: (base, secret) => `curl ${base}/customers?limit=3 -H ${quote('Authorization: Bearer ' + secret)}`},
    {name: 'capillary', title: 'Capillary', path: () => '/capillary/v2', kinds: ['client', 'login'], scopes: capillary,
        curl: (base, secret, login) => `curl ${base.replace(/v2$/, 'v3/oauth/token/generate')} -H 'Content-Type: application/json' -d ${quote(JSON.stringify({key: login, secret}))}`},
    {name: 'nudgescribe', title: 'Nudgescribe', path: () => '/nudgescribe/v1', kinds: ['key', 'login'], scopes: [],
        curl: (base, secret) => `curl ${base}/auth -H ${quote('x-api-key: ' + secret)} -d '{"email": "…", "password": "…"}'`},
    {name: 'xtrakit', title: 'XtraKit', path: () => '/xtrakit/api/v1', kinds: ['key'], scopes: [],
        curl: (base, secret) => `curl ${base}/customer-groups -H ${quote('Authorization: Bearer ' + secret)}`},
    {name: 'nuweb', title: 'NuWeb', path: () => '/nuweb/v1', kinds: ['login'], scopes: [],
        curl: (base, secret, login) => `curl ${base}/login -H 'Content-Type: application/json' -d ${quote(JSON.stringify({email: login, password: secret}))}`},
];
const baseOf = (api: Api) => location.origin + api.path(tenant.value?.id ?? 1);

export function ConnectPage({tab}: {tab: string}) {
    const tabs = ['start', ...(can('manage') || can('admin') ? ['keys'] : []), ...(can('manage') && can('read') ? ['webhooks'] : []), 'fields', 'reference', 'server'];
    return <div class="page">
        <Head title={t('nav.connect')} sub={t('connect.text')} />
        <nav class="tabs" aria-label={t('nav.connect')}>{tabs.map(name => <a key={name} href={link('connect', name)} aria-current={tab === name ? 'page' : undefined}>{t(`connect_tab.${name}` as Key)}</a>)}</nav>
        {tab === 'keys' && tabs.includes('keys') ? <Keys /> : tab === 'webhooks' && tabs.includes('webhooks') ? <Webhooks /> : tab === 'fields' ? <Fields /> : tab === 'reference' ? <Reference /> : tab === 'server' ? <Server /> : <Start />}
    </div>;
}

function Start() {
    return <div class="api-grid">{apis.map(api => <section key={api.name} class="card">
        <div class="card-head"><h2>{api.title}</h2><a href={`/docs/${api.name}`}>{t('connect.reference')}</a></div>
        <p class="soft">{t(`api.${api.name}` as Key)}</p>
        <h3>{t('connect.base')}</h3><Copyable text={baseOf(api)} label={t('connect.base')} />
        <h3>{t('connect.try')}</h3><Copyable text={api.curl(baseOf(api), t('connect.your_key'), t('connect.your_login'))} label={t('connect.try')} />
    </section>)}</div>;
}

function Keys() {
    const loaded = useLoad(signal => call<Page<Credential>>('GET', '/v1/credentials', {query: {limit: 1000}, signal}), []);
    const [making, setMaking] = useState(false);
    const [revoking, setRevoking] = useState<Credential | null>(null);
    const action = useAction();
    return <section class="card">
        <div class="card-head"><h2>{t('connect_tab.keys')}</h2><Button kind="primary" icon="key" onClick={() => setMaking(true)}>{t('keys.make')}</Button></div>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : !loaded.value ? <Loading /> : loaded.value.items.length === 0 ? <Empty icon="key" title={t('keys.none')} />
            : <div class="scroll-x" role="region" tabIndex={0} aria-label={t('connect_tab.keys')}><table class="plain"><thead><tr><th scope="col">{t('keys.name')}</th><th scope="col">{t('keys.api')}</th><th scope="col">{t('keys.scopes')}</th><th scope="col">{t('keys.used')}</th><th scope="col"><span class="hidden">{t('act.revoke')}</span></th></tr></thead>
                <tbody>{loaded.value.items.map(one => <tr key={one.id}><th scope="row"><bdi>{one.name || one.login || t('keys.numbered', {id: String(one.id)})}</bdi>{one.login && one.name && <div class="soft"><bdi>{one.login}</bdi></div>}</th>
                    <td>{apis.find(api => api.name === one.dialect)?.title ?? one.dialect} <span class="tag">{t(`credential.${one.kind}` as Key)}</span></td>
                    <td class="scopes">{one.scopes.length === 0 ? <span class="soft">{t('keys.all_scopes')}</span> : one.scopes.map(scope => <code key={scope}>{scope}</code>)}</td>
                    <td>{one.last_used_at ? ago(one.last_used_at) : <span class="soft">{t('keys.never')}</span>}</td>
                    <td><Button kind="danger" onClick={() => setRevoking(one)}>{t('act.revoke')}</Button></td></tr>)}</tbody></table></div>}
        {making && <MakeKey onClose={() => { setMaking(false); loaded.reload(); }} />}
        {revoking && <Dialog title={t('keys.revoke_title', {name: revoking.name || revoking.login || String(revoking.id)})} onClose={() => setRevoking(null)}>
            <p>{t('keys.revoke_text')}</p>{action.error !== undefined && <Failure error={action.error} />}
            <div class="row end"><Button onClick={() => setRevoking(null)}>{t('act.cancel')}</Button><Button kind="danger" busy={action.busy} onClick={() => action.run(async () => {
                await send('DELETE', `/v1/credentials/${revoking.id}`);
                say(t('keys.revoked'));
                setRevoking(null);
                loaded.reload();
            })}>{t('act.revoke')}</Button></div></Dialog>}
    </section>;
}

function MakeKey({onClose}: {onClose: () => void}) {
    const [name, setName] = useState('');
    const [chosen, setChosen] = useState('native');
    const api = apis.find(one => one.name === chosen)!;
    const [kind, setKind] = useState(api.kinds[0]);
    const [login, setLogin] = useState('');
    const [password, setPassword] = useState('');
    const [scopes, setScopes] = useState<string[]>(['read']);
    const [made, setMade] = useState<Credential | null>(null);
    const {busy, error, run} = useAction();
    const at = (pointer: string) => error instanceof Problem ? error.at(pointer) : undefined;
    const isPerson = api.name === 'native' && kind === 'login';
    if (made) return <Dialog title={t('keys.made')} onClose={onClose}>
        <Notice kind="good" title={t('keys.once')}>{t('keys.once_text')}</Notice>
        <Copyable text={made.secret ?? ''} label={t('keys.secret')} />
        <h3>{t('connect.base')}</h3><Copyable text={baseOf(api)} label={t('connect.base')} />
        <h3>{t('connect.try')}</h3><Copyable text={api.curl(baseOf(api), made.secret ?? '', made.login ?? '')} label={t('connect.try')} />
        <div class="row end"><Button kind="primary" onClick={onClose}>{t('keys.stored')}</Button></div></Dialog>;
    return <Dialog title={t('keys.make')} onClose={onClose}><form onSubmit={event => { event.preventDefault(); run(async () => {
        const body = {dialect: api.name, kind, name: name || null, ...(kind === 'key' ? {} : {login}), ...(isPerson && password ? {secret: password} : {}), ...(api.scopes.length ? {scopes} : {}), ...(api.name === 'ecwid' ? {prefix: 'secret_'} : {}), ...(api.name === 'capillary' && kind === 'login' ? {secret_form: 'md5'} : {})};
        setMade(await call<Credential>('POST', '/v1/credentials', {body}));
    }); }}>
        <Field label={t('keys.api')}>{attributes => <select {...attributes} value={chosen} onChange={event => {
            const next = apis.find(one => one.name === event.currentTarget.value)!;
            setChosen(next.name); setKind(next.kinds[0]); setScopes(next.name === 'native' ? ['read'] : next.scopes);
        }}>{apis.map(one => <option key={one.name} value={one.name}>{one.title}</option>)}</select>}</Field>
        {api.kinds.length > 1 && <Field label={t('keys.kind')}>{attributes => <select {...attributes} value={kind} onChange={event => setKind(event.currentTarget.value)}>{api.kinds.map(one => <option key={one} value={one}>{t(`credential.${one}` as Key)}</option>)}</select>}</Field>}
        <Field label={t('keys.name')} hint={t('keys.name_hint')} error={at('/name')}>{attributes => <input {...attributes} value={name} onInput={event => setName(event.currentTarget.value)} />}</Field>
        {kind !== 'key' && <Field label={t('keys.login')} error={at('/login')}>{attributes => <input {...attributes} required value={login} onInput={event => setLogin(event.currentTarget.value)} />}</Field>}
        {isPerson && <Field label={t('signin.password')} hint={t('keys.password_hint')} error={at('/secret')}>{attributes => <input {...attributes} type="password" autoComplete="new-password" value={password} onInput={event => setPassword(event.currentTarget.value)} />}</Field>}
        {api.scopes.length > 0 && <fieldset class="choices"><legend>{t('keys.scopes')}</legend>{api.scopes.map(scope => <label key={scope}><input type="checkbox" checked={scopes.includes(scope)}
            onChange={() => setScopes(scopes.includes(scope) ? scopes.filter(one => one !== scope) : [...scopes, scope])} /><code>{scope}</code></label>)}</fieldset>}
        {error !== undefined && !at('/name') && !at('/login') && !at('/secret') && <p class="note bad" role="alert">{describe(error)}</p>}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button type="submit" kind="primary" busy={busy} disabled={(kind !== 'key' && !login) || (api.scopes.length > 0 && scopes.length === 0)}>{t('keys.make')}</Button></div>
    </form></Dialog>;
}

const types: FieldType[] = ['text', 'integer', 'decimal', 'number', 'boolean', 'date', 'datetime', 'enum', 'list'];

function Fields() {
    const [making, setMaking] = useState(false);
    const [removing, setRemoving] = useState<DeclaredField | null>(null);
    return <section class="card"><div class="card-head"><h2>{t('connect_tab.fields')}</h2>{can('manage') && <Button kind="primary" icon="plus" onClick={() => setMaking(true)}>{t('fields.make')}</Button>}</div>
        {declared.value.length === 0 ? <Empty icon="columns" title={t('fields.none')}>{t('fields.none_text')}</Empty>
            : <div class="scroll-x" role="region" tabIndex={0} aria-label={t('connect_tab.fields')}><table class="plain"><thead><tr><th scope="col">{t('fields.label')}</th><th scope="col">{t('fields.key')}</th><th scope="col">{t('fields.of')}</th><th scope="col">{t('fields.type')}</th><th scope="col"><span class="hidden">{t('act.remove')}</span></th></tr></thead>
                <tbody>{declared.value.map(field => <tr key={field.entity + field.key}><th scope="row"><bdi>{field.label || field.key}</bdi></th><td><code>{field.key}</code></td><td>{t(`entity.${field.entity}` as Key)}</td>
                    <td>{t(`type.${field.type}` as Key)}{field.unique ? `, ${t('fields.unique')}` : ''}{field.required ? `, ${t('fields.required')}` : ''}</td>
                    <td>{can('manage') && <Button kind="quiet" icon="trash" aria-label={t('act.remove_value', {value: field.label || field.key})} onClick={() => setRemoving(field)} />}</td></tr>)}</tbody></table></div>}
        {making && <MakeField onClose={() => setMaking(false)} />}
        {removing && <RemoveField field={removing} onClose={() => setRemoving(null)} />}
    </section>;
}

function MakeField({onClose}: {onClose: () => void}) {
    const [label, setLabel] = useState('');
    const [entity, setEntity] = useState('customer');
    const [type, setType] = useState<FieldType>('text');
    const [values, setValues] = useState('');
    const [unique, setUnique] = useState(false);
    const {busy, error, run} = useAction();
    const key = label.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').trim().replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '').toLowerCase();
    return <Dialog title={t('fields.make')} onClose={onClose}><form onSubmit={event => { event.preventDefault(); run(async () => {
        await call('POST', '/v1/fields', {body: {key, label, entity, type, unique, ...(type === 'enum' ? {values: values.split('\n').map(one => one.trim()).filter(Boolean)} : {}), ...(type === 'decimal' ? {format: '2'} : {})}});
        await loadFields();
        say(t('state.saved', {what: label}));
        onClose();
    }); }}>
        <Field label={t('fields.label')} hint={key ? t('fields.key_is', {key}) : undefined}>{attributes => <input {...attributes} required value={label} onInput={event => setLabel(event.currentTarget.value)} />}</Field>
        <Field label={t('fields.of')}>{attributes => <select {...attributes} value={entity} onChange={event => setEntity(event.currentTarget.value)}><option value="customer">{t('entity.customer')}</option><option value="group">{t('entity.group')}</option></select>}</Field>
        <Field label={t('fields.type')}>{attributes => <select {...attributes} value={type} onChange={event => setType(event.currentTarget.value as FieldType)}>{types.map(one => <option key={one} value={one}>{t(`type.${one}` as Key)}</option>)}</select>}</Field>
        {type === 'enum' && <Field label={t('fields.values')} hint={t('fields.values_hint')}>{attributes => <textarea {...attributes} rows={4} required value={values} onInput={event => setValues(event.currentTarget.value)} />}</Field>}
        <label class="check"><input type="checkbox" checked={unique} onChange={event => setUnique(event.currentTarget.checked)} />{t('fields.unique_hint')}</label>
        {error !== undefined && <p class="note bad" role="alert">{describe(error)}</p>}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button type="submit" kind="primary" busy={busy} disabled={!key}>{t('act.save')}</Button></div>
    </form></Dialog>;
}

function RemoveField({field, onClose}: {field: DeclaredField; onClose: () => void}) {
    const dry = useLoad(signal => call<Record<string, unknown>>('DELETE', `/v1/fields/${field.entity}/${encodeURIComponent(field.key)}`, {query: {dry_run: true}, signal}), [field.key]);
    const {busy, error, run} = useAction();
    const count = Object.entries(dry.value ?? {}).find(([name, value]) => name !== 'dry_run' && typeof value === 'number')?.[1] as number | undefined;
    return <Dialog title={t('fields.remove_title', {name: field.label || field.key})} onClose={onClose}>
        {dry.error !== undefined ? <Failure error={dry.error} /> : dry.value ? <Notice>{count !== undefined ? t('fields.remove_effect', {n: count}) : t('fields.remove_text')}</Notice> : <Loading rows={1} />}
        {error !== undefined && <Failure error={error} />}
        <div class="row end"><Button onClick={onClose}>{t('act.cancel')}</Button><Button kind="danger" busy={busy} disabled={!dry.value} onClick={() => run(async () => {
            await send('DELETE', `/v1/fields/${field.entity}/${encodeURIComponent(field.key)}`);
            forgetProposals();
            await loadFields();
            onClose();
        })}>{t('act.remove')}</Button></div></Dialog>;
}

function Server() {
    const loaded = useLoad(async signal => (await fetch('/ready', {signal, cache: 'no-store'})).ok, []);
    return <section class="card"><h2>{t('connect_tab.server')}</h2>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} /> : loaded.value === undefined ? <Loading rows={1} /> : <Notice kind={loaded.value ? 'good' : 'bad'}>{t(loaded.value ? 'server.ready' : 'server.not_ready')}</Notice>}
        <ul class="links-list"><li><a href="/docs">{t('nav.docs')}</a></li>{apis.map(api => <li key={api.name}><a href={`/openapi/${api.name}.json`}>OpenAPI: {api.title}</a></li>)}
            <li><a href="/health">{t('nav.health')}</a></li><li><a href="/licences.txt">{t('nav.licences')}</a></li></ul>
    </section>;
}
