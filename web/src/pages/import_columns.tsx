// The second step of an import: what each column becomes, and how rows find their customers.
import {useEffect, useMemo, useRef} from 'preact/hooks';
import {bytes, percent, t, type Key} from '../i18n';
import {declared, fields, groups} from '../state/catalogue';
import {can} from '../state/session';
import {Button, Failure, Field, Notice, useLoad} from '../ui/kit';
import {apis} from './connect';
import type {Peek} from './csv';
import {proposeKey, study, unstudied, type Choices, type Column, type Study, type Targets} from './import_study';

const shown_examples = 3;

export interface Plan {key: string; mode: 'upsert' | 'create' | 'update'; group: string; members: 'add' | 'replace' | 'remove'}
// `plan` has only what somebody has chosen; planOf proposes the rest.
export interface Chosen {file: File; seen: Peek; study: Study | null; targets: Targets; choices: Choices; plan: Partial<Plan>}

export const memberOf = (column: Column, place: number, targets: Targets) => targets[place] ?? column.member ?? '';
const cores = () => fields.value.filter(field => field.path[0] !== 'fields' && field.editable);
const ownFields = () => declared.value.filter(field => field.entity === 'customer');
// A key cannot contain what paths and rules write with these signs.
const newField = (heading: string) => `fields.${heading.replace(/[."\\=\p{Cc}]/gu, '_').slice(0, 100)}`;
const numbers = apis.filter(api => api.name !== 'native').map(api => ({member: `vendor_numbers.${api.name}`, title: api.title}));
const isNew = (member: string) => member.startsWith('fields.') && !ownFields().some(field => `fields.${field.key}` === member);
export function memberName(member: string): string {
    if (!member) return t('import.skip');
    if (member === 'groups') return t('import.groups');
    const number = numbers.find(one => one.member === member);
    if (number) return t('import.number', {api: number.title});
    const own = ownFields().find(field => `fields.${field.key}` === member);
    if (own) return own.label || own.key;
    return member.startsWith('fields.') ? t('import.new_field', {name: member.slice(7)}) : fields.value.some(field => field.name === member) ? t(`field.${member}` as Key) : member;
}

export function planOf({study: found, plan}: Chosen): Plan {
    const key = plan.key ?? (found ? proposeKey(found) : '');
    return {key, mode: key ? plan.mode ?? 'upsert' : 'create', group: plan.group ?? '', members: plan.members ?? 'add'};
}

