// The beginning of a file, read in the browser to show examples: the whole file is only the server's.
const peek_bytes = 256 * 1024;
const shown_rows = 5;

export interface Peek {format: 'csv' | 'ndjson'; separator: string; headings: string[]; rows: string[][]; headerBytes: number}

export function parseLines(text: string, separator: string, most: number): {rows: string[][]; ends: number[]} {
    const rows: string[][] = [];
    const ends: number[] = [];
    let row: string[] = [];
    let cell = '';
    let quoted = false;
    for (let at = 0; at < text.length && rows.length < most; ++at) {
        const sign = text[at];
        if (quoted) {
            if (sign !== '"') cell += sign;
            else if (text[at + 1] === '"') { cell += '"'; ++at; }
            else quoted = false;
        } else if (sign === '"' && cell === '') quoted = true;
        else if (sign === separator) { row.push(cell); cell = ''; }
        else if (sign === '\n') { row.push(cell.replace(/\r$/, '')); rows.push(row); ends.push(at + 1); row = []; cell = ''; }
        else cell += sign;
    }
    if (rows.length < most && (cell || row.length)) { row.push(cell); rows.push(row); ends.push(text.length); }
    return {rows, ends};
}

export async function peek(file: File): Promise<Peek> {
    const text = await file.slice(0, peek_bytes).text();
    const plain = text.replace(/^\ufeff/, '');
    if (/^\s*\{/.test(plain)) {
        const objects = plain.split('\n').slice(0, shown_rows).map(line => { try { return JSON.parse(line) as Record<string, unknown>; } catch { return null; } }).filter(one => one !== null);
        const headings = [...new Set(objects.flatMap(one => Object.keys(one)))];
        return {format: 'ndjson', separator: '', headings, rows: objects.map(one => headings.map(name => one[name] === undefined || one[name] === null ? '' : typeof one[name] === 'object' ? JSON.stringify(one[name]) : String(one[name]))), headerBytes: 0};
    }
    const line = plain.slice(0, plain.indexOf('\n') >>> 0);
    const separator = [',', ';', '\t'].map(sign => [sign, line.split(sign).length] as const).sort((a, b) => b[1] - a[1])[0][0];
    const {rows, ends} = parseLines(plain, separator, shown_rows + 1);
    const headerBytes = new TextEncoder().encode(text.slice(0, text.length - plain.length) + plain.slice(0, ends[0] ?? 0)).length;
    return {format: 'csv', separator, headings: (rows[0] ?? []).map(heading => heading.trim()), rows: rows.slice(1), headerBytes};
}

// The file with other headings: the rest is referred to, not read, so its size does not matter.
export function withHeadings(file: File, {separator, headerBytes}: Peek, headings: string[]): Blob {
    const line = headings.map(heading => /[",;\t\r\n]/.test(heading) ? `"${heading.replace(/"/g, '""')}"` : heading).join(separator);
    return new Blob([line + '\n', file.slice(headerBytes)]);
}
