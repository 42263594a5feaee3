// Every language has the same messages with the same {placeholders} and plural forms, and every
// message is used: otherwise the build fails.
import {readFileSync, readdirSync} from 'node:fs';
import path from 'node:path';

const shape = text => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).filter((name, at, all) => all.indexOf(name) === at).sort().join()
    + '|' + text.split('|').length;

function sources(folder) {
    return readdirSync(folder, {withFileTypes: true}).flatMap(entry =>
        entry.isDirectory() ? sources(path.join(folder, entry.name))
        : /\.tsx?$/.test(entry.name) ? [readFileSync(path.join(folder, entry.name), 'utf8')] : []);
}

export function checkMessages(source) {
    const folder = path.join(source, 'messages');
    const read = name => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    const english = read('en.json');
    const faults = [];
    for (const name of readdirSync(folder).filter(name => name !== 'en.json')) {
        const other = read(name);
        for (const key of Object.keys(english)) {
            if (!(key in other)) faults.push(`${name}: ${key} is missing`);
            else if (shape(english[key]) !== shape(other[key])) faults.push(`${name}: ${key} has other placeholders or plural forms than en.json`);
        }
        for (const key of Object.keys(other)) if (!(key in english)) faults.push(`${name}: ${key} is not in en.json`);
    }
    const code = sources(source).join('\n');
    // `op.${name}` uses every message that begins with "op."
    const prefixes = [...code.matchAll(/`([a-z_]+\.)\$\{/g)].map(match => match[1]);
    for (const key of Object.keys(english)) {
        const used = code.includes(`'${key}'`) || prefixes.some(prefix => key.startsWith(prefix));
        if (!used) faults.push(`en.json: ${key} is not used`);
    }
    if (faults.length > 0) {
        console.error(faults.join('\n'));
        process.exit(1);
    }
}
