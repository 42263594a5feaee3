// What a person waits for on the page: the first paint, the count after the last key, a frame while
// scrolling. Measured in Chromium against a running server. Usage: node bench/page.mjs URL KEY TENANT
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const tests = path.join(path.dirname(fileURLToPath(import.meta.url)), '../test/page/run.mjs');
const {chromium} = createRequire(tests)('playwright-core');
const [url, key, tenant] = process.argv.slice(2);
const visits = 7;
const scroll_milliseconds = 4000;

const sorted = values => [...values].sort((a, b) => a - b);
const median = values => sorted(values)[Math.floor(values.length / 2)];
const share = (values, part) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))];
const print = (what, text) => console.log(`${what.padEnd(58)} ${text}`);
const milliseconds = values => `${median(values).toFixed(0).padStart(5)} ms, slowest ${Math.max(...values).toFixed(0)} ms`;

const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage']});

// A visit of a browser that has nothing of the page yet.
async function visit(hash) {
    const context = await browser.newContext({viewport: {width: 1280, height: 860}});
    context.setDefaultTimeout(60_000);
    await context.request.post(`${url}/v1/session`, {data: {key}});
    const page = await context.newPage();
    await page.addInitScript(slug => { localStorage.setItem('muster.session', 'yes'); sessionStorage.setItem('muster.tenant', slug); }, tenant);
    await page.goto(`${url}/${hash}`);
    return page;
}

async function paints() {
    const first = [], rows = [];
    for (let at = 0; at < visits; ++at) {
        const page = await visit('#/customers');
        await page.locator('tbody td a').first().waitFor();
        const seen = await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => resolve({now: performance.now(), paint: performance.getEntriesByName('first-contentful-paint')[0].startTime}))));
        first.push(seen.paint);
        rows.push(seen.now);
        await page.context().close();
    }
    print('first paint of the customers, nothing cached', milliseconds(first));
    print('... first rows of the customers', milliseconds(rows));
}

// From the key in the text of the rule to the count of what it says.
async function counts() {
    const page = await visit('#/groups/new');
    const editor = page.locator('.rule-text .cm-content');
    await editor.click();
    await page.keyboard.insertText("fields.plan = 'Plan 1' AND fields.spent > 1000 AND fields.tenure > 1");
    await page.waitForFunction(() => { const count = document.querySelector('[data-test=count]'); return count && !count.classList.contains('stale') && /[1-9]/.test(count.textContent); });
    await page.evaluate(() => {
        globalThis.waits = [];
        let pressed = 0;
        document.addEventListener('keydown', () => { pressed = performance.now(); }, true);
        new MutationObserver(() => { if (pressed) waits.push(performance.now() - pressed); pressed = 0; })
            .observe(document.querySelector('[data-test=count]'), {characterData: true, subtree: true, childList: true});
    });
    for (let at = 0; at < 40; ++at) {
        await page.keyboard.press(at % 2 === 0 ? String(1 + at % 9) : 'Backspace');
        await page.waitForTimeout(400);
    }
    const waits = await page.evaluate(() => waits);
    print(`count after the last key, three predicates (${waits.length} keys)`, `${milliseconds(waits)}, 95 % under ${share(waits, 0.95).toFixed(0)} ms`);
    await page.context().close();
}

async function frames() {
    const page = await visit('#/customers');
    await page.locator('tbody td a').first().waitFor();
    await page.locator('.scroller').hover();
    await page.evaluate(() => {
        globalThis.gaps = [];
        let before = 0;
        const step = now => { if (before) gaps.push(now - before); before = now; requestAnimationFrame(step); };
        requestAnimationFrame(step);
    });
    const end = Date.now() + scroll_milliseconds;
    while (Date.now() < end) { await page.mouse.wheel(0, 240); await page.waitForTimeout(16); }
    const gaps = await page.evaluate(() => gaps);
    const seen = await page.locator('tbody tr[aria-rowindex]').last().getAttribute('aria-rowindex');
    print(`frames while scrolling through ${seen} rows`, `${(1000 / (gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length)).toFixed(0)} a second, 95 % within ${share(gaps, 0.95).toFixed(0)} ms`);
    await page.context().close();
}

await paints();
await counts();
await frames();
await browser.close();
