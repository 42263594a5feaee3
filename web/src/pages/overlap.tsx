// Which groups share which customers: exact exclusive intersections as an UpSet plot, and a matrix.
import {useEffect, useMemo, useState} from 'preact/hooks';
import {call} from '../api/client';
import type {Group, Json} from '../api/entities';
import {number, percent, t} from '../i18n';
import {link} from '../router';
import {groups, loadGroups} from '../state/catalogue';
import {can} from '../state/session';
import {Dialog, Empty, Failure, Head, LinkButton, Loading, useLoad} from '../ui/kit';
import {CustomerTable} from './customers';

const most_groups = 12; // columns of the plot that can still be told apart
const most_questions = 64;
const most_regions = 512;
const shown_regions = 40;

interface Region {inside: number[]; outside: number[]; count: number}
interface Answer {results: {count: number}[]; overlap?: number[][]}

const of = (id: number): Json => ({op: 'member_of', group: id});
function treeOf(inside: number[], outside: number[]): Json {
    const parts: Json[] = [...inside.map(of), ...outside.map(id => ({op: 'not', parts: [of(id)]}))];
    return parts.length === 1 ? parts[0] : {op: 'and', parts};
}
function ruleOf({inside, outside}: Region): string {
    return [...inside.map(id => `MEMBER OF ${id}`), ...outside.map(id => `NOT MEMBER OF ${id}`)].join(' AND ');
}

async function countAll(trees: Json[], signal: AbortSignal): Promise<number[]> {
    const counts: number[] = [];
    for (let at = 0; at < trees.length; at += most_questions) {
        const {results} = await call<Answer>('POST', '/v1/query', {body: {where: trees.slice(at, at + most_questions)}, signal});
        counts.push(...results.map(result => result.count));
    }
    return counts;
}

// Splits what is inside at least one group by one group after the other. Empty regions are dropped
// at once, so the questions stay few although there are 2^n combinations.
async function regionsOf(ids: number[], signal: AbortSignal): Promise<Region[]> {
    let regions: Region[] = [];
    let before: number[] = [];
    for (const id of ids) {
        const known = regions.filter(region => region.inside.length > 0);
        const counts = await countAll([...known.map(region => treeOf([...region.inside, id], region.outside)), treeOf([id], before)], signal);
        const next: Region[] = [];
        known.forEach((region, at) => {
            next.push({...region, inside: [...region.inside, id], count: counts[at]});
            next.push({...region, outside: [...region.outside, id], count: region.count - counts[at]});
        });
        next.push({inside: [id], outside: before, count: counts[counts.length - 1]});
        regions = next.filter(region => region.count > 0).sort((a, b) => b.count - a.count).slice(0, most_regions);
        before = [...before, id];
    }
    return regions;
}

export function OverlapPage() {
    const [chosen, setChosen] = useState<number[]>(() => [...groups.value].sort((a, b) => b.member_count - a.member_count).slice(0, 4).map(group => group.id));
    const [picked, setPicked] = useState<Region | null>(null);
    useEffect(() => { loadGroups().catch(() => {}); }, []);
    const key = chosen.join();
    const loaded = useLoad(async signal => {
        if (chosen.length < 2) return null;
        const [regions, pairs] = await Promise.all([regionsOf(chosen, signal), call<Answer>('POST', '/v1/query', {body: {where: chosen.map(of), overlap: true}, signal})]);
        return {regions, matrix: pairs.overlap ?? [], ids: chosen};
    }, [key]);
    const list = useMemo(() => chosen.map(id => groups.value.find(group => group.id === id)).filter((group): group is Group => group !== undefined), [key, groups.value]);
    if (groups.value.length < 2) return <div class="page"><Head title={t('nav.overlap')} />
        <Empty icon="overlap" title={t('overlap.none')} action={can('write') && <LinkButton kind="primary" icon="plus" href={link('groups', 'new')}>{t('groups.new')}</LinkButton>}>{t('overlap.none_text')}</Empty></div>;
    const ready = loaded.value && loaded.value.ids.join() === key;
    return <div class="page">
        <Head title={t('nav.overlap')} sub={t('overlap.text')} />
        <fieldset class="card choices row-choices"><legend>{t('overlap.choose', {n: most_groups})}</legend>
            {groups.value.map(group => { const on = chosen.includes(group.id); return <label key={group.id} class={on ? 'chip-choice on' : 'chip-choice'}>
                <input type="checkbox" checked={on} disabled={!on && chosen.length >= most_groups} onChange={() => { setPicked(null); setChosen(on ? chosen.filter(id => id !== group.id) : [...chosen, group.id]); }} />
                <bdi>{group.name}</bdi> <span class="soft">{number(group.member_count)}</span></label>; })}
        </fieldset>
        {loaded.error !== undefined ? <Failure error={loaded.error} retry={loaded.reload} />
            : chosen.length < 2 ? <p class="soft">{t('overlap.two')}</p>
            : !ready || !loaded.value ? <Loading rows={6} /> : <>
                <section class="card"><h2>{t('overlap.plot')}</h2><p class="soft">{t('overlap.how')}</p>
                    {loaded.value.regions.length === 0 ? <p class="soft">{t('overlap.all_empty')}</p>
                        : <UpSet groups={list} regions={loaded.value.regions.slice(0, shown_regions)} onPick={setPicked} />}
                    {loaded.value.regions.length > shown_regions && <p class="note">{t('overlap.more', {n: loaded.value.regions.length - shown_regions})}</p>}</section>
                <section class="card"><h2>{t('overlap.matrix')}</h2><Matrix groups={list} matrix={loaded.value.matrix} /></section></>}
        {picked && <Dialog wide title={regionName(picked)} onClose={() => setPicked(null)}>
            <div class="row"><strong>{t('customers.count', {n: picked.count})}</strong><span class="spacer" />
                {can('write') && <LinkButton kind="primary" icon="group" href={`${link('groups', 'new')}?rule=${encodeURIComponent(ruleOf(picked))}`}>{t('act.save_as_group')}</LinkButton>}
                <LinkButton icon="people" href={`${link('customers')}?where=${encodeURIComponent(ruleOf(picked))}`}>{t('overlap.open')}</LinkButton></div>
            <div class="dialog-rows"><CustomerTable filter={{where: ruleOf(picked)}} label={regionName(picked)} empty={<p class="soft">{t('rule.nobody')}</p>} /></div>
        </Dialog>}
    </div>;
}

