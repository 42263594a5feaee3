// As storefronts with axios do it: one OAuth token for all calls, a content type on GET too, source=ALL,
// percent-encoded e-mails, and `errors` read on success.
import assert from 'node:assert/strict';
import axios from 'axios';

const {MUSTER_BASE: base, MUSTER_CLIENT_KEY: key, MUSTER_CLIENT_SECRET: secret} = process.env;
const login = await axios.post(`${base}/v3/oauth/token/generate`, {key, secret});
const api = axios.create({baseURL: `${base}/v2`, headers: {'X-CAP-API-OAUTH-TOKEN': login.data.data.accessToken, 'Content-Type': 'application/json'}});

const email = 'axios+shop@family.example';
const source = 'INSTORE';
const made = await api.post('/customers', {profiles: [{source, firstName: 'Axel', identifiers: [{type: 'email', value: email}, {type: 'externalId', value: 'axios-1'}]}]}, {params: {source}});
const id = made.data.createdId;
assert.ok(id > 0, JSON.stringify(made.data));
assert.deepEqual(made.data.warnings, []);

const looked = await api.get(`/customers/lookup?source=ALL&identifierName=email&identifierValue=${encodeURIComponent(email)}`);
assert.equal(looked.data.entity, id);
await api.put('/customers/lookup', {profiles: [{source, lastName: 'Ober'}]}, {params: {source, identifierName: 'externalId', identifierValue: 'axios-1'}});
const details = await api.get(`/customers/${id}`, {params: {source: 'ALL'}});
assert.equal(details.data.profiles[0].lastName, 'Ober');
assert.equal(details.data.profiles[0].firstName, 'Axel');

const group = (await api.post('/userGroup2', {externalId: 'axios-family', groupName: 'The axios family', maxGroupSize: 1, primaryUserId: id})).data.entity;
assert.equal((await api.get('/userGroup2', {params: {id: group}})).data.externalId, 'axios-family');
const joined = await api.post('/userGroup2/join', [{userId: id}, {userId: 1}], {params: {externalId: 'axios-family'}});
assert.equal(joined.data.totalCount, 2);
assert.equal(joined.data.failureCount, 1, 'the group has room for one');
const members = await api.get('/userGroup2/members', {params: {identifierName: 'id', identifierValue: group, limit: 10, offset: 0}});
assert.deepEqual(members.data.data.map(member => member.fleetUserId), [id]);
const found = await api.get('/userGroup2/search', {params: {searchKey: 'GROUP_NAME', searchValue: 'axios', limit: 10, offset: 0}, validateStatus: null});
assert.equal(found.status, 200, JSON.stringify(found.data));

const refused = await api.get('/userGroup2', {params: {externalId: 'nobody'}});
assert.equal(refused.data.errors[0].code, 1632);
const stranger = await axios.get(`${base}/v2/userGroup2?id=${group}`, {headers: {'X-CAP-API-OAUTH-TOKEN': 'wrong'}, validateStatus: null});
assert.equal(stranger.status, 401);

await api.delete('/userGroup2', {params: {externalId: 'axios-family'}});
assert.notEqual((await api.get('/userGroup2', {params: {externalId: 'axios-family'}})).data.groupStatus, 'ACTIVE');
