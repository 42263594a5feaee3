// Which groups and rules share which customers: exact exclusive intersections as an UpSet plot, and
// a matrix.
import {useEffect, useMemo, useState} from 'preact/hooks';
import {call} from '../api/client';
import type {Group} from '../api/entities';
import {number, percent, t} from '../i18n';
import {link} from '../router';
import {checkRule, type Fault} from '../rules/draft';
import {RuleText} from '../rules/ruletext';
import {groups, loadGroups} from '../state/catalogue';
import {useLive} from '../state/live';
import {can} from '../state/session';
import {Button, Dialog, describe, Empty, Failure, Head, LinkButton, Loading, useAction, useLoad} from '../ui/kit';
import {Icon} from '../ui/icons';
import {CustomerTable} from './customers';

const most_compared = 64;
const most_questions = 64;
const most_offered = 60; // without a search
const most_regions = 512;
const shown_regions = 40;

// What is compared: a group, or a rule that somebody wrote here. `rule` is what the server counts.
interface Compared {key: string; name: string; rule: string}
interface Region {inside: Compared[]; outside: Compared[]; count: number}
interface Answer {results: {count: number}[]; overlap?: number[][]}

const ofGroup = (group: Group): Compared => ({key: `group ${group.id}`, name: group.name, rule: `MEMBER OF ${group.id}`});
const ofRule = (text: string): Compared => ({key: `rule ${text}`, name: text, rule: `(${text})`});
function ruleOf({inside, outside}: Pick<Region, 'inside' | 'outside'>): string {
    return [...inside.map(one => one.rule), ...outside.map(one => `NOT ${one.rule}`)].join(' AND ');
}

async function countAll(rules: string[], signal: AbortSignal): Promise<number[]> {
    const counts: number[] = [];
    for (let at = 0; at < rules.length; at += most_questions) {
        const {results} = await call<Answer>('POST', '/v1/query', {body: {where: rules.slice(at, at + most_questions)}, signal});
        counts.push(...results.map(result => result.count));
    }
    return counts;
}

// Splits what is inside at least one of them by one after the other. Empty regions are dropped
// at once, so the questions stay few although there are 2^n combinations.
async function regionsOf(compared: Compared[], signal: AbortSignal): Promise<Region[]> {
    let regions: Region[] = [];
    let before: Compared[] = [];
    for (const one of compared) {
        const known = regions;
        const counts = await countAll([...known.map(region => ruleOf({inside: [...region.inside, one], outside: region.outside})), ruleOf({inside: [one], outside: before})], signal);
        const next: Region[] = [];
        known.forEach((region, at) => {
            next.push({...region, inside: [...region.inside, one], count: counts[at]});
            next.push({...region, outside: [...region.outside, one], count: region.count - counts[at]});
        });
        next.push({inside: [one], outside: before, count: counts[counts.length - 1]});
        regions = next.filter(region => region.count > 0).sort((a, b) => b.count - a.count).slice(0, most_regions);
        before = [...before, one];
    }
    return regions;
}