interface Props {chosen: Chosen; onChange: (chosen: Chosen) => void; onOther: () => void; busy: boolean; upload: number | null; onBegin: (dry: boolean) => void}
export function Columns({chosen, onChange, onOther, busy, upload, onBegin}: Props) {
    const {file, seen, targets, choices} = chosen;
    const isTable = seen.format === 'csv';
    const latest = useRef(chosen);
    latest.current = chosen;
    // Each choice changes what the server makes of the other columns.
    const asked = useLoad(abort => isTable ? study(file, targets, choices, abort) : Promise.resolve(unstudied(seen)), [file, JSON.stringify([targets, choices])]);
    useEffect(() => { if (asked.value && !asked.loading) onChange({...latest.current, study: asked.value}); }, [asked.value, asked.loading]);
    const answered = chosen.study;
    const columns = answered && answered.columns.length > 0 ? answered.columns : unstudied(seen).columns.map(column => ({...column, member: isTable ? null : column.member}));
    const members = columns.map((column, at) => memberOf(column, at, targets));
    const twice = members.find((member, at) => member && members.indexOf(member) !== at);
    const fresh = isTable ? members.filter(isNew).length : 0;
    const plan = planOf(chosen);
    const blocked = !answered || asked.loading || twice !== undefined || (fresh > 0 && !can('manage')) || (plan.mode !== 'create' && !plan.key);
    const setMember = (place: number, member: string) => onChange({...chosen, targets: {...targets, [place]: member}});
    return <>
        <section class="card" aria-busy={asked.loading}><div class="card-head"><h2><bdi>{file.name}</bdi> <small class="soft">{bytes(file.size)}, {t('import.columns', {n: columns.length})}</small></h2><Button onClick={onOther}>{t('import.other_file')}</Button></div>
            {asked.error !== undefined && <Failure error={asked.error} retry={asked.reload} />}
            {answered?.error && <Notice kind="bad">{answered.error}</Notice>}
            <div class="scroll-x" role="region" tabIndex={0} aria-label={t('import_step.columns')}><table class="plain columns-table"><thead><tr><th scope="col">{t('import.heading')}</th><th scope="col">{t('import.examples')}</th><th scope="col">{t('import.becomes')}</th><th scope="col">{t('fields.type')}</th></tr></thead>
                <tbody>{columns.map((column, at) => <tr key={at} class={members[at] ? undefined : 'left-out'}><th scope="row"><bdi>{column.heading || `#${at + 1}`}</bdi></th>
                    <td class="examples">{column.examples.slice(0, shown_examples).map(cell => <span key={cell} class="example"><bdi>{cell}</bdi></span>)}</td>
                    <td>{isTable ? <Becomes column={column} member={members[at]} heading={column.heading || `#${at + 1}`} invalid={members[at] !== '' && members[at] === twice} known={answered !== null && !answered.error} onChoose={member => setMember(at, member)} /> : <bdi>{column.heading}</bdi>}
                        {targets[at] !== undefined ? <p class="note">{t('import.chosen')}</p> : column.note && !isNew(members[at]) && <p class="note">{column.note}</p>}</td>
                    <td class="soft">{isTable && isNew(members[at]) ? t(`type.${column.type}` as Key) : ''}</td></tr>)}</tbody></table></div>
            {twice !== undefined && <p class="note bad" role="alert">{t('import.twice', {name: memberName(twice)})}</p>}
            {fresh > 0 && <p class={can('manage') ? 'note' : 'note bad'}>{t(can('manage') ? 'import.declares' : 'import.may_not_declare', {n: fresh})}</p>}
        </section>
        {isTable && <Reading chosen={chosen} onChange={onChange} members={members} />}
        <How chosen={chosen} plan={plan} members={members} onChange={change => onChange({...chosen, plan: {...chosen.plan, ...change}})} />
        {upload !== null && <p class="uploading" role="status"><progress max={1} value={upload} aria-label={t('import.uploading')} />{t('import.uploading')} {percent(upload)}</p>}
        <div class="row end"><Button busy={busy} disabled={blocked} onClick={() => onBegin(false)}>{t('import.unchecked')}</Button>
            <Button kind="primary" icon="check" busy={busy} disabled={blocked} onClick={() => onBegin(true)}>{t('import.check')}</Button></div>
    </>;
}

function Becomes({column, member, heading, invalid, known, onChoose}: {column: Column; member: string; heading: string; invalid: boolean; known: boolean; onChoose: (member: string) => void}) {
    const own = isNew(member) ? member : newField(column.heading || heading);
    return <select aria-label={t('import.becomes_of', {heading})} value={known || member ? member : '?'} aria-invalid={invalid || undefined} onChange={event => onChoose(event.currentTarget.value)}>
        {!known && !member && <option value="?" disabled>{t('import.undecided')}</option>}
        {isNew(own) && <option value={own}>{memberName(own)}</option>}
        <option value="">{t('import.skip')}</option>
        <optgroup label={t('block.core_fields')}>{[...cores().map(field => field.name), 'created_at', 'groups', 'id'].map(name => <option key={name} value={name}>{memberName(name)}</option>)}</optgroup>
        <optgroup label={t('import.numbers')}>{numbers.map(({member: name}) => <option key={name} value={name}>{memberName(name)}</option>)}</optgroup>
        {ownFields().length > 0 && <optgroup label={t('block.own_fields')}>{ownFields().map(field => <option key={field.key} value={`fields.${field.key}`}>{field.label || field.key}</option>)}</optgroup>}
    </select>;
}

