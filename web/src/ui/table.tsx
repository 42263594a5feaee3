// A table of any length: pages are read by cursor while one scrolls, and only the rows in view exist.
import type {ComponentChildren} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Page} from '../api/entities';
import {t} from '../i18n';
import {Button, Failure} from './kit';
import {Icon} from './icons';

const row_height = 41;
const page_size = 200;
const spare_rows = 8;

export interface Column<T> {
    name: string;
    label: string;
    cell: (item: T) => ComponentChildren;
    numeric?: boolean;
    sortable?: boolean;
}
export interface Source<T> {
    key: string; // rows of another key are other rows
    load: (after: string | undefined, limit: number, signal: AbortSignal) => Promise<Page<T>>;
}
interface Props<T extends {id: number}> {
    label: string;
    source: Source<T>;
    columns: Column<T>[];
    total?: number;
    sort?: string;
    onSort?: (sort: string) => void;
    chosen?: Set<number>;
    onChoose?: (chosen: Set<number>) => void;
    onRows?: (rows: T[]) => void;
    empty: ComponentChildren;
}

export function Rows<T extends {id: number}>({label, source, columns, total, sort, onSort, chosen, onChoose, onRows, empty}: Props<T>) {
    const [rows, setRows] = useState<T[]>([]);
    const [state, setState] = useState<'loading' | 'more' | 'end'>('loading');
    const [error, setError] = useState<unknown>();
    const [view, setView] = useState({top: 0, height: 800});
    const box = useRef<HTMLDivElement>(null);
    const work = useRef({after: undefined as string | undefined, abort: new AbortController(), busy: false, rows: [] as T[]});

    const more = () => {
        const mine = work.current;
        if (mine.busy) return;
        mine.busy = true;
        source.load(mine.after, page_size, mine.abort.signal).then(page => {
            if (mine !== work.current) return;
            mine.rows = mine.rows.concat(page.items);
            mine.after = page.next ?? undefined;
            mine.busy = false;
            setRows(mine.rows);
            setError(undefined);
            setState(page.next ? 'more' : 'end');
            onRows?.(mine.rows);
        }, failure => {
            if (mine !== work.current || mine.abort.signal.aborted) return;
            mine.busy = false;
            setError(failure);
        });
    };
    useEffect(() => {
        work.current.abort.abort();
        work.current = {after: undefined, abort: new AbortController(), busy: false, rows: []};
        setState('loading');
        setError(undefined);
        if (box.current) box.current.scrollTop = 0;
        more();
        return () => work.current.abort.abort();
    }, [source.key]);
    useEffect(() => {
        const element = box.current!;
        let frame = 0;
        const see = () => {
            cancelAnimationFrame(frame);
            frame = requestAnimationFrame(() => setView({top: element.scrollTop, height: element.clientHeight}));
        };
        see();
        element.addEventListener('scroll', see, {passive: true});
        const observer = new ResizeObserver(see);
        observer.observe(element);
        return () => { cancelAnimationFrame(frame); element.removeEventListener('scroll', see); observer.disconnect(); };
    }, []);

    const first = Math.max(0, Math.floor(view.top / row_height) - spare_rows);
    const last = Math.min(rows.length, Math.ceil((view.top + view.height) / row_height) + spare_rows);
    useEffect(() => { if (state === 'more' && !error && last > rows.length - page_size / 2) more(); }, [last, rows.length, state]);

    const onKeyDown = (event: KeyboardEvent) => {
        const link = (event.target as HTMLElement).closest('a');
        if (!link || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
        const line = link.closest('tr');
        const other = event.key === 'ArrowDown' ? line?.nextElementSibling : line?.previousElementSibling;
        const target = other?.querySelector<HTMLElement>('td a');
        if (target) { event.preventDefault(); target.focus(); }
    };
    const toggle = (id: number) => {
        const next = new Set(chosen);
        if (!next.delete(id)) next.add(id);
        onChoose?.(next);
    };
    const shown = rows.slice(first, last);
    const width = columns.length + (onChoose ? 1 : 0);
    const isEmpty = state === 'end' && rows.length === 0;
    return <div class="rows">
        <div class="scroller" ref={box} onKeyDown={onKeyDown} tabIndex={0} role="region" aria-label={label} aria-busy={state === 'loading'}>
            {!isEmpty && <table aria-rowcount={total ?? -1}>
                <thead><tr>
                    {onChoose && <th class="pick"><input type="checkbox" aria-label={t('table.choose_all')}
                        checked={rows.length > 0 && chosen!.size >= rows.length}
                        onChange={event => onChoose(new Set(event.currentTarget.checked ? rows.map(row => row.id) : []))} /></th>}
                    {columns.map(column => <Heading key={column.name} column={column} sort={sort} onSort={onSort} />)}
                </tr></thead>
                <tbody class={state === 'loading' ? 'stale' : ''}>
                    {first > 0 && <Gap height={first * row_height} width={width} />}
                    {shown.map((row, at) => <tr key={row.id} aria-rowindex={first + at + 2} class={chosen?.has(row.id) ? 'chosen' : undefined}>
                        {onChoose && <td class="pick"><input type="checkbox" aria-label={t('table.choose')} checked={chosen!.has(row.id)} onChange={() => toggle(row.id)} /></td>}
                        {columns.map(column => <td key={column.name} dir={column.numeric ? undefined : 'auto'} class={column.numeric ? 'numeric' : undefined}>{column.cell(row)}</td>)}
                    </tr>)}
                    {last < rows.length && <Gap height={(rows.length - last) * row_height} width={width} />}
                    {state !== 'end' && !error && Array.from({length: rows.length ? 2 : 10}, (_, at) => <tr key={'s' + at} aria-hidden="true">
                        {Array.from({length: width}, (_, cell) => <td key={cell}><span class={`skeleton w${(at + cell) % 3}`} /></td>)}</tr>)}
                </tbody>
            </table>}
            {isEmpty && empty}
        </div>
        {error !== undefined && <Failure error={error} retry={() => { setError(undefined); more(); }} />}
    </div>;
}

function Gap({height, width}: {height: number; width: number}) {
    return <tr aria-hidden="true"><td colSpan={width} class="gap" style={{height: `${height}px`}} /></tr>;
}

function Heading<T>({column, sort, onSort}: {column: Column<T>; sort?: string; onSort?: (sort: string) => void}) {
    const rising = sort === column.name;
    const falling = sort === '-' + column.name;
    const kind = column.numeric ? 'numeric' : undefined;
    if (!column.sortable || !onSort) return <th scope="col" class={kind}><span class="th">{column.label}</span></th>;
    return <th scope="col" class={kind} aria-sort={rising ? 'ascending' : falling ? 'descending' : undefined}>
        <button type="button" class="th" onClick={() => onSort(rising ? '-' + column.name : falling ? '' : column.name)}>
            {column.label}{(rising || falling) && <Icon name={rising ? 'up' : 'down'} />}</button></th>;
}

export function Chosen({count, children, clear}: {count: number; children: ComponentChildren; clear: () => void}) {
    return <div class="chosen-bar" role="region" aria-label={t('table.chosen', {n: count})}>
        <strong>{t('table.chosen', {n: count})}</strong>{children}
        <Button kind="quiet" onClick={clear}>{t('act.clear')}</Button></div>;
}
