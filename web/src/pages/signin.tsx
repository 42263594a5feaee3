// The way in, and the first steps where there is no tenant yet.
import {useState} from 'preact/hooks';
import {t} from '../i18n';
import {Problem} from '../api/client';
import {addTenant, can, enter, expired, leave} from '../state/session';
import {Brand, Preferences} from '../ui/shell';
import {Button, describe, Field, Notice, say, useAction} from '../ui/kit';

export function SignIn() {
    const [way, setWay] = useState<'password' | 'key'>('password');
    const [login, setLogin] = useState('');
    const [password, setPassword] = useState('');
    const [key, setKey] = useState('');
    const {busy, error, run, clear} = useAction();
    const byKey = way === 'key';
    const wrong = error instanceof Problem && error.status === 401;
    const fault = error ? (wrong ? t(byKey ? 'signin.wrong_key' : 'signin.wrong_password') : describe(error)) : undefined;
    const choose = (next: typeof way) => { setWay(next); clear(); };
    return <main class="center-page"><div class="card entrance">
        <Brand />
        <h1>{t('signin.title')}</h1>
        {expired.value && !error && <Notice>{t('signin.expired')}</Notice>}
        <div class="segmented" role="group" aria-label={t('signin.way')}>
            <button type="button" aria-pressed={!byKey} onClick={() => choose('password')}>{t('signin.by_password')}</button>
            <button type="button" aria-pressed={byKey} onClick={() => choose('key')}>{t('signin.by_key')}</button></div>
        <form onSubmit={event => { event.preventDefault(); run(() => enter(byKey ? {key: key.trim()} : {login: login.trim(), password})); }}>
            {byKey ? <Field label={t('signin.key')} hint={t('signin.key_hint')} error={fault}>
                {attributes => <input {...attributes} type="password" autoComplete="off" required value={key} onInput={event => setKey(event.currentTarget.value)} />}</Field>
            : <><Field label={t('signin.login')}>
                {attributes => <input {...attributes} type="text" inputMode="email" autoComplete="username" autoCapitalize="none" spellcheck={false} required value={login} onInput={event => setLogin(event.currentTarget.value)} />}</Field>
                <Field label={t('signin.password')} hint={t('signin.password_hint')} error={fault}>
                    {attributes => <input {...attributes} type="password" autoComplete="current-password" required value={password} onInput={event => setPassword(event.currentTarget.value)} />}</Field></>}
            <Button type="submit" kind="primary" busy={busy} disabled={byKey ? !key.trim() : !login.trim() || !password}>{t('signin.go')}</Button>
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
        <Button kind="quiet" icon="leave" onClick={() => leave().catch(fault => say(describe(fault), true))}>{t('act.log_out')}</Button>
    </div></main>;
}