// How the cells are read: what the server proposes, and what people often need.
function Reading({chosen, onChange, members}: {chosen: Chosen; onChange: (chosen: Chosen) => void; members: string[]}) {
    const {choices, study: found} = chosen;
    const offered = useMemo(() => {
        const reasons = new Map<string, string>();
        for (const {option, reason} of found?.proposals ?? []) reasons.set(option, reason);
        for (const [name, value] of Object.entries(choices)) if (!reasons.has(`${name}=${value}`)) reasons.set(`${name}=${value}`, '');
        for (const option of ['keep_blank=true', ...(members.includes('groups') ? ['create_groups=true'] : []), ...(members.includes('consent') ? ['overwrite_consent=true'] : [])]) if (!reasons.has(option)) reasons.set(option, '');
        return [...reasons];
    }, [found, choices, members.join('\n')]);
    const set = (name: string, value: string, on: boolean) => {
        const {[name]: _, ...rest} = choices;
        onChange({...chosen, choices: on ? {...rest, [name]: value} : rest});
    };
    return <section class="card"><h2>{t('import.reading')}</h2>{offered.map(([option, reason]) => {
        const sign = option.indexOf('=');
        const name = option.slice(0, sign);
        const value = option.slice(sign + 1);
        const label = ['null', 'true', 'false'].includes(name) ? t(`import_option.${name}` as Key, {words: value.split(',').join(', ')}) : name === 'date_order' ? t(`import_dates.${value}` as Key) : t(`import_option.${name}` as Key);
        return <label key={option} class="check"><input type="checkbox" checked={choices[name] === value} onChange={event => set(name, value, event.currentTarget.checked)} /><span>{label}{reason && <small class="soft"> {reason}</small>}</span></label>;
    })}</section>;
}

function How({chosen, plan, members, onChange}: {chosen: Chosen; plan: Plan; members: string[]; onChange: (change: Partial<Plan>) => void}) {
    const unique = (member: string) => isNew(member) || declared.value.some(field => field.unique && `fields.${field.key}` === member);
    const keys = [...new Set(members.filter(member => ['external_id', 'email', 'phone', 'id', ...numbers.map(one => one.member)].includes(member) || (member.startsWith('fields.') && unique(member))).concat(plan.key || []))];
    return <section class="card form-grid"><h2>{t('import.how')}</h2>
        <Field label={t('import.key')} hint={t('import.key_hint')}>{attributes => <select {...attributes} value={plan.key} onChange={event => onChange({key: event.currentTarget.value, mode: event.currentTarget.value && plan.key ? plan.mode : 'upsert'})}>
            <option value="">{t('import.no_key')}</option>{keys.map(key => <option key={key} value={key}>{isNew(key) || !/^(fields|vendor_numbers)\./.test(key) ? key.replace(/^fields\./, '') : memberName(key)}</option>)}</select>}</Field>
        {plan.key && <Field label={t('import.mode')}>{attributes => <select {...attributes} value={plan.mode} onChange={event => onChange({mode: event.currentTarget.value as Plan['mode']})}>
            {(['upsert', 'create', 'update'] as const).map(mode => <option key={mode} value={mode}>{t(`mode.${mode}` as Key)}</option>)}</select>}</Field>}
        <Field label={t('import.group')}>{attributes => <select {...attributes} value={plan.group} onChange={event => onChange({group: event.currentTarget.value})}>
            <option value="">{t('import.no_group')}</option>{groups.value.filter(group => group.kind === 'static' && group.status === 'active').map(group => <option key={group.id} value={String(group.id)}>{group.name}</option>)}</select>}</Field>
        {plan.group && <Field label={t('import.members')}>{attributes => <select {...attributes} value={plan.members} onChange={event => onChange({members: event.currentTarget.value as Plan['members']})}>
            {(['add', 'replace', 'remove'] as const).map(act => <option key={act} value={act}>{t(`import_members.${act}` as Key)}</option>)}</select>}</Field>}
        {chosen.seen.format === 'csv' && chosen.study && <p class="note">{t('import.studied', {n: chosen.study.rows})}</p>}
    </section>;
}