export function OverlapPage() {
    const [chosen, setChosen] = useState<string[]>(() => [...groups.value].sort((a, b) => b.member_count - a.member_count).slice(0, 4).map(group => ofGroup(group).key));
    const [rules, setRules] = useState<string[]>([]);
    const [picked, setPicked] = useState<Region | null>(null);
    useEffect(() => { loadGroups().catch(() => {}); }, []);
    const offered = useMemo(() => [...groups.value.map(ofGroup), ...rules.map(ofRule)], [groups.value, rules]);
    const [words, setWords] = useState('');
    const found = offered.filter(one => chosen.includes(one.key) || one.name.toLowerCase().includes(words.trim().toLowerCase()));
    const shown = found.filter((one, at) => chosen.includes(one.key) || at < most_offered);
    const list = chosen.map(key => offered.find(one => one.key === key)).filter((one): one is Compared => one !== undefined);
    const key = list.map(one => one.key).join('\n');
    const loaded = useLoad(async signal => {
        if (list.length < 2) return null;
        const [regions, pairs] = await Promise.all([regionsOf(list, signal), call<Answer>('POST', '/v1/query', {body: {where: list.map(one => one.rule), overlap: true}, signal})]);
        return {regions, matrix: pairs.overlap ?? [], key};
    }, [key]);
    useLive(loaded.reload, true, 3000);
    const toggle = (one: string) => { setPicked(null); setChosen(chosen.includes(one) ? chosen.filter(other => other !== one) : [...chosen, one]); };
    const addRule = (text: string) => { if (!rules.includes(text)) setRules([...rules, text]); setChosen([...chosen.filter(one => one !== ofRule(text).key), ofRule(text).key]); };
    const ready = loaded.value && loaded.value.key === key;
    const sizes = (loaded.value?.matrix ?? []).map((row, at) => row[at]);
    return <div class="page">
        <Head title={t('nav.overlap')} sub={t('overlap.text')} />
        <fieldset class="card choices row-choices"><legend>{t('overlap.choose', {n: most_compared})}</legend>
            {offered.length > most_offered && <label class="search"><Icon name="search" /><span class="hidden">{t('groups.search')}</span><input type="search" placeholder={t('groups.search')} value={words} onInput={event => setWords(event.currentTarget.value)} /></label>}
            {shown.map(one => { const on = chosen.includes(one.key); const group = groups.value.find(other => ofGroup(other).key === one.key); return <label key={one.key} class={on ? 'chip-choice on' : 'chip-choice'}>
                <input type="checkbox" checked={on} disabled={!on && chosen.length >= most_compared} onChange={() => toggle(one.key)} />
                {group ? <bdi>{one.name}</bdi> : <code>{cut(one.name, 48)}</code>} {group && <span class="soft">{number(group.member_count)}</span>}</label>; })}
            {found.length > shown.length && <p class="note">{t('groups.not_listed', {n: found.length - shown.length})}</p>}
            <AddRule onAdd={addRule} full={chosen.length >= most_compared} />
        </fieldset>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} />
            : list.length < 2 ? <Empty icon="overlap" title={t('overlap.two')} action={groups.value.length < 2 && can('write') && <LinkButton icon="plus" kind="primary" href={link('groups', 'new')}>{t('groups.new')}</LinkButton>} />
            : !ready || !loaded.value ? <Loading rows={6} /> : <>
                <section class="card"><h2>{t('overlap.plot')}</h2><p class="soft">{t('overlap.how')}</p>
                    {loaded.value.regions.length === 0 ? <p class="soft">{t('overlap.all_empty')}</p>
                        : <UpSet compared={list} sizes={sizes} regions={loaded.value.regions.slice(0, shown_regions)} onPick={setPicked} />}
                    {loaded.value.regions.length > shown_regions && <p class="note">{t('overlap.more', {n: loaded.value.regions.length - shown_regions})}</p>}</section>
                <section class="card"><h2>{t('overlap.matrix')}</h2><Matrix compared={list} matrix={loaded.value.matrix} /></section></>}
        {picked && <Dialog wide title={regionName(picked)} onClose={() => setPicked(null)}>
            <div class="row"><strong>{t('customers.count', {n: picked.count})}</strong><span class="spacer" />
                {can('write') && <LinkButton kind="primary" icon="group" href={`${link('groups', 'new')}?rule=${encodeURIComponent(ruleOf(picked))}`}>{t('act.save_as_group')}</LinkButton>}
                <LinkButton icon="people" href={`${link('customers')}?where=${encodeURIComponent(ruleOf(picked))}`}>{t('overlap.open')}</LinkButton></div>
            <div class="dialog-rows"><CustomerTable filter={{where: ruleOf(picked)}} label={regionName(picked)} empty={<p class="soft">{t('rule.nobody')}</p>} /></div>
        </Dialog>}
    </div>;
}

function AddRule({onAdd, full}: {onAdd: (text: string) => void; full: boolean}) {
    const [text, setText] = useState('');
    const [fault, setFault] = useState<Fault | null>(null);
    const {busy, error, run} = useAction();
    const add = () => run(async () => {
        const rule = text.trim();
        const found = rule ? await checkRule(rule) : null;
        setFault(found);
        if (!rule || found) return;
        onAdd(rule);
        setText('');
    });
    return <div class="add-rule"><RuleText text={text} fault={fault} label={t('overlap.rule')} onText={next => { setText(next); setFault(null); }} onEnter={add} />
        <Button icon="plus" busy={busy} disabled={full || !text.trim()} onClick={add}>{t('overlap.add_rule')}</Button>
        {(fault || error !== undefined) && <p class="note bad" role="alert">{fault?.message ?? describe(error)}</p>}</div>;
}

function regionName({inside, outside}: Region): string {
    const text = inside.map(one => one.name).join(' ∩ ');
    return outside.length === 0 ? text : inside.length === 1 ? t('overlap.only', {name: text}) : t('overlap.exactly', {names: text});
}

