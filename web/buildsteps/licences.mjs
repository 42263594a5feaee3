// The licences of all packages in the bundle. A licence that is not permissive fails the build.
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';

const permissive = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

export function listLicences(here, metafile) {
    const names = new Set(Object.keys(metafile.inputs)
        .map(input => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter(Boolean));
    return [...names].sort().map(name => {
        const folder = path.join(here, 'node_modules', name);
        const {version, license} = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
        if (!permissive.includes(license)) {
            console.error(`${name}: the licence ${license} is not permissive`);
            process.exit(1);
        }
        const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].map(name => path.join(folder, name)).find(existsSync);
        return `${name} ${version} (${license})\n\n${file ? readFileSync(file, 'utf8') : ''}\n`;
    }).join('\n----\n\n');
}
