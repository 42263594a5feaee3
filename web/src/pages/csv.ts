// The beginning of a file, read in the browser: the whole file is only the server's.
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
    const isJson = /^\s*[{[]/.test(text);
    const lines = isJson ? text.replace(/^\s*\[\s*/, '').replace(/[,\] \t\r]*$/gm, '') : text;
    const [headings = [], ...rows] = parseRows(lines, shown_rows + 1);
    if (isJson) return {format: 'ndjson', headings, rows};
    return {format: 'csv', headings: headings.map(heading => heading.trim()), rows};
}

// How many bytes of the beginning of a table or of lines of JSON are whole rows. Signs of two bytes,
// as UTF-16 has them, are read by their one byte that is not 0.
export function endOfRows(start: Uint8Array): number {
    const quote = 34, line = 10, openers = new Set([0, 10, 13, ...[...',;\t|'].map(sign => sign.charCodeAt(0))]);
    let before = 0, end = 0;
    let quoted = false;
    for (let at = 0; at < start.length; ++at) {
        const sign = start[at];
        if (sign === 0 || (at < 3 && sign >= 0xbb)) continue; // and byte order marks
        if (sign === quote) quoted = quoted ? false : before === quote || openers.has(before); // "" stays quoted
        else if (sign === line && !quoted) end = at + (start[0] !== 0xfe && start[at + 1] === 0 ? 2 : 1);
        before = sign;
    }
    return end || start.length;
}

// The beginning of an answer: the rest is not read.
export async function firstBytes(answer: Response, most: number): Promise<{bytes: ArrayBuffer; whole: boolean}> {
    const reader = answer.body!.getReader();
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    for (;;) {
        const {done, value} = await reader.read();
        if (done) return {bytes: await new Blob(parts).arrayBuffer(), whole: true};
        parts.push(value);
        size += value.length;
        if (size >= most) break;
    }
    await reader.cancel();
    return {bytes: await new Blob(parts).arrayBuffer(), whole: false};
}

// Rows as a table, from a table or from lines of JSON.
export function parseRows(text: string, most: number): string[][] {
    if (!/^\s*{/.test(text)) return parseTable(text, most);
    const objects = text.split('\n', most - 1).flatMap(line => { try { return [JSON.parse(line) as Record<string, unknown>]; } catch { return []; } });
    const names = [...new Set(objects.flatMap(one => Object.keys(one)))];
    return [names, ...objects.map(one => names.map(name => cellOf(one[name])))];
}
const cellOf = (value: unknown) => value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

// A file without rows.
export function template(headings: string[]): Blob {
    return new Blob([headings.map(heading => /[",;\t\r\n]/.test(heading) ? `"${heading.replace(/"/g, '""')}"` : heading).join(',') + '\n']);
}