const column = 44, bars = 190, line = 30, size_width = 90;
const narrow = matchMedia('(max-width: 640px)');

// Columns are intersections with their size as a bar; dots below say which groups they are in.
function UpSet({compared: rows, sizes, regions, onPick}: {compared: Compared[]; sizes: number[]; regions: Region[]; onPick: (region: Region) => void}) {
    const left = narrow.matches ? 110 : 190; // of names: on a telephone the columns shall be in view
    const most = Math.max(1, ...regions.map(region => region.count));
    const largest = Math.max(1, ...sizes);
    const width = left + size_width + regions.length * column + 10;
    const top = bars + 34;
    const height = top + rows.length * line + 6;
    const x = (at: number) => left + size_width + at * column + column / 2;
    const y = (at: number) => top + at * line + line / 2;
    const total = regions.reduce((sum, region) => sum + region.count, 0);
    return <div class="plot" role="region" tabIndex={0} aria-label={t('overlap.plot')}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} class="upset" role="group" aria-label={t('overlap.plot')}>
            {rows.map((one, at) => <g key={one.key} aria-hidden="true">
                {at % 2 === 0 && <rect class="stripe" x={0} y={y(at) - line / 2} width={width} height={line} rx={4} />}
                <rect class="size" x={left + size_width - 12 - (size_width - 50) * (sizes[at] ?? 0) / largest} y={y(at) - 5} width={(size_width - 50) * (sizes[at] ?? 0) / largest} height={10} rx={2} />
                <text class="row-name" x={8} y={y(at) + 4}>{cut(one.name, narrow.matches ? 9 : 17)}<title>{one.name}</title></text>
                <text class="row-size" x={left + 20} y={y(at) + 4} text-anchor="end">{number(sizes[at] ?? 0)}</text></g>)}
            {regions.map((region, at) => {
                const tall = Math.max(2, (bars - 10) * region.count / most);
                const inside = rows.map((one, row) => isIn(region, one) ? row : -1).filter(row => row >= 0);
                const label = t('overlap.region', {name: regionName(region), n: region.count, share: percent(region.count / total)});
                return <g key={region.inside.map(one => one.key).join()} class="region" role="button" tabindex={0} aria-label={label}
                    onClick={() => onPick(region)} onKeyDown={event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); onPick(region); } }}>
                    <title>{label}</title>
                    <rect class="hit" x={x(at) - column / 2 + 1} y={2} width={column - 2} height={height - 4} rx={6} />
                    <text class="amount" x={x(at)} y={bars + 14 - tall} text-anchor="middle">{short(region.count)}</text>
                    <rect class="amount-bar" x={x(at) - 11} y={bars + 20 - tall} width={22} height={tall} rx={3} />
                    {rows.map((one, row) => <circle key={one.key} class={isIn(region, one) ? 'dot in' : 'dot'} cx={x(at)} cy={y(row)} r={6} />)}
                    {inside.length > 1 && <line class="stem" x1={x(at)} x2={x(at)} y1={y(inside[0])} y2={y(inside[inside.length - 1])} />}
                </g>;
            })}
        </svg></div>;
}

const isIn = (region: Region, one: Compared) => region.inside.some(other => other.key === one.key);
const cut = (text: string, most: number) => { const signs = [...text]; return signs.length > most ? signs.slice(0, most - 1).join('') + '…' : text; };
function short(count: number): string {
    return count < 10_000 ? number(count) : count < 1_000_000 ? number(count / 1000, count < 100_000 ? 1 : 0) + 'k' : number(count / 1e6, 1) + 'M';
}

function Matrix({compared: rows, matrix}: {compared: Compared[]; matrix: number[][]}) {
    return <div class="plot" role="region" tabIndex={0} aria-label={t('overlap.matrix')}><table class="matrix"><thead><tr><td />{rows.map(one => <th key={one.key} scope="col"><bdi>{cut(one.name, 18)}</bdi></th>)}</tr></thead>
        <tbody>{rows.map((one, row) => <tr key={one.key}><th scope="row"><bdi>{cut(one.name, 26)}</bdi></th>
            {rows.map((other, at) => { const count = matrix[row]?.[at] ?? 0; const own = matrix[row]?.[row] || 1; const share = count / own;
                return <td key={other.key} class={row === at ? 'diagonal' : undefined}><span class="heat" style={{opacity: String(row === at ? 0 : share * 0.32)}} aria-hidden="true" />
                    <b>{number(count)}</b>{row !== at && <small>{percent(share)}</small>}</td>; })}</tr>)}</tbody></table></div>;
}
