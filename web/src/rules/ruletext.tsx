// The editor of a rule's text. Until its code has arrived, a plain text area takes its place.
import {useEffect, useRef, useState} from 'preact/hooks';
import {t} from '../i18n';
import type {Fault} from './draft';
import type {RuleText as Editor} from './editor';

interface Props {text: string; fault: Fault | null; label: string; onText: (text: string) => void; onEnter?: () => void; focus?: boolean}

export function RuleText({text, fault, label, onText, onEnter, focus}: Props) {
    const host = useRef<HTMLDivElement>(null);
    const editor = useRef<Editor | null>(null);
    const latest = useRef({text, onText, onEnter});
    latest.current = {text, onText, onEnter};
    const [failed, setFailed] = useState(false);
    useEffect(() => {
        let gone = false;
        import('./editor').then(({createRuleText}) => {
            if (gone) return;
            editor.current = createRuleText(host.current!, latest.current.text, {label, hint: t('rule.hint'), cureLabel: cure => t('rule.use', {cure}),
                onText: next => latest.current.onText(next), onEnter: onEnter ? () => latest.current.onEnter?.() : undefined});
            if (focus) editor.current.focus();
        }, () => setFailed(true));
        return () => { gone = true; editor.current?.destroy(); };
    }, []);
    useEffect(() => { editor.current?.set(text); }, [text]);
    useEffect(() => { editor.current?.fault(fault); }, [fault]);
    if (failed) return <textarea class="rule-area" aria-label={label} value={text} onInput={event => onText(event.currentTarget.value)} />;
    return <div class="rule-text" ref={host} />;
}
