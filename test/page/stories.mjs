// Each story is what one person does with the page, from beginning to end. They share one server, so
// each makes what it needs under names of its own.

// Like the customers of a telephone company: no names, a key of its own, and fields to ask about.
function telephoneCustomers(count) {
    const lines = ['customerID,Contract,tenure,MonthlyCharges,Partner,E-Mail Address'];
    for (let at = 0; at < count; ++at) {
        const contract = ['Month-to-month', 'One year', 'Two year'][at % 3];
        lines.push(`${String(at).padStart(4, '0')}-ABC,${contract},${at % 72},${(20 + at % 100).toFixed(2)},${at % 2 ? 'Yes' : 'No'},c${at}@example.org`);
    }
    return lines.join('\n') + '\n';
}
const expected = (count, condition) => Array.from({length: count}, (_, at) => at).filter(condition).length;

// The editor lives in a shadow root.
const editor = page => page.locator('.rule-text .cm-content');
async function write(page, text) {
    await editor(page).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(text);
}

// The server has said what a column becomes.
async function becomes(page, heading, member) {
    await page.waitForFunction(([label, wanted]) => document.querySelector(`[aria-label="${label}"]`)?.value === wanted, [`What the column ${heading} becomes`, member]);
}

export const stories = {
    async 'the link that the server prints opens the page, once'(story) {
        story.expect(401);
        const page = await story.open({key: ''});
        await page.goto('about:blank');
        await page.goto(story.server.link);
        await page.getByRole('heading', {name: 'Customers'}).waitFor();
        await page.locator('tbody td a').first().waitFor();
        story.check(!page.url().includes('token'), 'the address does not keep the token');
        const stored = await page.evaluate(() => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}]));
        story.check(!/eyJ/.test(stored), `scripts cannot read the session: ${stored}`);
        const cookie = (await story.context.cookies(`${story.server.url}/v1/me`)).find(one => one.name === 'muster_session');
        story.check(cookie.httpOnly && cookie.sameSite === 'Strict', 'the cookie is HttpOnly and SameSite=Strict');
        const second = await story.context.browser().newContext();
        const other = await second.newPage();
        await other.goto(story.server.link);
        await other.getByRole('button', {name: 'Log in'}).waitFor();
        await second.close();
    },

    async 'a person logs in with a password, and out again'(story) {
        story.expect(401);
        const login = `ada-${Date.now()}@example.org`;
        await story.api('POST', '/v1/credentials', {kind: 'login', name: 'Ada', login, secret: 'a long password', scopes: ['read']});
        const page = await story.open({key: ''});
        await story.accessible('log in');
        await page.getByLabel('E-mail', {exact: true}).fill(login);
        await page.getByLabel('Password', {exact: true}).fill('a wrong password');
        await page.getByRole('button', {name: 'Log in'}).click();
        await page.getByText('The e-mail or the password is wrong').waitFor();
        await page.getByLabel('Password', {exact: true}).fill('a long password');
        await page.getByRole('button', {name: 'Log in'}).click();
        await page.getByRole('heading', {name: 'Customers'}).waitFor();
        await page.locator('tbody td a').first().waitFor();
        await page.reload();
        await page.locator('tbody td a').first().waitFor();
        const {value} = (await story.context.cookies(`${story.server.url}/v1/me`)).find(one => one.name === 'muster_session');
        await page.getByRole('button', {name: 'Preferences'}).click();
        await page.getByRole('button', {name: 'Log out'}).click();
        await page.getByRole('button', {name: 'Log in'}).waitFor();
        const again = await fetch(`${story.server.url}/v1/me`, {headers: {Cookie: `muster_session=${value}`}});
        story.check(again.status === 401, 'the server has ended the session');
    },

    async 'a key opens the page, and a page of another origin cannot use the session'(story) {
        story.expect(401, 403);
        const page = await story.open({key: ''});
        await page.getByRole('button', {name: 'Key', exact: true}).click();
        await page.getByLabel('Key', {exact: true}).fill('wrong');
        await page.getByRole('button', {name: 'Log in'}).click();
        await page.getByText('does not know this key').waitFor();
        await page.getByLabel('Key', {exact: true}).fill(story.server.key);
        await page.getByRole('button', {name: 'Log in'}).click();
        await page.getByRole('heading', {name: 'Customers'}).waitFor();
        // A page of another port is of the same site, so the browser sends the cookie.
        const refused = await story.fromOtherPort(`fetch('${story.server.url}/v1/customers', {mode: 'no-cors', credentials: 'include'})`, '/v1/customers');
        story.check(refused === 403, `another origin got ${refused}`);
    },

    async 'an analyst imports a file, finds customers by conditions and saves them as a group'(story) {
        const tenant = `telephone-${Date.now()}`;
        await story.api('POST', '/v1/tenants', {slug: tenant, name: 'Telephone'});
        const page = await story.open({tenant});
        await page.getByText('No customers yet').waitFor();
        await story.accessible('no customers');
        await page.getByRole('link', {name: 'Import a file'}).click();
        const rows = 900;
        const file = telephoneCustomers(rows) + '1,Month-to-month,not a number,5.00,No,x\n';
        await page.locator('input[type=file]').setInputFiles({name: 'customers <b>.csv', mimeType: 'text/csv', buffer: Buffer.from(file)});
        await page.getByText('customers <b>.csv').waitFor();
        await becomes(page, 'E-Mail Address', 'email');
        await page.getByText('recognised by its heading').waitFor();
        story.check(await page.getByLabel('Customers are recognised by').inputValue() === 'email', 'a key is proposed');
        await page.getByLabel('Customers are recognised by').selectOption('fields.customerID');
        await story.accessible('columns of an import');
        await page.getByRole('button', {name: 'Check the file'}).click();
        await page.getByText('Checked: so many rows').waitFor();
        await story.accessible('checked import');
        story.check((await story.api('GET', '/v1/customers?total=true&limit=1', undefined, tenant)).total === 0, 'a check changes nothing');
        await page.getByRole('button', {name: /^Import [\d,]+ rows/}).click();
        await page.getByRole('heading', {name: 'Imported', exact: true}).waitFor();
        await story.go('#/groups/new');
        await page.getByRole('button', {name: 'Condition'}).first().click();
        await page.getByLabel('Field', {exact: true}).selectOption({label: 'Contract'});
        await page.getByLabel('Value', {exact: true}).fill('Month-to-month');
        await story.count(String(rows / 3));
        await page.getByRole('button', {name: 'Condition'}).first().click();
        await page.getByLabel('Field', {exact: true}).nth(1).selectOption({label: 'MonthlyCharges'});
        await page.getByLabel('Comparison').nth(1).selectOption('>');
        const value = page.getByLabel('Value', {exact: true}).nth(1);
        // The number changes with every key.
        for (const [typed, least] of [['7', 7], ['70', 70]]) {
            await value.fill(typed);
            await story.count(String(expected(rows, at => at % 3 === 0 && 20 + at % 100 > least)));
        }
        await story.until(page.locator('.count').nth(1), text => text.includes('remaining'), 'each line says how many remain');
        await story.until(editor(page), text => text.includes("fields.Contract = 'Month-to-month' AND fields.MonthlyCharges > 70"), 'the text is in step');
        await story.accessible('rule builder');
        await page.getByLabel('Name', {exact: true}).fill('At risk');
        await story.picture('builder');
        await page.getByRole('button', {name: 'Save group'}).click();
        await page.getByRole('heading', {name: 'At risk'}).waitFor();
        await story.until(page.locator('[data-test=size]'), text => text.startsWith(String(expected(rows, at => at % 3 === 0 && 20 + at % 100 > 70))), 'the group has these members');
        await page.getByRole('button', {name: 'Export'}).click();
        await page.getByRole('heading', {name: 'Files'}).waitFor();
        const save = page.getByRole('button', {name: 'Download', exact: true}).first();
        await save.waitFor();
        const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
        story.check(download.suggestedFilename().endsWith('.csv'), 'the export is a file');
        await story.accessible('files');
    },

    async 'a file as Excel writes it keeps its umlauts, and a column is left out'(story) {
        const tenant = `excel-${Date.now()}`;
        await story.api('POST', '/v1/tenants', {slug: tenant, name: 'Excel'});
        const page = await story.open({tenant, hash: '#/files/import'});
        const file = 'E-Mail-Adresse;Ort;Größe\r\nada@example.org;Köln;M\r\nbob@example.org;Würzburg;L\r\nthis is no address;Bonn;S\r\n';
        await page.locator('input[type=file]').setInputFiles({name: 'kunden.csv', mimeType: 'text/csv', buffer: Buffer.from(file, 'latin1')});
        await page.getByText('Köln').waitFor();
        await becomes(page, 'Ort', 'city');
        await page.getByLabel('What the column Größe becomes').selectOption({label: 'Leave out'});
        await page.getByText('Your choice').waitFor();
        await story.picture('import');
        await page.getByRole('button', {name: 'Check the file'}).click();
        await page.getByText('Checked: so many rows').waitFor();
        await page.getByText('1 is left out: Größe').waitFor();
        const refused = page.locator('tr', {hasText: 'this is no address'}).locator('td');
        story.check((await refused.nth(0).textContent()) === '4', 'the line of a refused row is shown');
        story.check((await refused.nth(1).textContent()) === 'email', 'and the column');
        story.check((await refused.nth(3).textContent()).length > 0, 'and what would be right');
        await page.getByRole('button', {name: 'Import 2 rows'}).click();
        await page.getByRole('heading', {name: 'Imported', exact: true}).waitFor();
        const {items} = await story.api('GET', '/v1/customers', undefined, tenant);
        story.check(items.map(one => one.address.city).join() === 'Köln,Würzburg', 'the umlauts are whole');
        story.check(items.every(one => Object.keys(one.fields).length === 0), 'the column is left out');
        // The next file: the choice is remembered by the heading, wherever its column is.
        await story.go('#/files');
        await story.go('#/files/import');
        await page.locator('input[type=file]').setInputFiles({name: 'more.csv', mimeType: 'text/csv', buffer: Buffer.from('Größe;E-Mail-Adresse\r\nXL;cy@example.org\r\n', 'latin1')});
        await page.getByText('Your choice').waitFor();
        await becomes(page, 'Größe', '');
        await becomes(page, 'E-Mail-Adresse', 'email');
    },

    async 'the server says what it makes of each column, and the page offers its proposals'(story) {
        const tenant = `dates-${Date.now()}`;
        await story.api('POST', '/v1/tenants', {slug: tenant, name: 'Dates'});
        const page = await story.open({tenant, hash: '#/files/import'});
        // A heading is missing, two columns have one meaning, a date is not in the usual order, and a
        // quoted cell goes over the end of what is studied.
        const rows = Array.from({length: 4000}, (_, at) => `c${at}@example.org;secret;31.05.2024;x;"two\nlines; and ""more"" ${'.'.repeat(60)}"\n`).join('');
        await page.locator('input[type=file]').setInputFiles({name: 'dates.csv', mimeType: 'text/csv', buffer: Buffer.from(`Email;Password;Ordered;;Note\n${rows}`)});
        await page.getByText('has values and no heading').waitFor();
        await page.getByLabel('What the column #4 becomes').selectOption({label: 'Leave out'});
        await becomes(page, 'Email', 'email');
        await page.getByText('a secret, which is never stored').waitFor();
        await page.getByLabel('Dates are day, month, year').check();
        const ordered = page.locator('tr', {has: page.getByLabel('What the column Ordered becomes')});
        await ordered.getByText('date', {exact: true}).waitFor();
        await page.getByLabel('What the column Note becomes').selectOption({label: 'E-mail'});
        await page.getByRole('alert').filter({hasText: 'Two columns become E-mail'}).waitFor();
        await page.getByLabel('What the column Note becomes').selectOption({label: 'New field: Note'});
        await story.accessible('proposals of an import');
        await page.getByRole('button', {name: 'Check the file'}).click();
        await page.getByRole('button', {name: 'Import 4,000 rows'}).click();
        await page.getByRole('heading', {name: 'Imported', exact: true}).waitFor();
        const {items: [first]} = await story.api('GET', '/v1/customers?limit=1', undefined, tenant);
        story.check(first.fields.Ordered === '2024-05-31' && first.fields.Note.startsWith('two\nlines; and "more"'), `the cells are whole: ${JSON.stringify(first)}`);
        // The page removes its trials and its checks behind its answers.
        let jobs = [];
        for (let tries = 0; tries < 100 && jobs.length !== 1; ++tries) {
            await page.waitForTimeout(100);
            ({items: jobs} = await story.api('GET', '/v1/imports', undefined, tenant));
        }
        story.check(jobs.length === 1, `what the page tried for itself is not listed: ${JSON.stringify(jobs.map(({id, status, error}) => ({id, status, error})))}`);
    },

    async 'text and blocks stay in step, faults are shown at their place and can be cured'(story) {
        story.expect(400);
        const page = await story.open({hash: '#/groups/new'});
        await editor(page).waitFor();
        await write(page, "spent > 3000 and (country = 'GB' or not member of VIP)".replace('VIP', "'VIP'"));
        await page.getByLabel('Field', {exact: true}).nth(2).waitFor();
        const text = await page.locator('[data-test=count]').textContent();
        const {members} = await story.api('POST', '/v1/groups?dry_run=true', {rule: "spent > 3000 and (country = 'GB' or not member of 'VIP')"});
        await story.count(members.count.toLocaleString('en'));
        story.check(text !== null, 'a count is shown');
        await write(page, 'tenur < 12');
        await page.getByText('no field is called tenur').first().waitFor();
        await page.locator('.rule-text .cm-lintRange-error').waitFor();
        await page.getByRole('button', {name: 'Use fields.tenure'}).first().click();
        await story.until(editor(page), shown => shown.startsWith('fields.tenure < 12'), 'the cure replaces the word');
        await story.until(page.locator('.joiner'), () => true, 'blocks are shown');
        await page.waitForFunction(() => document.querySelectorAll('.pick-field').length === 1);
        story.check(await page.getByLabel('Value', {exact: true}).inputValue() === '12', 'the blocks follow');
        // What the blocks cannot edit stays whole: without LOWER it would be another rule.
        await write(page, "LOWER(country) = 'gb' and created_at < CURRENT_DATE - 7");
        await page.waitForFunction(() => document.querySelectorAll('.pick-field').length === 0);
        await write(page, 'spent > ');
        await page.keyboard.type('1');
        await page.keyboard.press('Home');
        await write(page, 'pla');
        await page.keyboard.type('n');
        await page.locator('.rule-text .cm-tooltip-autocomplete').waitFor();
        await page.waitForTimeout(200); // a completion that has just appeared is not taken by accident
        await page.keyboard.press('Tab');
        await story.until(editor(page), shown => shown.startsWith('fields.plan'), 'a completion is taken');
    },

    async 'a condition is moved into a bracket with the keyboard and dragged out with the mouse'(story) {
        const page = await story.open({hash: `#/groups/new?rule=${encodeURIComponent("spent > 100 and (city = 'Leeds' or city = 'Accra') and tenure < 50")}`});
        await page.getByLabel('Field', {exact: true}).nth(3).waitFor();
        const grip = page.getByRole('button', {name: /^Move: drag/});
        await grip.last().focus();
        await page.keyboard.press('ArrowUp');
        await story.until(editor(page), text => text.includes("city = 'Accra' OR fields.tenure < 50"), 'the condition went into the bracket');
        const handle = await grip.last().boundingBox();
        const first = await page.locator('.line').first().boundingBox();
        await page.mouse.move(handle.x + 10, handle.y + 10);
        await page.mouse.down();
        await page.mouse.move(first.x + 40, first.y + 8, {steps: 6});
        await page.mouse.move(first.x + 40, first.y - 1);
        await page.mouse.up();
        await story.until(editor(page), text => text.startsWith('fields.tenure < 50 AND fields.spent > 100'), 'the condition was dropped in front');
        await page.getByRole('button', {name: 'Undo'}).click();
        await story.until(editor(page), text => text.startsWith('fields.spent > 100'), 'undo takes it back');
    },

    async 'an older answer never replaces a newer one'(story) {
        const page = await story.open({hash: '#/groups/new'});
        await editor(page).waitFor();
        let first = true;
        await page.route('**/v1/groups?dry_run=true', async route => {
            if (first && route.request().postData().includes('spent > 5')) { first = false; await new Promise(resolve => setTimeout(resolve, 1500)); }
            await route.continue().catch(() => {});
        });
        await write(page, 'spent > 5');
        await page.waitForTimeout(200);
        await write(page, 'spent > 3000');
        const {members} = await story.api('POST', '/v1/groups?dry_run=true', {rule: 'spent > 3000'});
        await story.count(members.count.toLocaleString('en'));
        await page.waitForTimeout(1800);
        await story.count(members.count.toLocaleString('en'));
    },

    async 'a saved rule is changed, and the page says who enters and who leaves'(story) {
        const group = await story.api('POST', '/v1/groups', {name: 'Spenders', rule: 'spent > 3000'});
        const page = await story.open({hash: `#/groups/${group.id}/rule`});
        await page.getByLabel('Value', {exact: true}).fill('2000');
        const after = await story.api('PATCH', `/v1/groups/${group.id}?dry_run=true`, {rule: 'spent > 2000'});
        await story.until(page.locator('.save-bar'), text => text.includes(`${after.added.count} enter`), 'the effect is announced');
        await story.accessible('change of a rule');
        await page.getByRole('button', {name: 'Save rule'}).click();
        await page.getByText('Spenders was saved').waitFor();
        story.check((await story.api('GET', `/v1/groups/${group.id}`)).rule.includes('2000'), 'the rule is saved');
        await page.getByRole('link', {name: 'Members', exact: true}).click();
        await page.locator('tbody td a').first().waitFor();
        await page.getByRole('link', {name: 'History'}).click();
        await page.locator('.changes li').first().waitFor();
        await story.accessible('history of a group');
    },

    async 'a customer is edited in place, and the reason of a membership is a tree'(story) {
        story.expect(400);
        await story.api('POST', '/v1/groups', {name: 'Why', rule: 'spent > 1000 and not country is null'});
        const page = await story.open({hash: '#/customers/1'});
        await page.getByRole('button', {name: /^City/}).click();
        await page.getByLabel('City').fill('Kumasi');
        await page.keyboard.press('Enter');
        await page.getByText('City was saved').waitFor();
        story.check((await story.api('GET', '/v1/customers/1')).address.city === 'Kumasi', 'the city is saved');
        await page.getByRole('button', {name: /^tenure/}).click();
        await page.getByLabel('tenure').fill('many');
        await page.keyboard.press('Enter');
        await page.locator('.fact .note.bad').waitFor();
        await story.accessible('refused value');
        await page.keyboard.press('Escape');
        await page.locator('.membership', {hasText: 'Why'}).getByRole('button', {name: 'Why?'}).click();
        await page.locator('.why code', {hasText: 'country IS NOT NULL'}).first().waitFor();
        await page.locator('.changes li').first().waitFor();
        await story.accessible('a customer');
        await story.picture('customer');
    },

    async 'customers are sorted, filtered by a rule, chosen and added to a group'(story) {
        story.expect(400);
        const group = await story.api('POST', '/v1/groups', {name: `Chosen ${Date.now()}`, capacity: 3});
        const page = await story.open();
        await page.locator('tbody td a').first().waitFor();
        await page.getByRole('button', {name: 'spent', exact: true}).click();
        await page.locator('th[aria-sort=ascending]').waitFor();
        await page.getByRole('button', {name: 'Columns'}).click();
        await page.getByRole('checkbox', {name: 'Phone'}).check();
        await page.keyboard.press('Escape');
        await page.getByRole('button', {name: 'Phone'}).waitFor();
        await page.getByRole('button', {name: 'Rule', exact: true}).click();
        await editor(page).waitFor();
        await write(page, "country = 'GB'");
        const {total} = await story.api('GET', `/v1/customers?limit=1&total=true&where=${encodeURIComponent("country = 'GB'")}`);
        await story.until(page.locator('.total'), text => text.startsWith(`${total} customers`), 'the filter counts');
        await page.getByRole('link', {name: 'Save as group'}).waitFor();
        const pick = page.getByRole('checkbox', {name: 'Choose this customer'});
        await pick.first().check();
        await pick.nth(1).check();
        await story.accessible('customers chosen');
        await page.getByRole('button', {name: 'Add to group'}).click();
        await page.getByRole('dialog').getByLabel('Group').selectOption({label: group.name});
        await page.getByRole('dialog').getByRole('button', {name: 'Add', exact: true}).click();
        await page.getByText('2 customers added').waitFor();
        story.check((await story.api('GET', `/v1/groups/${group.id}`)).member_count === 2, 'both joined');
        await page.reload();
        await page.getByRole('button', {name: 'Phone'}).waitFor();
        await story.go(`#/groups/${group.id}/past`);
        await page.locator('.sample a').nth(1).waitFor();
        await story.accessible('past members');
    },

    async 'a long list scrolls by cursor, and only the rows in view exist'(story) {
        const page = await story.open();
        await page.locator('tbody td a').first().waitFor();
        const scroller = page.locator('.scroller');
        for (let at = 0; at < 30 && !(await page.locator('tr[aria-rowindex="1001"]').count()); ++at) {
            await scroller.evaluate(element => { element.scrollTop = element.scrollHeight; });
            await page.waitForTimeout(100);
        }
        await page.locator('tr[aria-rowindex="1001"]').waitFor();
        story.check(await page.locator('tbody tr').count() < 80, 'few rows exist');
    },

    async 'a removed group is restored with its members, under another name when its own is taken'(story) {
        const name = `Mistake ${Date.now()}`;
        const group = await story.api('POST', '/v1/groups', {name});
        for (const customer of [1, 2]) await story.api('POST', `/v1/groups/${group.id}/members`, {customer_id: customer});
        story.expect(404); // the live feed may make the page of the group ask for it once more
        const page = await story.open({hash: `#/groups/${group.id}`});
        await page.getByRole('button', {name: 'Remove', exact: true}).click();
        await page.getByRole('dialog').getByText('2 memberships end.').waitFor();
        await page.getByRole('dialog').getByRole('button', {name: 'Remove'}).click();
        await page.getByRole('heading', {name: 'Removed groups'}).waitFor();
        await story.accessible('removed groups');
        await page.getByRole('button', {name: `Restore ${name}`}).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('2 memberships come back.').waitFor();
        await dialog.getByRole('button', {name: 'Cancel'}).click();

        await story.api('POST', '/v1/groups', {name});
        story.expect(404, 409);
        await page.getByRole('button', {name: `Restore ${name}`}).click();
        await dialog.getByLabel('Name').fill(`${name} again`);
        await dialog.getByLabel('Name').press('Enter');
        await dialog.getByText('2 memberships come back.').waitFor();
        await story.accessible('restoring a group');
        await dialog.getByRole('button', {name: 'Restore'}).click();
        await page.getByRole('heading', {name: `${name} again`}).waitFor();
        await story.until(page.locator('[data-test=size]'), text => text.startsWith('2'), 'both members are back');
    },

    async 'overlapping groups are drawn exactly, and an intersection shows its customers'(story) {
        const page = await story.open({hash: '#/overlap'});
        const region = page.getByRole('button', {name: /^(Only|Exactly|.* ∩ ).*customers?,/}).first();
        await region.waitFor();
        await story.accessible('overlap');
        await story.picture('overlap');
        const label = await region.getAttribute('aria-label');
        await region.focus();
        await page.keyboard.press('Enter');
        const dialog = page.getByRole('dialog');
        await dialog.locator('tbody td a').first().waitFor();
        const count = /: ([\d,]+) customer/.exec(label)[1];
        await story.until(dialog.locator('.total'), text => text.startsWith(count + ' '), 'the list is as long as the column says');
        await story.accessible('customers of an intersection');
        await dialog.getByRole('link', {name: 'Save as group'}).click();
        await page.getByRole('heading', {name: 'New group'}).waitFor();
        await story.count(count);
    },

    async 'of many groups, some are found by words and compared'(story) {
        const tenant = `many-${Date.now()}`;
        await story.api('POST', '/v1/tenants', {slug: tenant, name: 'Many'});
        for (let at = 1; at <= 5; ++at) await story.api('POST', '/v1/customers', {name: `Customer ${at}`, company: `Firm ${at}`}, tenant);
        for (let at = 1; at <= 70; ++at) await story.api('POST', '/v1/groups', {name: `Group ${String(at).padStart(3, '0')}`, rule: `id <= ${at % 6}`}, tenant);
        const page = await story.open({tenant, hash: '#/overlap'});
        await page.getByText('10 more groups').waitFor();
        await page.getByLabel('Search groups').fill('07');
        await page.getByLabel(/^Group 070/).check();
        await page.getByLabel('Search groups').fill('00');
        for (let at = 1; at < 10; ++at) await page.getByLabel(new RegExp(`^Group 00${at}`)).check();
        await page.locator('.matrix tbody tr', {hasText: 'Group 070'}).waitFor();
        story.check(await page.locator('.matrix tbody tr').count() >= 13, 'what was chosen stays chosen');
        await story.accessible('overlap of many groups');
    },

    async 'a rule is compared with groups, without saving it'(story) {
        story.expect(400);
        const page = await story.open({hash: '#/overlap'});
        const button = page.getByRole('button', {name: 'Compare this rule'});
        await write(page, 'tenur < 12');
        await button.click();
        await page.getByText('no field is called tenur').waitFor();
        await write(page, 'spent > 4000');
        await button.click();
        const {results} = await story.api('POST', '/v1/query', {where: ['spent > 4000']});
        await story.until(page.locator('.matrix tbody tr', {hasText: 'spent > 4000'}), text => text.includes(results[0].count.toLocaleString('en')), 'the rule is counted');
        await story.accessible('overlap with a rule');
    },

    async 'what others write appears by itself'(story) {
        const page = await story.open({hash: '#/groups'});
        await page.locator('.group-card').first().waitFor();
        const name = `Live ${Date.now()}`;
        const group = await story.api('POST', '/v1/groups', {name});
        await page.locator('.group-card', {hasText: name}).waitFor();
        await story.go(`#/groups/${group.id}/history`);
        await page.getByText('No customer has joined or left yet').waitFor();
        await story.api('POST', `/v1/groups/${group.id}/members`, {customer_id: 1});
        await story.until(page.locator('[data-test=size]'), text => text.startsWith('1 customer'), 'the size follows');
        await page.locator('.growth polyline').waitFor();
        await story.accessible('growth of a group');
        await story.go('#/changes');
        await story.api('PATCH', `/v1/groups/${group.id}`, {description: 'Changed by somebody else'});
        await page.locator('.changes', {hasText: 'Changed by somebody else'}).waitFor();
    },

    async 'an import fills the empty list that somebody looks at'(story) {
        const tenant = `waiting-${Date.now()}`;
        await story.api('POST', '/v1/tenants', {slug: tenant, name: 'Waiting'});
        const page = await story.open({tenant});
        await page.getByText('No customers yet').waitFor();
        await story.api('POST', '/v1/customers', {name: 'Grace Hopper'}, tenant);
        await page.locator('tbody td a', {hasText: 'Grace Hopper'}).waitFor();
        await story.api('POST', '/v1/customers', {name: 'Ada Lovelace'}, tenant);
        await page.getByRole('button', {name: 'Show the changes'}).click();
        await page.locator('tbody td a', {hasText: 'Ada Lovelace'}).waitFor();
    },

    async 'an integrator makes a credential, sees its secret once and revokes it'(story) {
        const page = await story.open({hash: '#/connect'});
        await page.getByText('Ecwid', {exact: true}).first().waitFor();
        await story.accessible('APIs');
        await page.getByRole('link', {name: 'Credentials'}).click();
        await page.getByRole('button', {name: 'New credential'}).click();
        await page.getByLabel('Name', {exact: true}).fill('A shop');
        await page.getByRole('dialog').getByRole('button', {name: 'New credential'}).click();
        const secret = (await page.getByRole('dialog').locator('pre').first().textContent()).trim();
        const me = await fetch(`${story.server.url}/v1/me`, {headers: {Authorization: `Bearer ${secret}`}});
        story.check(me.ok, 'the key works');
        await story.accessible('a new credential');
        await page.getByRole('button', {name: 'I have stored it'}).click();
        story.check(!(await page.content()).includes(secret), 'the secret is shown once');
        await page.locator('tr', {hasText: 'A shop'}).getByRole('button', {name: 'Revoke'}).click();
        await page.getByRole('dialog').getByRole('button', {name: 'Revoke'}).click();
        await page.getByText('The credential was revoked').waitFor();
        story.check((await fetch(`${story.server.url}/v1/me`, {headers: {Authorization: `Bearer ${secret}`}})).status === 401, 'the key is revoked');
        await page.getByRole('link', {name: 'Fields'}).click();
        await page.getByRole('button', {name: 'New field'}).click();
        await page.getByLabel('Label').fill('Shoe size');
        await page.getByLabel('Type').selectOption('integer');
        await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
        await page.getByText('shoe_size').waitFor();
        await story.accessible('fields');
        await page.getByRole('link', {name: 'Server'}).click();
        await page.getByText('The server is ready').waitFor();
    },

    async 'an import is undone, after the page has shown what that would do'(story) {
        const tenant = `undo-${Date.now()}`;
        await story.api('POST', '/v1/tenants', {slug: tenant, name: 'Undo'});
        await story.api('POST', '/v1/customers', {email: 'ada@example.org', name: 'Ada'}, tenant);
        await story.api('POST', '/v1/imports?key=email', 'email,name,company\nada@example.org,Ada King,Engines\nbob@example.org,Bob,\ncy@example.org,Cy,\n', tenant, 'text/csv');
        const page = await story.open({tenant, hash: '#/files'});
        await page.locator('.job', {hasText: 'Import 1'}).locator('.tag.done').waitFor();
        const cy = (await story.api('GET', '/v1/customers?q=cy', undefined, tenant)).items[0];
        await story.api('PATCH', `/v1/customers/${cy.id}`, {company: 'Changed by somebody'}, tenant);
        await page.getByRole('button', {name: 'Undo'}).click();
        const dialog = page.getByRole('dialog');
        await story.until(dialog.locator('.counts'), text => text.includes('1 removed') && text.includes('1 restored') && text.includes('1 refused'), 'the dialog says what would happen');
        await dialog.getByRole('cell', {name: String(cy.id), exact: true}).waitFor();
        await story.accessible('what an undo would do');
        story.check((await story.api('GET', '/v1/customers?total=true', undefined, tenant)).total === 3, 'nothing has happened yet');
        await dialog.getByRole('button', {name: 'Undo'}).click();
        await page.locator('.job', {hasText: 'of job 1'}).locator('.tag.done').waitFor();
        const {items} = await story.api('GET', '/v1/customers?sort=id', undefined, tenant);
        story.check(items.map(one => `${one.name} ${one.company ?? ''}`).join() === 'Ada ,Cy Changed by somebody', `the import is undone: ${JSON.stringify(items)}`);
        story.check((await story.api('GET', '/v1/undos', undefined, tenant)).items.length === 1, 'the rehearsal is not listed');
        await story.accessible('an undone import');
    },

    async 'two customers who are one person are found and merged'(story) {
        const tenant = `merge-${Date.now()}`;
        await story.api('POST', '/v1/tenants', {slug: tenant, name: 'Merge'});
        const ada = await story.api('POST', '/v1/customers', {name: 'Ada Lovelace', phone: '+441234567', email: 'ada@example.org', company: 'Engines'}, tenant);
        const twin = await story.api('POST', '/v1/customers', {name: 'Ada King', phone: '+441234567', email: 'king@example.org', language: 'en'}, tenant);
        const group = await story.api('POST', '/v1/groups', {name: 'VIP'}, tenant);
        await story.api('POST', `/v1/groups/${group.id}/members`, {customer_id: twin.id}, tenant);
        const page = await story.open({tenant});
        await page.getByRole('link', {name: 'Duplicates'}).click();
        await page.getByText('No duplicates found').waitFor();
        await story.accessible('no duplicates');
        await page.getByRole('button', {name: 'Phone'}).click();
        await page.locator('.pair', {hasText: 'Ada King'}).getByText('The same: First name, Phone').waitFor();
        await story.accessible('duplicates');
        await page.getByRole('button', {name: 'Compare'}).click();
        const dialog = page.getByRole('dialog');
        const email = dialog.locator('tr', {hasText: 'king@example.org'});
        await email.getByRole('radio').nth(1).check();
        await story.until(dialog.locator('.notice'), text => text.includes('Memberships that move: 1'), 'the memberships are counted');
        await email.getByRole('radio').nth(1).and(page.locator(':checked')).waitFor();
        await story.accessible('a merge');
        await dialog.getByRole('button', {name: 'Merge', exact: true}).click();
        await page.getByText('The customers were merged').waitFor();
        await page.getByText('No duplicates found').waitFor();
        const merged = await story.api('GET', `/v1/customers/${ada.id}`, undefined, tenant);
        story.check(merged.name === 'Ada Lovelace' && merged.email === 'king@example.org' && merged.language === 'en', `the chosen values stay: ${JSON.stringify(merged)}`);
        story.check((await story.api('GET', `/v1/groups/${group.id}`, undefined, tenant)).member_count === 1, 'the membership moved');
    },

    async 'a webhook that nobody answers says why, and is resumed'(story) {
        story.expect(400);
        const page = await story.open({hash: '#/connect/webhooks'});
        await page.getByText('No webhooks yet').waitFor();
        await story.accessible('no webhooks');
        await page.getByRole('button', {name: 'New webhook'}).click();
        await page.getByLabel('Address').fill('http://127.0.0.1:9/muster');
        await page.getByRole('checkbox', {name: 'customer.updated'}).check();
        await story.accessible('a new webhook');
        await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
        await page.getByText('the port must be').waitFor();
        await page.getByLabel('Address').fill('http://127.0.0.1:18999/muster');
        await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
        await page.getByText('This secret is shown only now').waitFor();
        const secret = (await page.getByRole('dialog').locator('pre').textContent()).trim();
        await page.getByRole('button', {name: 'I have stored it'}).click();
        story.check(secret.length > 10 && !(await page.content()).includes(secret), 'the secret is shown once');
        await story.api('PATCH', '/v1/customers/3', {company: `Changed ${Date.now()}`});
        const line = page.locator('.job', {hasText: '127.0.0.1:18999'});
        await line.locator('.tag.failed').waitFor();
        await line.locator('.note.bad').first().waitFor();
        await story.accessible('a failing webhook');
        await line.getByRole('button', {name: 'Resume'}).click();
        await line.getByRole('button', {name: 'Pause'}).click();
        await line.getByText('paused').waitFor();
        await line.getByRole('button', {name: 'Remove'}).click();
        await page.getByRole('dialog').getByRole('button', {name: 'Remove'}).click();
        await page.getByText('No webhooks yet').waitFor();
    },

    async 'a call of the API is tried on the page'(story) {
        story.expect(404);
        const page = await story.open({hash: '#/connect/reference'});
        await page.getByPlaceholder('Search calls').fill('get one group');
        await page.locator('.call summary').first().click();
        await page.getByLabel('group', {exact: true}).fill('1');
        await page.getByRole('button', {name: 'Send'}).click();
        await story.until(page.locator('.answer'), text => text.includes('"member_count"'), 'the answer is shown');
        await story.accessible('the API');
        await page.getByLabel('group', {exact: true}).fill('999999');
        await page.getByRole('button', {name: 'Send'}).click();
        await page.locator('.tag.failed', {hasText: '404'}).waitFor();
    },

    async 'who may only read is offered no writes'(story) {
        const {secret} = await story.api('POST', '/v1/credentials', {name: 'reader', scopes: ['read']});
        const page = await story.open({key: secret});
        await page.locator('tbody td a').first().waitFor();
        story.check(await page.getByRole('link', {name: 'Import'}).count() === 0, 'no import');
        await story.go('#/groups');
        story.check(await page.getByRole('link', {name: 'New group'}).count() === 0, 'no new group');
        await story.go('#/customers/1');
        story.check(await page.getByRole('button', {name: 'Erase'}).count() === 0, 'no erasure');
    },

    async 'a hostile name stays text everywhere'(story) {
        const hostile = `"><img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
        const group = await story.api('POST', '/v1/groups', {name: hostile, description: hostile});
        const customer = await story.api('POST', '/v1/customers', {name: hostile, email: 'h@example.org', company: '\u202eevil ' + '😀'.repeat(60)});
        await story.api('POST', `/v1/groups/${group.id}/members`, {customer_id: customer.id});
        const page = await story.open();
        for (const hash of ['#/groups', `#/groups/${group.id}`, `#/groups/${group.id}/history`, `#/customers/${customer.id}`, '#/overlap', '#/changes', `#/groups/new?rule=${encodeURIComponent(`MEMBER OF ${group.id}`)}`]) {
            await story.go(hash);
            await story.until(page.locator('main'), text => text.includes('onerror'), `the name is shown at ${hash}`);
            // The editor puts pictures of its own beside its widgets.
            const markup = await page.locator('img:not(.cm-widgetBuffer), main script').evaluateAll(all => all.map(one => one.outerHTML.slice(0, 200)));
            story.check(markup.length === 0, `no markup from data at ${hash}: ${markup.join()}`);
            story.check(!(await page.title()).startsWith('taken'), `no script ran at ${hash}`);
        }
    },

    async 'the page says when the server is away, and goes on by itself'(story) {
        story.expect();
        const page = await story.open({hash: '#/groups'});
        story.expected = ['ERR_INTERNET_DISCONNECTED'];
        await page.locator('.group-card').first().waitFor();
        await story.context.setOffline(true);
        await story.go('#/customers');
        await page.getByText('The page goes on as soon as it answers').waitFor();
        await story.context.setOffline(false);
        await page.getByText('The page goes on as soon as it answers').waitFor({state: 'detached'});
        await page.getByRole('button', {name: 'Try again'}).first().click();
        await page.locator('tbody td a').first().waitFor();
    },

    async 'every page is accessible in German, dark and on a telephone'(story) {
        const page = await story.open({width: 380, height: 800, scheme: 'dark', locale: 'de-DE'});
        for (const [hash, heading] of [['#/customers', 'Kunden'], ['#/groups', 'Gruppen'], ['#/groups/new?rule=spent%3E100%20and%20(plan%20is%20null%20or%20tenure%3C3)', 'Neue Gruppe'], ['#/overlap', 'Vergleich'], ['#/files', 'Dateien'], ['#/files/import', 'Kunden importieren'], ['#/customers/duplicates', 'Dubletten'], ['#/changes', 'Protokoll'], ['#/connect', 'Verbinden'], ['#/connect/webhooks', 'Verbinden'], ['#/connect/reference', 'Verbinden'], ['#/customers/2', 'Kaia']]) {
            await story.go(hash);
            await page.getByRole('heading', {level: 1, name: heading}).waitFor();
            await page.locator('.skeletons').first().waitFor({state: 'detached'});
            await story.accessible(`${hash} on a telephone`);
            await story.shot(`telephone-${hash.replace(/[^a-z]+/g, '-')}`);
            const outside = await page.evaluate(() => document.documentElement.scrollWidth <= 381 ? '' :
                [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > 381).slice(-1)[0]?.outerHTML.slice(0, 200));
            story.check(!outside, `${hash} is wider than the telephone: ${outside}`);
        }
    },

    async 'a thousand changes of a rule leave no memory behind'(story) {
        const page = await story.open({hash: '#/groups/new'});
        await editor(page).waitFor();
        const session = await story.context.newCDPSession(page);
        const used = async () => { await session.send('HeapProfiler.collectGarbage'); return (await session.send('Runtime.getHeapUsage')).usedSize; };
        await write(page, 'spent > 1');
        const type = async rounds => { for (let at = 0; at < rounds; ++at) await page.keyboard.insertText(String(at % 10)).then(() => page.keyboard.press('Backspace')); };
        await type(50);
        const before = await used();
        await type(450);
        const after = await used();
        story.check(after < before * 1.5 + 4e6, `the heap grew from ${before} to ${after} bytes`);
    },
};
