// The rule builder: blocks, the text, and what they select.
import {useEffect, useMemo} from 'preact/hooks';
import {number, percent, t} from '../i18n';
import type {Crowd} from '../api/entities';
import {titleOf} from '../state/catalogue';
import {link} from '../router';
import {Button, Failure} from '../ui/kit';
import {Icon} from '../ui/icons';
import {Blocks} from './blocks';
import {RuleDraft, type Draft} from './draft';
import {RuleText} from './ruletext';

const costly = 100; // conditions: a rule that a person writes has a few

export function useRuleDraft(text: string, group?: number): RuleDraft {
    const draft = useMemo(() => new RuleDraft(text, group), [group]);
    useEffect(() => () => draft.stop(), [draft]);
    return draft;
}

export function RuleBuilder({draft}: {draft: RuleDraft}) {
    const state = draft.state.value;
    return <div class="builder">
        <div class="builder-edit">
            <section class="card"><h2>{t('rule.blocks')}</h2>
                {state.textIsNewer && state.fault && <p class="note">{t('rule.blocks_wait')}</p>}
                <Blocks draft={draft} />
            </section>
            <section class="card"><h2>{t('rule.text')}</h2>
                <RuleText text={state.text} fault={state.fault} label={t('rule.text')} onText={text => draft.setText(text)} />
                {state.fault && <p class="note bad" role="alert"><Icon name="warning" />{state.fault.message}
                    {state.fault.cure && <Button kind="quiet" onClick={() => draft.setText(cured(state))}>{t('rule.use', {cure: state.fault.cure})}</Button>}</p>}
                <p class="note"><a href="/docs/native" target="_blank" rel="noreferrer">{t('rule.reference')}</a></p>
            </section>
        </div>
        <Outcome draft={draft} state={state} />
    </div>;
}

// The text with the word at the fault replaced by what the server proposes.
function cured({text, fault}: Draft): string {
    const at = new TextDecoder().decode(new TextEncoder().encode(text).slice(0, fault?.byte ?? 0)).length;
    return text.slice(0, at) + text.slice(at).replace(/^('[^']*'?|[\w."]+|\S)/, () => fault!.cure!);
}

function Outcome({draft, state}: {draft: RuleDraft; state: Draft}) {
    const count = state.members?.count;
    const isEmpty = state.text === '' && !state.fault && !state.members;
    return <aside class="card outcome" aria-label={t('rule.outcome')}>
        <h2>{t('rule.outcome')}</h2>
        <p class={state.busy || state.fault ? 'big stale' : 'big'} aria-live="polite" data-test="count">
            {count !== undefined ? number(count) : isEmpty ? '0' : '…'}</p>
        <p class="soft">{state.total !== null && (count !== undefined ? t('rule.of', {total: state.total, share: percent(count / (state.total || 1))}) : t('rule.total', {n: state.total}))}</p>
        <span class="bar large" aria-hidden="true"><span class="bar-rest" style={{width: `${100 * (count ?? 0) / (state.total || 1)}%`}} /></span>
        {state.cost >= costly && <p class="note" data-test="cost">{t('rule.cost', {n: state.cost})}</p>}
        {state.failure !== undefined && <Failure error={state.failure} retry={() => draft.retry()} />}
        {isEmpty && <p class="soft">{t('rule.empty')}</p>}
        {draft.group !== undefined && state.added && state.removed && <div class="moves">
            <Moves kind="enter" crowd={state.added} /><Moves kind="leave" crowd={state.removed} /></div>}
        {state.members && state.members.count > 0 && <><h3>{t('rule.sample')}</h3><Sample crowd={state.members} /></>}
        {state.members?.count === 0 && <p class="soft">{t('rule.nobody')}</p>}
    </aside>;
}

function Moves({kind, crowd}: {kind: 'enter' | 'leave'; crowd: Crowd}) {
    return <details class={`move ${kind}`} open={crowd.count > 0 && crowd.count <= 5}>
        <summary><b>{kind === 'enter' ? '+' : '−'}{number(crowd.count)}</b> {t(kind === 'enter' ? 'rule.enter' : 'rule.leave', {n: crowd.count})}</summary>
        <Sample crowd={crowd} /></details>;
}

function Sample({crowd}: {crowd: Crowd}) {
    return <ul class="sample">{crowd.sample.slice(0, 10).map(customer => <li key={customer.id}>
        <a href={link('customers', customer.id)}>{titleOf(customer)}</a>
        <span class="soft">{[customer.email, customer.address.city].filter(text => text && text !== titleOf(customer)).join(', ')}</span></li>)}</ul>;
}
