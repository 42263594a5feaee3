// The beginning of a file, read in the browser to show examples: the whole file is only the server's.
const peek_bytes = 256 * 1024;
const shown_rows = 5;

export interface Peek {format: 'csv' | 'ndjson'; headings: string[]; rows: string[][]}

function parseLines(text: string, separator: string, most: number): string[][] {
    const rows: string[][] = [];
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
        else if (sign === '\n') { row.push(cell.replace(/\r$/, '')); rows.push(row); row = []; cell = ''; }
        else cell += sign;
    }
    if (rows.length < most && (cell || row.length)) { row.push(cell); rows.push(row); }
    return rows;
}

// UTF-8, UTF-16 with a byte order mark, or Windows-1252, as the server recognises them.
export function decode(data: ArrayBuffer): string {
    const [first, second] = new Uint8Array(data);
    if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(data);
    if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(data);
    try {
        return new TextDecoder('utf-8', {fatal: true}).decode(data, {stream: true}); // the last character may be cut
    } catch {
        return new TextDecoder('windows-1252').decode(data);
    }
}

// The first lines of a table: recognises the separator, also from a line such as "sep=;".
export function parseTable(text: string, most: number): string[][] {
    const [, given = '', rest] = /^(?:sep=(.)\r?\n)?([^]*)$/i.exec(text)!;
    const line = rest.slice(0, rest.indexOf('\n') >>> 0);
    const likely = [',', ';', '\t', '|'].map(sign => [sign, line.split(sign).length] as const).sort((a, b) => b[1] - a[1])[0][0];
    return parseLines(rest, given || likely, most);
}

export async function peek(file: File): Promise<Peek> {
    const text = decode(await file.slice(0, peek_bytes).arrayBuffer());
    if (/^\s*[{[]/.test(text)) {
        const lines = text.replace(/^\s*\[\s*/, '').split('\n').slice(0, shown_rows);
        const objects = lines.map(line => { try { return JSON.parse(line.replace(/[,\]\s]*$/, '')) as Record<string, unknown>; } catch { return null; } }).filter(one => one !== null);
        const headings = [...new Set(objects.flatMap(one => Object.keys(one)))];
        return {format: 'ndjson', headings, rows: objects.map(one => headings.map(name => one[name] === undefined || one[name] === null ? '' : typeof one[name] === 'object' ? JSON.stringify(one[name]) : String(one[name])))};
    }
    const [headings = [], ...rows] = parseTable(text, shown_rows + 1);
    return {format: 'csv', headings: headings.map(heading => heading.trim()), rows};
}

// A file without rows.
export function template(headings: string[]): Blob {
    return new Blob([headings.map(heading => /[",;\t\r\n]/.test(heading) ? `"${heading.replace(/"/g, '""')}"` : heading).join(',') + '\n']);
}
