// What surrounds every page: navigation, tenant, language, look, log-out.
import type {ComponentChildren} from 'preact';
import {t, language, speak, type Key} from '../i18n';
import {link, route} from '../router';
import {choose, leave, me, tenant, tenants} from '../state/session';
import {RunningJobs} from '../pages/files';
import {Icon, type IconName} from './icons';
import {Button, Popover, describe, say} from './kit';
import {choose as chooseTheme, theme, type Theme} from './theme';

const pages: [string, IconName][] = [['customers', 'people'], ['groups', 'group'], ['overlap', 'overlap'], ['files', 'upload'], ['changes', 'history'], ['connect', 'connect']];

export function Brand() {
    return <span class="brand"><svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="12.5" cy="16" r="8" /><circle class="second" cx="19.5" cy="16" r="8" /></svg>Muster</span>;
}

export function Preferences() {
    return <div class="preferences">
        <label>{t('prefs.language')}<select value={language.value} onChange={event => speak(event.currentTarget.value === 'de' ? 'de' : 'en')}>
            <option value="en">English</option><option value="de">Deutsch</option></select></label>
        <label>{t('prefs.theme')}<select value={theme.value} onChange={event => chooseTheme(event.currentTarget.value as Theme)}>
            <option value="system">{t('prefs.system')}</option><option value="light">{t('prefs.light')}</option><option value="dark">{t('prefs.dark')}</option></select></label>
    </div>;
}

function TenantSwitch() {
    if (tenants.value.length < 2) return <span class="tenant-name">{tenant.value?.name || tenant.value?.slug}</span>;
    return <label class="tenant-switch"><span class="hidden">{t('prefs.tenant')}</span>
        <select value={String(tenant.value?.id)} onChange={event => {
            const chosen = tenants.value.find(one => String(one.id) === event.currentTarget.value);
            if (chosen) choose(chosen).then(() => { location.hash = link('customers'); }, error => say(describe(error), true));
        }}>{tenants.value.map(one => <option key={one.id} value={String(one.id)}>{one.name || one.slug}</option>)}</select></label>;
}

export function Shell({children}: {children: ComponentChildren}) {
    const current = route.value.parts[0] ?? 'customers';
    return <div class="shell">
        <a class="skip" href="#main" onClick={event => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{t('nav.skip')}</a>
        <header class="side">
            <a class="home" href={link('customers')} aria-label="Muster"><Brand /></a>
            <TenantSwitch />
            <nav aria-label={t('nav.pages')}>{pages.map(([page, icon]) =>
                <a key={page} href={link(page)} aria-current={current === page ? 'page' : undefined}><Icon name={icon} /><span>{t(`nav.${page}` as Key)}</span></a>)}</nav>
            <div class="side-end">
                <RunningJobs />
                <Popover kind="quiet" icon="sun" title={t('prefs.title')} align="end">{() => <><Preferences />
                    <p class="note">{t('prefs.who', {name: me.value?.principal ?? ''})}</p>
                    <Button icon="leave" onClick={() => leave().catch(error => say(describe(error), true))}>{t('act.log_out')}</Button></>}</Popover>
            </div>
        </header>
        <main id="main" tabIndex={-1}>{children}</main>
    </div>;
}
