// Who did it: a token has a name, and that stands in the records, whatever a body says.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from '../lib/server.js';

let server, http, aigul, berik;
const PLAN = { partner: 'Coffee', name: 'Latte', kind: 'message', channel: 'sms', texts: { kk: 'Кофе' }, audience: {} };

before(async () => {
  server = await Server.start();
  http = server.http;
  await http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T10:00:00+06:00' } });
  aigul = server.token('marketing', 'aigul');
  berik = server.token('marketing', 'berik.s');
});
after(() => server.remove());

const plan = (token, status = 201, json = {}) =>
  http.expect(status, 'POST', '/v1/campaigns', { json: { ...PLAN, ...json }, token });
const move = (token, status, id, action, json = {}) =>
  http.expect(status, 'POST', `/v1/campaigns/${id}/${action}`, { json, token });

test('whose token it is planned it and approved it', async () => {
  const { json } = await plan(aigul);
  assert.equal(json.by, 'aigul');
  assert.match((await move(aigul, 409, json.id, 'approval')).json.detail, /somebody other/);
  assert.equal((await move(berik, 200, json.id, 'approval')).json.approved_by, 'berik.s');
});

test('a body cannot say that it was somebody else', async () => {
  const refused = (await plan(aigul, 422, { by: 'berik.s' })).json;
  assert.equal(refused.field, 'by');
  assert.match(refused.detail, /aigul/);
  const { id } = (await plan(aigul, 201, { by: 'aigul' })).json;
  await move(aigul, 422, id, 'approval', { by: 'berik.s' });
  await http.expect(422, 'POST', '/v1/contacts/stop', { json: { by: 'berik.s' }, token: aigul });
});

test('a token without a name is its role, and two of a role are one', async () => {
  const { json } = await plan(server.token('marketing'));
  assert.equal(json.by, 'marketing');
  await move(server.token('marketing'), 409, json.id, 'approval');
  assert.equal((await move(server.token('compliance'), 200, json.id, 'approval')).json.approved_by, 'compliance');
});

test('an admin token may act on behalf of somebody', async () => {
  assert.equal((await plan(undefined, 201, { by: 'the nightly job' })).json.by, 'the nightly job');
  assert.equal((await plan(undefined)).json.by, 'admin');
});

test('to resume is not to approve', async () => {
  const { id } = (await plan(aigul)).json;
  assert.match((await move(berik, 409, id, 'resume')).json.detail, /waits for its approval/);
  await move(berik, 200, id, 'approval');
  await move(aigul, 200, id, 'pause');
  assert.equal((await move(aigul, 200, id, 'resume')).json.state, 'approved');
});

test('a name that could not be told apart from the rest of a token is refused', () => {
  for (const name of ['', 'a b', 'Айгүл', 'x'.repeat(65)]) {
    const { status, stderr } = server.command('token', '--role', 'care', '--name', name);
    if (name === '') continue; // no name: the role's
    assert.equal(status, 2);
    assert.match(stderr, /--name/);
  }
  const { status } = server.command('token', '--role', 'care', '--name', 'a-b.c_d');
  assert.equal(status, 0);
});

test('a name can not be put into a token that was given out', async () => {
  const forged = aigul.replace('.aigul-', '.berik.s-');
  assert.notEqual(forged, aigul);
  await http.expect(401, 'GET', '/v1/campaigns', { token: forged });
  const wider = aigul.replace('marketing', 'admin');
  await http.expect(401, 'GET', '/v1/campaigns', { token: wider });
});

test("a partner's token sees that partner's campaigns and no other", async () => {
  const named = async (partner, name) => (await http.expect(201, 'POST', '/v1/campaigns', { json: { ...PLAN, partner, name }, token: aigul })).json.id;
  const own = await named('Қыран & Co', 'Own');
  const other = await named('Қыран', 'Other');
  const token = server.token('partner', 'dana', 'Қыран & Co');
  const { json } = await http.expect(200, 'GET', '/v1/campaigns', { token });
  assert.deepEqual(json.campaigns.map(({ id }) => id), [own]);
  await http.expect(200, 'GET', `/v1/campaigns/${own}`, { token });
  await http.expect(404, 'GET', `/v1/campaigns/${other}`, { token });
  const nobodys = await http.expect(200, 'GET', '/v1/campaigns', { token: server.token('partner') });
  assert.deepEqual(nobodys.json.campaigns, []);
  // What it says of itself is under its code.
  const forged = token.replace(/~[0-9a-f]+/, `~${Buffer.from('Қыран').toString('hex')}`);
  await http.expect(401, 'GET', '/v1/campaigns', { token: forged });
});
