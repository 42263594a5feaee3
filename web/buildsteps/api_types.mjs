// Makes TypeScript types from the OpenAPI document of the native API: which paths exist with which
// methods, and the members of what they answer. What the server does not offer fails the build.
import {readFileSync} from 'node:fs';

const methods = ['get', 'post', 'put', 'patch', 'delete'];

function nameOf(reference) { return reference.slice(reference.lastIndexOf('/') + 1); }

function objectType(schema, indent) {
    const rest = schema.additionalProperties;
    const members = Object.entries(schema.properties ?? {}).map(([name, one]) =>
        `${indent}    ${JSON.stringify(name)}: ${typeOf(one, indent + '    ')};`);
    if (rest) members.push(`${indent}    [name: string]: ${rest === true ? 'Json' : typeOf(rest, indent + '    ')};`);
    if (members.length === 0) return 'Record<string, Json>';
    return `{\n${members.join('\n')}\n${indent}}`;
}

function plainType(type, schema, indent) {
    switch (type) {
    case 'string': return 'string';
    case 'integer': case 'number': return 'number';
    case 'boolean': return 'boolean';
    case 'null': return 'null';
    case 'array': return `${schema.items ? `(${typeOf(schema.items, indent)})` : 'Json'}[]`;
    case 'object': return objectType(schema, indent);
    default: return 'Json';
    }
}

function typeOf(schema, indent = '') {
    if (schema.$ref) return nameOf(schema.$ref);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return choices.map(one => typeOf(one, indent)).join(' | ');
    if (schema.enum) return schema.enum.map(one => JSON.stringify(one)).join(' | ');
    return [schema.type].flat().map(type => plainType(type, schema, indent)).join(' | ');
}

export function makeApiTypes(file) {
    const document = JSON.parse(readFileSync(file, 'utf8'));
    const rows = methods.map(method => {
        const paths = Object.keys(document.paths).filter(path => document.paths[path][method]);
        const types = paths.map(path => '`' + path.replace(/\{[^}]+\}/g, '${string}') + '`');
        return `    ${method.toUpperCase()}: ${types.join('\n        | ')};`;
    });
    const schemas = Object.entries(document.components.schemas).map(([name, schema]) =>
        `export type ${name} = ${typeOf(schema)};`);
    return `// Made by build.mjs from docs/openapi/native.json.
export type Json = string | number | boolean | null | Json[] | {[name: string]: Json};

export interface Paths {
${rows.join('\n')}
}
export type Method = keyof Paths;

${schemas.join('\n\n')}
`;
}
