// Light, dark, or as the system says.
import {signal} from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
const stored = localStorage.getItem('muster.theme');
export const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');

export function applyTheme() {
    if (theme.value === 'system') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.dataset.theme = theme.value;
}
export function choose(chosen: Theme) {
    theme.value = chosen;
    localStorage.setItem('muster.theme', chosen);
    applyTheme();
}
