// The stories of the page in a real browser, against the built program. Any console error, any breach
// of the Content-Security-Policy and any finding of axe-core fails. Usage:
//   node run.mjs [--program build/release/muster] [--only WORD] [--shots FOLDER] [--pictures FOLDER]
// --shots stores what the stories look at, and what failed; --pictures those of the documents.
// With MUSTER_URL, MUSTER_KEY and MUSTER_LINK (the page's address that it printed) a running server
// is used.
import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {chromium} from 'playwright-core';
import {stories} from './stories.mjs';

const budget_seconds = 240;
const step_milliseconds = Number(process.env.STEP_MILLISECONDS ?? 15_000); // more on a busy machine
const here = path.dirname(fileURLToPath(import.meta.url));
const option = name => { const at = process.argv.indexOf('--' + name); return at < 0 ? undefined : process.argv[at + 1]; };
const program = option('program') ?? path.join(here, '../../build/release/muster');
const axe = readFileSync(path.join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');

async function startServer() {
    if (process.env.MUSTER_URL) return {url: process.env.MUSTER_URL, key: process.env.MUSTER_KEY, link: process.env.MUSTER_LINK, stop: async () => {}};
    if (!existsSync(program)) throw new Error(`${program} is not there: ./dev build makes it`);
    const data = mkdtempSync(path.join(tmpdir(), 'muster-page-'));
    const server = spawn(program, ['serve', '--demo', '--data', data, '--listen', '127.0.0.1:0'], {stdio: ['ignore', 'pipe', 'inherit']});
    let text = '';
    const url = await new Promise((resolve, reject) => {
        server.stdout.on('data', piece => {
            text += piece;
            // The demonstration is complete when its examples are printed.
            if (text.includes('# nuweb')) resolve(/http:\/\/127\.0\.0\.1:\d+/.exec(text)[0]);
        });
        server.on('exit', code => reject(new Error(`the server ended with ${code}\n${text}`)));
    });
    const stop = () => new Promise(resolve => {
        server.removeAllListeners('exit');
        server.on('exit', () => { rmSync(data, {recursive: true, force: true}); resolve(); });
        server.kill('SIGTERM');
    });
    return {url, key: readFileSync(path.join(data, 'admin.key'), 'utf8').trim(), link: /http\S+#token=\S+/.exec(text)[0], stop};
}

// What a story gets: a page that is logged in, calls of the API, and checks.
class Story {
    constructor(server, browser) {
        this.server = server;
        this.browser = browser;
        this.faults = [];
        this.expected = [];
    }

    async open({width = 1280, height = 860, scheme = 'light', locale = 'en-US', tenant = 'demo', key = this.server.key, hash = ''} = {}) {
        await this.context?.close();
        this.context = await this.browser.newContext({viewport: {width, height}, colorScheme: scheme, locale, reducedMotion: 'reduce', acceptDownloads: true});
        this.context.setDefaultTimeout(step_milliseconds);
        const page = this.page = await this.context.newPage();
        page.on('console', message => {
            if (message.type() !== 'error' && message.type() !== 'warning') return;
            // The browser writes every refused call into its console; a story says which it causes.
            if (this.expected.some(text => message.text().includes(text))) return;
            this.faults.push(`console: ${message.text()}`);
        });
        page.on('pageerror', error => this.faults.push(`error: ${error.stack}`));
        page.on('request', request => { if (!request.url().startsWith(this.server.url) && !/^(data|blob):/.test(request.url())) this.faults.push(`a request to another host: ${request.url()}`); });
        if (key) {
            const session = await this.context.request.post(`${this.server.url}/v1/session`, {data: {key}});
            if (!session.ok()) throw new Error(`log-in: ${session.status()} ${await session.text()}`);
            await page.addInitScript(slug => {
                if (sessionStorage.getItem('muster.tenant')) return;
                localStorage.setItem('muster.session', 'yes');
                sessionStorage.setItem('muster.tenant', slug);
            }, tenant);
        }
        await page.goto(`${this.server.url}/${hash}`);
        await page.locator('main h1, main .entrance').first().waitFor();
        return page;
    }

    // Refused calls of these statuses are part of the story.
    expect(...statuses) { this.expected = statuses.map(status => `status of ${status}`); }

    async go(hash) {
        await this.page.evaluate(address => { location.hash = address; }, hash);
        await this.page.locator('main h1').first().waitFor();
    }

    async api(method, address, body, tenant = 'demo', type = 'application/json') {
        const answer = await fetch(this.server.url + address, {method, headers: {Authorization: `Bearer ${this.server.key}`, 'Muster-Tenant': tenant, ...(body === undefined ? {} : {'Content-Type': type})},
            body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body)});
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
        return text ? JSON.parse(text) : undefined;
    }

    // Runs a script on a page of another port, logged in, and gives the status of its call.
    async fromOtherPort(script, address) {
        const site = createServer((request, answer) => answer.end('<!doctype html><title>elsewhere</title>'));
        await new Promise(resolve => site.listen(0, '127.0.0.1', resolve));
        const other = await this.context.newPage();
        await other.goto(`http://127.0.0.1:${site.address().port}/`);
        const [response] = await Promise.all([other.waitForResponse(one => one.url().endsWith(address)), other.evaluate(script + '.then(() => 0)')]);
        await other.close();
        site.close();
        return response.status();
    }

    check(right, what) { if (!right) throw new Error(what); }

    // Waits until the text of an element satisfies the condition.
    async until(locator, condition, what) {
        const end = Date.now() + step_milliseconds;
        let text = '';
        while (Date.now() < end) {
            text = (await locator.first().textContent({timeout: 1000}).catch(() => '')) ?? '';
            if (condition(text)) return text;
            await this.page.waitForTimeout(50);
        }
        throw new Error(`${what}; it was: ${text}`);
    }

    count(text) { return this.until(this.page.locator('[data-test=count]'), shown => shown.trim() === text, `the count should become ${text}`); }

    async accessible(where) {
        await this.page.evaluate(axe);
        const {violations} = await this.page.evaluate(() => globalThis.axe.run(document, {resultTypes: ['violations']}));
        for (const one of violations) this.faults.push(`${where}: axe ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join('; ')}`);
    }

    // What a reader of the documents sees: small, always the same size.
    async picture(name) {
        const folder = option('pictures');
        if (!folder) return;
        const size = this.page.viewportSize();
        await this.page.setViewportSize({width: 1280, height: 760});
        await this.page.evaluate(() => { scrollTo(0, 0); document.activeElement.blur(); });
        await this.page.waitForTimeout(500);
        mkdirSync(folder, {recursive: true});
        await this.page.screenshot({path: path.join(folder, `${name}.png`)});
        await this.page.setViewportSize(size);
    }

    async shot(name) {
        const folder = option('shots');
        if (!folder || !this.page) return;
        mkdirSync(folder, {recursive: true});
        await this.page.screenshot({path: path.join(folder, `${name}.png`)}).catch(() => {});
    }
}

const started = Date.now();
const server = await startServer();
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage']});
let failed = 0;
for (const [name, run] of Object.entries(stories)) {
    if (option('only') && !name.includes(option('only'))) continue;
    const story = new Story(server, browser);
    const begin = Date.now();
    try {
        await run(story);
    } catch (error) {
        story.faults.push(error.stack ?? String(error));
        await story.shot('failed');
    }
    await story.context?.close();
    const seconds = ((Date.now() - begin) / 1000).toFixed(1);
    if (story.faults.length === 0) console.log(`ok      ${name} (${seconds} s)`);
    else {
        failed++;
        console.log(`FAILED  ${name} (${seconds} s)\n${[...new Set(story.faults)].map(fault => '        ' + fault).join('\n')}`);
    }
}
await browser.close();
await server.stop();
const seconds = (Date.now() - started) / 1000;
console.log(`${failed} failed, ${seconds.toFixed(0)} s`);
if (seconds > budget_seconds) console.log(`this took more than the ${budget_seconds} s that they should take`);
process.exit(failed ? 1 : 0);
