// The small parts that all pages are made of.
import type {ComponentChildren, JSX} from 'preact';
import {useCallback, useEffect, useId, useRef, useState} from 'preact/hooks';
import {signal} from '@preact/signals';
import {Problem} from '../api/client';
import {t} from '../i18n';
import {Icon, type IconName} from './icons';

type ButtonProps = Omit<JSX.IntrinsicElements['button'], 'icon' | 'disabled' | 'type' | 'class' | 'className'> & {
    kind?: 'primary' | 'plain' | 'quiet' | 'danger'; icon?: IconName; busy?: boolean; disabled?: boolean; type?: 'button' | 'submit'; children?: ComponentChildren;
};
export function Button({kind = 'plain', icon, busy, children, type = 'button', disabled, ...rest}: ButtonProps) {
    return <button type={type} class={children ? `button ${kind}` : `button ${kind} bare`} disabled={disabled || busy}
        aria-busy={busy || undefined} {...rest}>
        {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}{children}
    </button>;
}

export function LinkButton({href, kind = 'plain', icon, children}: {href: string; kind?: 'primary' | 'plain' | 'quiet'; icon?: IconName; children: ComponentChildren}) {
    return <a class={`button ${kind}`} href={href}>{icon && <Icon name={icon} />}{children}</a>;
}

// A labelled input with its hint or the server's error below it.
export function Field({label, hint, error, children}: {label: string; hint?: string; error?: string; children: (attributes: {id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean}) => ComponentChildren}) {
    const id = useId();
    const note = error || hint;
    return <div class="field">
        <label for={id}>{label}</label>
        {children({id, 'aria-describedby': note ? id + '-note' : undefined, 'aria-invalid': error ? true : undefined})}
        {note && <p id={id + '-note'} class={error ? 'note bad' : 'note'}>{note}</p>}
    </div>;
}

export function Dialog({title, onClose, children, wide}: {title: string; onClose: () => void; children: ComponentChildren; wide?: boolean}) {
    const dialog = useRef<HTMLDialogElement>(null);
    const id = useId();
    useEffect(() => {
        const element = dialog.current!;
        if (!element.open) element.showModal();
        return () => element.close();
    }, []);
    return <dialog ref={dialog} class={wide ? 'dialog wide' : 'dialog'} aria-labelledby={id}
        onCancel={event => { event.preventDefault(); onClose(); }}
        onMouseDown={event => { if (event.target === dialog.current) onClose(); }}>
        <div class="dialog-body">
            <header><h2 id={id}>{title}</h2><Button kind="quiet" icon="close" aria-label={t('act.close')} onClick={onClose} /></header>
            {children}
        </div>
    </dialog>;
}

// A button that opens a panel below itself. Escape, and a click elsewhere, close it.
export function Popover({label, icon, kind = 'plain', title, children, align = 'start'}: {label?: ComponentChildren; icon?: IconName; kind?: 'plain' | 'quiet'; title: string; children: (close: () => void) => ComponentChildren; align?: 'start' | 'end'}) {
    const [open, setOpen] = useState(false);
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (!open) return;
        const outside = (event: Event) => { if (!box.current?.contains(event.target as Node)) setOpen(false); };
        document.addEventListener('pointerdown', outside);
        document.addEventListener('focusin', outside);
        return () => { document.removeEventListener('pointerdown', outside); document.removeEventListener('focusin', outside); };
    }, [open]);
    const close = () => { setOpen(false); box.current?.querySelector('button')?.focus(); };
    return <div class="popover" ref={box} onKeyDown={event => { if (event.key === 'Escape' && open) { event.stopPropagation(); close(); } }}>
        <Button kind={kind} icon={icon} aria-expanded={open} aria-label={title} title={label ? undefined : title} onClick={() => setOpen(!open)}>{label}</Button>
        {open && <div class={`panel ${align}`} role="group" aria-label={title}>{children(close)}</div>}
    </div>;
}

interface Note {id: number; text: string; bad: boolean}
const notes = signal<Note[]>([]);
let noteCount = 0;
export function say(text: string, bad = false) {
    const note = {id: ++noteCount, text, bad};
    notes.value = [...notes.value.slice(-2), note];
    setTimeout(() => { notes.value = notes.value.filter(one => one !== note); }, bad ? 9000 : 4500);
}
export function Notes() {
    return <div class="notes" role="status" aria-live="polite">
        {notes.value.map(note => <p key={note.id} class={note.bad ? 'toast bad' : 'toast'}>
            <Icon name={note.bad ? 'warning' : 'check'} />{note.text}</p>)}
    </div>;
}

