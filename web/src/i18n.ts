// Messages in the person's language, and numbers and dates as that language writes them.
import {signal} from '@preact/signals';
import german from './messages/de.json';
import english from './messages/en.json';

export type Key = keyof typeof english;
type Language = 'en' | 'de';
type Parameters = Record<string, string | number>;

const messages: Record<Language, Record<Key, string>> = {en: english, de: german};
const stored = localStorage.getItem('muster.language');
const preferred = stored ?? navigator.language.slice(0, 2);
export const language = signal<Language>(preferred === 'de' ? 'de' : 'en');
document.documentElement.lang = language.value;

export function speak(chosen: Language) {
    language.value = chosen;
    localStorage.setItem('muster.language', chosen);
    document.documentElement.lang = chosen;
}

// "{n} customer|{n} customers": the form is chosen by n. Numbers are written with separators.
export function t(key: Key, parameters: Parameters = {}): string {
    const forms = messages[language.value][key].split('|');
    const form = forms.length > 1 && parameters.n !== 1 ? forms[1] : forms[0];
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = parameters[name];
        return typeof value === 'number' ? number(value) : String(value ?? '');
    });
}

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function cached<F extends Intl.NumberFormat | Intl.DateTimeFormat>(name: string, make: () => F): F {
    const key = language.value + name;
    if (!formats.has(key)) formats.set(key, make());
    return formats.get(key) as F;
}

export function number(value: number, places?: number): string {
    return cached('n' + places, () => new Intl.NumberFormat(language.value, places === undefined
        ? {maximumFractionDigits: 12} : {minimumFractionDigits: places, maximumFractionDigits: places}))
        .format(value);
}

export function percent(share: number): string {
    return cached('p', () => new Intl.NumberFormat(language.value, {style: 'percent', maximumFractionDigits: 1}))
        .format(share);
}

// A date without a time is a day, the same everywhere. A moment is shown in the reader's zone.
export function day(text: string): string {
    const date = new Date(text.slice(0, 10) + 'T00:00:00Z');
    if (Number.isNaN(date.getTime())) return text;
    return cached('d', () => new Intl.DateTimeFormat(language.value, {dateStyle: 'medium', timeZone: 'UTC'}))
        .format(date);
}

export function moment(text: string): string {
    const date = new Date(text);
    if (Number.isNaN(date.getTime())) return text;
    return cached('m', () => new Intl.DateTimeFormat(language.value, {dateStyle: 'medium', timeStyle: 'short'}))
        .format(date);
}

export function ago(text: string): string {
    const seconds = (Date.now() - new Date(text).getTime()) / 1000;
    const format = new Intl.RelativeTimeFormat(language.value, {numeric: 'auto'});
    if (seconds < 60) return format.format(-Math.max(0, Math.round(seconds)), 'second');
    if (seconds < 3600) return format.format(-Math.round(seconds / 60), 'minute');
    if (seconds < 86400) return format.format(-Math.round(seconds / 3600), 'hour');
    if (seconds < 86400 * 45) return format.format(-Math.round(seconds / 86400), 'day');
    return day(text);
}

export function bytes(count: number): string {
    if (count < 1024 * 1024) return `${number(Math.max(1, Math.round(count / 1024)))} KB`;
    return `${number(count / 1024 / 1024, 1)} MB`;
}
