// As programs with axios do it: arrays in `params` become include[]=a&include[]=b; pages by `links.next`.
import assert from 'node:assert/strict';
import axios from 'axios';

const {MUSTER_BASE: base, MUSTER_EMAIL: email, MUSTER_PASSWORD: password} = process.env;
const {token} = (await axios.post(`${base}/v1/login`, {email, password})).data;
const api = axios.create({baseURL: `${base}/v1`, headers: {Authorization: `Bearer ${token}`}});
const refused = async call => {
    const answer = await call.catch(error => error.response);
    assert.ok(answer.status >= 400, `${answer.config.url} is accepted`);
    return answer;
};

const made = (await api.post('/customers', {name: 'Axel Ober', email: 'axel@axios.example', phone: '7700900322', phoneCode: '44', countryId: 225})).data.data;
assert.equal(made.attributes.fullPhoneNumber, '+447700900322');
assert.equal((await api.get('/customer', {params: {email: 'AXEL@axios.example'}})).data.data.id, made.id);
await api.post('/customers/update', {id: made.id, city: 'Bristol', countryId: 225});

const read = (await api.get('/customer', {params: {id: made.id, include: ['companies', 'cities'], only: {customers: 'name,city'}}})).data;
assert.equal(read.data.attributes.city, 'Bristol');
assert.deepEqual(read.included.map(one => one.type).sort(), ['cities', 'companies']);

const seen = new Set();
let pages = 0;
for (let next = `${base}/v1/customers?limit=100`; next; ++pages) {
    const page = (await api.get(next)).data;
    for (const customer of page.data) seen.add(customer.id);
    next = page.links.next;
    assert.ok(!next || next.startsWith(base), `${next} points elsewhere`);
}
assert.ok(seen.has(made.id) && pages > 1, `${seen.size} customers on ${pages} pages`);

const group = 3; // groups are made in other APIs
const members = {customerGroupId: group, customers: [{email: 'axel@axios.example', removal_date: '2099-12-31'}]};
assert.equal((await api.post('/customer-groups/customers', members)).data.data.id, group);
const unknown = await refused(api.post('/customer-groups/customers', {...members, customerGroupId: 2000000000}));
assert.ok([404, 422].includes(unknown.status), unknown.data);
const left = await api.post('/customer-groups/customers/delete', {customerGroupId: group, customers: ['axel@axios.example']});
assert.equal(left.data.data.id, group);

assert.deepEqual((await refused(api.post('/customers', {name: 'Nobody'}))).data.errors, {email: ['The email field is required.']});
assert.equal((await refused(api.get('/customer'))).status, 422);
assert.equal((await refused(axios.get(`${base}/v1/customers`))).status, 401);
await api.delete('/customer', {params: {id: made.id}});
assert.equal((await refused(api.delete('/customer', {params: {id: made.id}}))).status, 404);