export function describe(error: unknown): string {
    if (!(error instanceof Problem)) return String((error as Error)?.message ?? error);
    if (error.status === 0) return t('error.offline');
    if (error.status === 403) return t('error.forbidden');
    return error.message;
}

export function Notice({kind = 'info', title, children, action}: {kind?: 'info' | 'bad' | 'good'; title?: string; children?: ComponentChildren; action?: ComponentChildren}) {
    return <div class={`notice ${kind}`} role={kind === 'bad' ? 'alert' : undefined}>
        <Icon name={kind === 'bad' ? 'warning' : kind === 'good' ? 'check' : 'info'} />
        <div>{title && <strong>{title}</strong>}{children && <div>{children}</div>}</div>{action}
    </div>;
}

export function Failure({error, retry}: {error: unknown; retry?: () => void}) {
    return <Notice kind="bad" title={t('error.title')} action={retry && <Button onClick={retry}>{t('act.retry')}</Button>}>{describe(error)}</Notice>;
}

export function Empty({icon, title, children, action}: {icon: IconName; title: string; children?: ComponentChildren; action?: ComponentChildren}) {
    return <div class="empty"><span class="empty-icon"><Icon name={icon} /></span><h2>{title}</h2>{children && <p>{children}</p>}
        {action && <div class="row center">{action}</div>}</div>;
}

export function Loading({rows = 4}: {rows?: number}) {
    return <div class="skeletons" role="status"><span class="hidden">{t('state.loading')}</span>
        {Array.from({length: rows}, (_, at) => <span key={at} class={`skeleton w${at % 3}`} />)}</div>;
}

export function Head({title, children, back, sub}: {title: ComponentChildren; children?: ComponentChildren; back?: {href: string; label: string}; sub?: ComponentChildren}) {
    return <header class="head">
        <div class="head-text">{back && <a class="back" href={back.href}><Icon name="back" />{back.label}</a>}
            <h1 tabIndex={-1}>{title}</h1>{sub && <div class="sub">{sub}</div>}</div>
        {children && <div class="row actions">{children}</div>}
    </header>;
}

export function Copyable({text, label}: {text: string; label: string}) {
    return <div class="copyable"><pre tabIndex={0} aria-label={label}><code>{text}</code></pre>
        <Button kind="quiet" icon="copy" aria-label={t('act.copy')} title={t('act.copy')} onClick={() => {
            navigator.clipboard.writeText(text).then(() => say(t('state.copied')), () => say(t('error.copy'), true));
        }} /></div>;
}

// An answer that belongs to the present dependencies; an older one never replaces it.
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, dependencies: readonly unknown[]) {
    const [state, setState] = useState<{value?: T; error?: unknown; loading: boolean}>({loading: true});
    const [round, setRound] = useState(0);
    useEffect(() => {
        const abort = new AbortController();
        setState(old => ({value: old.value, loading: true}));
        load(abort.signal).then(value => { if (!abort.signal.aborted) setState({value, loading: false}); },
            error => { if (!abort.signal.aborted) setState(old => ({value: old.value, error, loading: false})); });
        return () => abort.abort();
    }, [...dependencies, round]);
    const reload = useCallback(() => setRound(count => count + 1), []);
    return {...state, reload};
}

// Runs an action of a button: busy while it runs, and the failure as a message.
export function useAction() {
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<unknown>();
    const run = async (action: () => Promise<void>) => {
        setBusy(true);
        setError(undefined);
        try { await action(); } catch (failure) { setError(failure); } finally { setBusy(false); }
    };
    return {busy, error, run, clear: () => setError(undefined)};
}

export function useInterval(run: () => void, milliseconds: number, on = true) {
    const latest = useRef(run);
    latest.current = run;
    useEffect(() => {
        if (!on) return;
        const timer = setInterval(() => { if (!document.hidden) latest.current(); }, milliseconds);
        return () => clearInterval(timer);
    }, [milliseconds, on]);
}
