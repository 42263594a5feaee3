// Builds the page: checks the messages, makes the types of the API, checks all types, bundles,
// compresses, and writes build/page/ with the C++ source that holds the compressed files.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import * as esbuild from 'esbuild';
import {makeApiTypes} from './buildsteps/api_types.mjs';
import {checkMessages} from './buildsteps/messages.mjs';
import {listLicences} from './buildsteps/licences.mjs';

// What a first visit may cost at most, all files together.
const most_compressed_bytes = 350 * 1024;

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, '../build/page');
const types = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
               '.css': 'text/css; charset=utf-8', '.txt': 'text/plain; charset=utf-8'};

checkMessages(path.join(here, 'src'));
writeFileSync(path.join(here, 'src/api/paths.ts'),
              makeApiTypes(path.join(here, '../docs/openapi/native.json')));
const tsc = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
try {
    execFileSync(process.execPath, [tsc, '-p', here], {stdio: 'inherit'});
} catch {
    process.exit(1);
}

const built = await esbuild.build({
    absWorkingDir: here,
    entryPoints: {main: 'src/main.tsx', style: 'src/styles/main.css'},
    outdir: out, entryNames: 'assets/[name]-[hash]', chunkNames: 'assets/[name]-[hash]',
    bundle: true, splitting: true, format: 'esm', minify: true, write: false, metafile: true,
    target: ['chrome100', 'firefox100', 'safari15.4'],
    jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none', logLevel: 'warning',
    define: {'process.env.NODE_ENV': '"production"'},
});

const files = built.outputFiles.map(file => ({
    url: '/' + path.relative(out, file.path).split(path.sep).join('/'), bytes: Buffer.from(file.contents)}));
const named = (start, end) => files.find(f => f.url.startsWith('/assets/' + start) && f.url.endsWith(end)).url;
const html = readFileSync(path.join(here, 'src/index.html'), 'utf8')
    .replace('{{style}}', named('style-', '.css')).replace('{{main}}', named('main-', '.js'));
files.push({url: '/', bytes: Buffer.from(html)});
files.push({url: '/licences.txt', bytes: Buffer.from(listLicences(here, built.metafile))});
for (const file of files) file.gzip = gzipSync(file.bytes, {level: 9});

const total = files.reduce((sum, file) => sum + file.gzip.length, 0);
console.log(`page: ${files.length} files, ${(total / 1024).toFixed(0)} KB compressed`);
if (total > most_compressed_bytes) {
    console.error(`page: more than ${most_compressed_bytes / 1024} KB compressed`);
    process.exit(1);
}

// Octal escapes: unlike \x, they end by themselves after three digits.
const literal = bytes => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 64) {
        text += '"' + [...bytes.subarray(at, at + 64)]
            .map(byte => '\\' + byte.toString(8).padStart(3, '0')).join('') + '"\n';
    }
    return text;
};
const type_of = url => types[path.extname(url) || '.html'];
const source = `// Made by web/build.mjs: the compressed files of the page.
#include "server/web_page.h"
namespace {
${files.map((file, at) => `constexpr char file_${at}[] =\n${literal(file.gzip)};`).join('\n')}
constexpr muster::server::PageFile files[] = {
${files.map((file, at) => `    {"${file.url}", "${type_of(file.url)}", {file_${at}, ${file.gzip.length}}},`).join('\n')}
};
} // namespace
std::span<const muster::server::PageFile> muster::server::page_files() { return files; }
`;
rmSync(path.join(out, 'assets'), {recursive: true, force: true});
mkdirSync(path.join(out, 'assets'), {recursive: true});
for (const file of files) writeFileSync(path.join(out, file.url === '/' ? 'index.html' : file.url), file.bytes);
// An unchanged source is not written, so that it is not compiled again.
const target = path.join(out, 'page_files.cpp');
if (!existsSync(target) || readFileSync(target, 'utf8') !== source) writeFileSync(target, source);