const nameOf = (id: number) => groups.value.find(group => group.id === id)?.name ?? `#${id}`;
function regionName({inside, outside}: Region): string {
    const text = inside.map(nameOf).join(' ∩ ');
    return outside.length === 0 ? text : inside.length === 1 ? t('overlap.only', {name: text}) : t('overlap.exactly', {names: text});
}

const column = 44, bars = 190, line = 30, left = 190, sizes = 90;

// Columns are intersections with their size as a bar; dots below say which groups they are in.
function UpSet({groups: rows, regions, onPick}: {groups: Group[]; regions: Region[]; onPick: (region: Region) => void}) {
    const most = Math.max(1, ...regions.map(region => region.count));
    const largest = Math.max(1, ...rows.map(group => group.member_count));
    const width = left + sizes + regions.length * column + 10;
    const top = bars + 34;
    const height = top + rows.length * line + 6;
    const x = (at: number) => left + sizes + at * column + column / 2;
    const y = (at: number) => top + at * line + line / 2;
    const total = regions.reduce((sum, region) => sum + region.count, 0);
    return <div class="plot" role="region" tabIndex={0} aria-label={t('overlap.plot')}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} class="upset" role="group" aria-label={t('overlap.plot')}>
            {rows.map((group, at) => <g key={group.id} aria-hidden="true">
                {at % 2 === 0 && <rect class="stripe" x={0} y={y(at) - line / 2} width={width} height={line} rx={4} />}
                <rect class="size" x={left + sizes - 12 - (sizes - 50) * group.member_count / largest} y={y(at) - 5} width={(sizes - 50) * group.member_count / largest} height={10} rx={2} />
                <text class="row-name" x={8} y={y(at) + 4}>{cut(group.name, 17)}<title>{group.name}</title></text>
                <text class="row-size" x={left + 20} y={y(at) + 4} text-anchor="end">{number(group.member_count)}</text></g>)}
            {regions.map((region, at) => {
                const tall = Math.max(2, (bars - 10) * region.count / most);
                const inside = rows.map((group, row) => region.inside.includes(group.id) ? row : -1).filter(row => row >= 0);
                const label = t('overlap.region', {name: regionName(region), n: region.count, share: percent(region.count / total)});
                return <g key={region.inside.join()} class="region" role="button" tabindex={0} aria-label={label}
                    onClick={() => onPick(region)} onKeyDown={event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); onPick(region); } }}>
                    <title>{label}</title>
                    <rect class="hit" x={x(at) - column / 2 + 1} y={2} width={column - 2} height={height - 4} rx={6} />
                    <text class="amount" x={x(at)} y={bars + 14 - tall} text-anchor="middle">{short(region.count)}</text>
                    <rect class="amount-bar" x={x(at) - 11} y={bars + 20 - tall} width={22} height={tall} rx={3} />
                    {rows.map((group, row) => <circle key={group.id} class={region.inside.includes(group.id) ? 'dot in' : 'dot'} cx={x(at)} cy={y(row)} r={6} />)}
                    {inside.length > 1 && <line class="stem" x1={x(at)} x2={x(at)} y1={y(inside[0])} y2={y(inside[inside.length - 1])} />}
                </g>;
            })}
        </svg></div>;
}

const cut = (text: string, most: number) => { const signs = [...text]; return signs.length > most ? signs.slice(0, most - 1).join('') + '…' : text; };
function short(count: number): string {
    return count < 10_000 ? number(count) : count < 1_000_000 ? number(count / 1000, count < 100_000 ? 1 : 0) + 'k' : number(count / 1e6, 1) + 'M';
}

function Matrix({groups: rows, matrix}: {groups: Group[]; matrix: number[][]}) {
    return <div class="plot" role="region" tabIndex={0} aria-label={t('overlap.matrix')}><table class="matrix"><thead><tr><td />{rows.map(group => <th key={group.id} scope="col"><bdi>{cut(group.name, 18)}</bdi></th>)}</tr></thead>
        <tbody>{rows.map((group, row) => <tr key={group.id}><th scope="row"><bdi>{cut(group.name, 26)}</bdi></th>
            {rows.map((other, at) => { const count = matrix[row]?.[at] ?? 0; const own = matrix[row]?.[row] || 1; const share = count / own;
                return <td key={other.id} class={row === at ? 'diagonal' : undefined}><span class="heat" style={{opacity: String(row === at ? 0 : share * 0.32)}} aria-hidden="true" />
                    <b>{number(count)}</b>{row !== at && <small>{percent(share)}</small>}</td>; })}</tr>)}</tbody></table></div>;
}
