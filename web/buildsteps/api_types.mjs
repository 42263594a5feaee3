// Makes TypeScript types from the OpenAPI document of the native API: which paths exist, with which
// methods, so that a call that the server does not offer fails the build.
import {readFileSync} from 'node:fs';

const methods = ['get', 'post', 'put', 'patch', 'delete'];

export function makeApiTypes(file) {
    const document = JSON.parse(readFileSync(file, 'utf8'));
    const rows = methods.map(method => {
        const paths = Object.keys(document.paths).filter(path => document.paths[path][method]);
        const types = paths.map(path => '`' + path.replace(/\{[^}]+\}/g, '${string}') + '`');
        return `    ${method.toUpperCase()}: ${types.join('\n        | ')};`;
    });
    return `// Made by build.mjs from docs/openapi/native.json.
export interface Paths {
${rows.join('\n')}
}
export type Method = keyof Paths;
`;
}
