// The way in, and the first steps where there is no tenant yet.
import {useState} from 'preact/hooks';
import {t} from '../i18n';
import {Problem} from '../api/client';
import {addTenant, can, enter, expired, leave} from '../state/session';
import {Brand, Preferences} from '../ui/shell';
import {Button, describe, Field, Notice, useAction} from '../ui/kit';

export function SignIn() {
    const [key, setKey] = useState('');
    const {busy, error, run} = useAction();
    const wrong = error instanceof Problem && error.status === 401;
    return <main class="center-page"><div class="card entrance">
        <Brand />
        <h1>{t('signin.title')}</h1>
        <p class="soft">{t('signin.text')}</p>
        {expired.value && !error && <Notice>{t('signin.expired')}</Notice>}
        <form onSubmit={event => { event.preventDefault(); run(() => enter(key)); }}>
            <Field label={t('signin.key')} hint={t('signin.hint')} error={error ? (wrong ? t('signin.wrong') : describe(error)) : undefined}>
                {attributes => <input {...attributes} type="password" autoComplete="off" required value={key} onInput={event => setKey(event.currentTarget.value)} />}</Field>
            <Button type="submit" kind="primary" busy={busy} disabled={!key.trim()}>{t('signin.go')}</Button>
        </form>
        <p class="links"><a href="/docs">{t('nav.docs')}</a> <a href="/health">{t('nav.health')}</a></p>
        <Preferences />
    </div></main>;
}

export function NoTenant() {
    const [name, setName] = useState('');
    const {busy, error, run} = useAction();
    const slug = name.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40);
    return <main class="center-page"><div class="card entrance">
        <Brand />
        <h1>{t('tenant.title')}</h1>
        <p class="soft">{t(can('admin') ? 'tenant.text' : 'tenant.none')}</p>
        {can('admin') && <form onSubmit={event => { event.preventDefault(); run(() => addTenant(name, slug)); }}>
            <Field label={t('tenant.name')} hint={slug ? t('tenant.slug', {slug}) : undefined} error={error ? describe(error) : undefined}>
                {attributes => <input {...attributes} required value={name} onInput={event => setName(event.currentTarget.value)} />}</Field>
            <Button type="submit" kind="primary" busy={busy} disabled={!slug}>{t('tenant.go')}</Button>
        </form>}
        <Button kind="quiet" icon="leave" onClick={leave}>{t('act.log_out')}</Button>
    </div></main>;
}
