// The text of a rule, with completion and faults at their place. CodeMirror lives in a shadow root:
// there its styles need no <style> element, which the Content-Security-Policy would refuse.
import {autocompletion, acceptCompletion, completionKeymap, startCompletion, type Completion, type CompletionContext, type CompletionResult} from '@codemirror/autocomplete';
import {defaultKeymap, history, historyKeymap} from '@codemirror/commands';
import {bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting} from '@codemirror/language';
import {setDiagnostics} from '@codemirror/lint';
import {EditorState, Prec} from '@codemirror/state';
import {EditorView, keymap, placeholder} from '@codemirror/view';
import {fieldOf, fields, groups, proposalsFor} from '../state/catalogue';
import type {Fault} from './draft';
import {tags} from '@lezer/highlight';

const keywords = ['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'IS NULL', 'IS NOT NULL', 'IS TRUE', 'IS NOT TRUE', 'LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE', 'NOT IN', "&& ARRAY['']", "@> ARRAY['']", 'LOWER()', 'UPPER()', 'EXTRACT(MONTH FROM )', 'EXTRACT(DAY FROM )', 'MEMBER OF', 'NOT MEMBER OF', 'NOT MEMBER OF ANY', "SINCE BEFORE NOW() - INTERVAL '30 days'", "SINCE AFTER CURRENT_DATE - 30", 'NOW()', "NOW() - INTERVAL '30 days'", "DATE ''", 'CURRENT_DATE', "DATE_TRUNC('month', NOW())", 'TRUE', 'FALSE'];
const word = /^(and|or|not|in|between|is|null|true|false|like|ilike|member|of|now|interval|date|timestamp|any|all|array|lower|upper|cast|as|numeric|collate|extract|from|date_trunc|current_date|since|before|after)\b/i;

const language = StreamLanguage.define<null>({
    startState: () => null,
    token(stream) {
        if (stream.eatSpace()) return null;
        if (stream.match(/^'(?:[^']|'')*'?/)) return 'string';
        if (stream.match(/^-?\d+(\.\d+)?/)) return 'number';
        if (stream.match(word)) return 'keyword';
        if (stream.match(/^(fields\.)?("(?:[^"]|"")*"?|[a-z_][\w]*)/i)) return 'variableName';
        if (stream.match(/^[<>=!&@]+/)) return 'operator';
        stream.next();
        return null;
    },
});

const quoted = (text: string) => `'${text.replace(/'/g, "''")}'`;
const names = (): Completion[] => fields.value.map(field => ({label: field.name.replace(/^fields\./, ''), apply: field.name, detail: field.type, type: 'property', boost: 2}));
const words: Completion[] = keywords.map(label => ({label, type: 'keyword'}));

async function complete(context: CompletionContext): Promise<CompletionResult | null> {
    const before = context.state.doc.sliceString(0, context.pos);
    const group = /member\s+of\s+('[^']*|\w*)$/i.exec(before);
    if (group) return {from: context.pos - group[1].length, validFor: /^('[^']*|\w*)$/,
        options: groups.value.map(one => ({label: one.name, apply: String(one.id), detail: String(one.member_count), type: 'class', displayLabel: one.name}))
            .map(one => group[1].startsWith("'") ? {...one, label: `'${one.label}`, displayLabel: one.label} : one)};
    const value = /((?:fields\.)?(?:"[^"]*"|[a-z_]\w*))\s*(?:=|<>|!=|in\s*\((?:[^()]*,)?)\s*('[^']*|)$/i.exec(before);
    const field = value && (fieldOf(value[1]) ?? fieldOf('fields.' + value[1]));
    if (value && field && (field.type === 'text' || field.type === 'enum')) {
        const found = await proposalsFor(field);
        // The closing quote that may stand there already is replaced too.
        const next = context.state.doc.sliceString(context.pos, context.pos + 1) === "'" && value[2] ? 1 : 0;
        return {from: context.pos - value[2].length, to: context.pos + next, options: found.map(text => ({label: quoted(text), type: 'text'}))};
    }
    const piece = context.matchBefore(/[\w."]+/);
    if (!piece && !context.explicit) return null;
    return {from: piece?.from ?? context.pos, options: [...names(), ...words], validFor: /^[\w."]*$/};
}

const colours = HighlightStyle.define([
    {tag: tags.string, color: 'var(--code-text)'}, {tag: tags.number, color: 'var(--code-number)'},
    {tag: tags.keyword, color: 'var(--code-word)', fontWeight: '600'}, {tag: tags.variableName, color: 'var(--ink)'}, {tag: tags.operator, color: 'var(--soft)'},
]);

const look = EditorView.theme({
    '&': {fontSize: '14px', color: 'var(--ink)', backgroundColor: 'var(--sheet)', borderRadius: '8px', border: '1px solid var(--edge)'},
    '&.cm-focused': {outline: '2px solid var(--accent)', outlineOffset: '1px'},
    '.cm-content': {fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace', padding: '10px 4px', caretColor: 'var(--ink)', minHeight: '22px'},
    '.cm-line': {padding: '0 8px'},
    '.cm-cursor': {borderLeftColor: 'var(--ink)'},
    '.cm-placeholder': {color: 'var(--soft)'},
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {backgroundColor: 'var(--tint) !important'},
    '.cm-tooltip': {backgroundColor: 'var(--sheet)', color: 'var(--ink)', border: '1px solid var(--edge)', borderRadius: '8px', boxShadow: 'var(--shadow)', overflow: 'hidden'},
    '.cm-tooltip.cm-tooltip-autocomplete > ul': {fontFamily: 'inherit', maxHeight: '14em'},
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {padding: '4px 10px', lineHeight: '1.4'},
    '.cm-tooltip-autocomplete ul li[aria-selected]': {backgroundColor: 'var(--accent)', color: 'var(--on-accent)'},
    '.cm-completionDetail': {opacity: '.75', fontStyle: 'normal', marginLeft: '1em'},
    '.cm-completionIcon': {display: 'none'},
    '.cm-diagnostic': {padding: '6px 10px', borderLeft: 'none'},
    '.cm-diagnosticAction': {backgroundColor: 'var(--accent)', color: 'var(--on-accent)', borderRadius: '6px', padding: '2px 8px', marginTop: '4px', display: 'block'},
    '.cm-lintRange-error': {backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)', textDecorationSkipInk: 'none', textUnderlineOffset: '3px'},
    '.cm-lintPoint-error:after': {borderBottomColor: 'var(--bad)'},
});

export interface RuleText {set(text: string): void; fault(fault: Fault | null): void; focus(): void; destroy(): void}

function unitsBefore(text: string, byte: number): number {
    return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, byte)).length;
}

// The word at the place of a fault, or one character.
function range(text: string, byte: number): {from: number; to: number} {
    const from = Math.min(unitsBefore(text, byte), text.length);
    const piece = /^('[^']*'?|[\w."]+|\S)/.exec(text.slice(from));
    return {from, to: from + (piece?.[0].length ?? 0)};
}

export interface EditorOptions {label: string; hint: string; cureLabel: (cure: string) => string; onText: (text: string) => void; onEnter?: () => void}

export function createRuleText(host: HTMLElement, text: string, options: EditorOptions): RuleText {
    const root = host.shadowRoot ?? host.attachShadow({mode: 'open', delegatesFocus: true});
    let silent = false;
    const view = new EditorView({
        parent: root as unknown as HTMLElement, root,
        state: EditorState.create({doc: text, extensions: [
            history(), bracketMatching(), EditorView.lineWrapping, language, syntaxHighlighting(colours), look, placeholder(options.hint),
            autocompletion({override: [complete], icons: false, activateOnTypingDelay: 30}),
            Prec.high(keymap.of([{key: 'Tab', run: acceptCompletion}, ...(options.onEnter ? [{key: 'Enter', run: (target: EditorView) => acceptCompletion(target) || (options.onEnter!(), true)}] : [])])),
            keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
            // A browser that replaces marked text itself copies its look into an inline style, which
            // the Content-Security-Policy refuses.
            EditorView.domEventHandlers({beforeinput(event, target) {
                if (event.isComposing || event.data === null || !event.inputType.startsWith('insert') || target.state.selection.main.empty) return false;
                target.dispatch(target.state.replaceSelection(event.data), {userEvent: 'input.type'});
                return true;
            }}),
            EditorView.contentAttributes.of({'aria-label': options.label, spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off'}),
            EditorView.updateListener.of(update => {
                if (!update.docChanged || silent) return;
                options.onText(update.state.doc.toString());
                // A value is proposed as soon as its place is reached.
                if (/(=|<>|member of|\() ?$/i.test(update.state.doc.sliceString(0, update.state.selection.main.head)) && update.transactions.some(one => one.isUserEvent('input'))) startCompletion(view);
            }),
        ]}),
    });
    return {
        set(next) {
            if (next === view.state.doc.toString() || view.hasFocus) return;
            silent = true;
            view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: next}});
            silent = false;
        },
        fault(fault) {
            const now = view.state.doc.toString();
            const place = fault ? range(now, fault.byte ?? 0) : null;
            view.dispatch(setDiagnostics(view.state, fault && place ? [{...place, severity: 'error', message: fault.message,
                actions: fault.cure ? [{name: options.cureLabel(fault.cure), apply: (target, from, to) => { target.dispatch({changes: {from, to, insert: fault.cure}}); target.focus(); }}] : []}] : []));
        },
        focus: () => view.focus(),
        destroy: () => view.destroy(),
    };
}
