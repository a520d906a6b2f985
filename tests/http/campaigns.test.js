// Campaigns over HTTP: who may plan and who approves, what is refused with its place and mend, and reach before launch.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from '../lib/server.js';

let server, http;
const member = '77010000001', guest = '77010000002';

before(async () => {
  server = await Server.start();
  http = server.http;
  await http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T10:00:00+06:00' } });
  for (const msisdn of [member, guest]) {
    const json = { brand: 'activ', tariff: 'Time to Talk', language: 'ru', main: '10' };
    await http.expect(201, 'PUT', `/v1/subscribers/${msisdn}`, { json });
  }
  await http.expect(200, 'POST', `/v1/subscribers/${member}/dial`, { json: { text: '*555*1#' } });
});
after(() => server.remove());

const PLAN = {
  partner: 'Coffee', name: 'Latte', kind: 'message', channel: 'sms', texts: { kk: 'Кофе', ru: 'Кофе!' },
  audience: { numbers: [member] }, by: 'marketer',
};
const plan = (changes = {}) => http.expect(201, 'POST', '/v1/campaigns', { json: { ...PLAN, ...changes } });

test('a plan waits for the approval of somebody else', async () => {
  const { json } = await plan();
  assert.equal(json.state, 'planned');
  assert.equal(json.waits_for, 'approval');
  const approve = (status, by) => http.expect(status, 'POST', `/v1/campaigns/${json.id}/approval`, { json: { by } });
  const refused = await approve(409, 'marketer');
  assert.match(refused.json.detail, /somebody other/);
  assert.equal((await approve(200, 'compliance')).json.state, 'approved');
  await approve(409, 'compliance');
  assert.equal((await http.expect(200, 'GET', `/v1/campaigns/${json.id}`)).json.approved_by, 'compliance');
});

test('an approved campaign names the link that it waits for', async () => {
  for (const channel of ['sms', 'ussd']) {
    const { id } = (await plan({ channel })).json;
    await http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'other' } });
    const { json } = await http.expect(200, 'GET', `/v1/campaigns/${id}`);
    assert.equal(json.waits_for, `a link for ${channel}: none is configured`);
    await http.expect(200, 'POST', `/v1/campaigns/${id}/cancel`, { json: { by: 'other' } });
  }
});

test('an approved campaign is paused, goes on and is cancelled for good', async () => {
  const { id } = (await plan()).json;
  const move = (status, action) =>
    http.expect(status, 'POST', `/v1/campaigns/${id}/${action}`, { json: { by: 'other' } });
  await move(409, 'pause');
  await move(200, 'approval');
  assert.equal((await move(200, 'pause')).json.state, 'paused');
  assert.equal((await move(200, 'resume')).json.state, 'approved');
  assert.equal((await move(200, 'cancel')).json.state, 'cancelled');
  await move(409, 'resume');
});

const WRONG = {
  'no Kazakh text': [{ texts: { ru: 'Кофе' } }, 'texts.kk', /Kazakh/],
  'an empty text': [{ texts: { kk: '' } }, 'texts.kk', /empty/],
  'an SMS that is too long': [{ texts: { kk: 'ә'.repeat(671) } }, 'texts.kk', /671 letters, 670 fit/],
  'a USSD text that is too long': [{ channel: 'ussd', texts: { kk: 'ә'.repeat(80) } }, 'texts.kk', /79 fit/],
  'a language nobody speaks': [{ texts: { kk: 'a', de: 'a' } }, 'texts.de', /does not speak/],
  'an end before the start': [
    { starts: '2016-03-09T10:00:00+06:00', ends: '2016-03-08T10:00:00+06:00' }, 'ends', /after "starts"/,
  ],
  'an end that has passed': [
    { starts: '2016-03-01T10:00:00+06:00', ends: '2016-03-02T10:00:00+06:00' }, 'ends', /passed/,
  ],
  'a campaign of three months': [{ ends: '2016-06-30T10:00:00+06:00' }, 'ends', /60 days/],
  'an audience of nobody': [{ audience: { numbers: ['77019999999'] } }, 'audience', /no subscriber/],
  'a list and a segment at once': [{ audience: { numbers: [member], languages: ['ru'] } }, 'audience', /segment/],
  'a tariff that does not exist': [{ audience: { tariffs: ['Nope'] } }, 'audience.tariffs', /tariff/],
  'a number that is none': [{ audience: { numbers: ['abc'] } }, 'audience.numbers', /7 to 15 digits/],
  'another kind': [{ kind: 'advert' }, 'kind', /"survey"/],
  'another channel': [{ channel: 'fax' }, 'channel', /"ussd"/],
  'a priority of 0': [{ priority: 0 }, 'priority', /from 1 to 9/],
  'nobody who plans it': [{ by: '' }, 'by', /octets/],
  'an unknown field': [{ colour: 'red' }, 'colour', /unknown field/],
};
for (const [what, [changes, field, words]] of Object.entries(WRONG)) {
  test(`${what} is refused with its place and mend`, async () => {
    const { json } = await http.expect(422, 'POST', '/v1/campaigns', { json: { ...PLAN, ...changes } });
    assert.equal(json.field, field);
    assert.match(json.detail, words);
  });
}

test('the same Idempotency-Key plans once', async () => {
  const ask = () =>
    http.expect(201, 'POST', '/v1/campaigns', { json: PLAN, headers: { 'Idempotency-Key': 'plan-1' } });
  const first = await ask();
  assert.equal((await ask()).json.id, first.json.id);
});

test('one button stops everything, and lets it go on', async () => {
  await http.expect(200, 'POST', '/v1/contacts/stop', { json: { by: 'compliance' } });
  assert.equal((await http.expect(200, 'GET', '/v1/campaigns')).json.stopped, true);
  await http.expect(200, 'POST', '/v1/contacts/resume', { json: { by: 'compliance' } });
  assert.equal((await http.expect(200, 'GET', '/v1/campaigns?limit=1')).json.campaigns.length, 1);
});

test('reach counts members, the segment and the slots that are left', async () => {
  const reach = async (audience) =>
    (await http.expect(200, 'POST', '/v1/campaigns/reach', { json: { kind: 'message', audience } })).json;
  const all = await reach({});
  assert.deepEqual([all.members, all.audience, all.reachable], [1, 1, 1]);
  assert.equal((await reach({ languages: ['kk'] })).audience, 0);
  assert.equal((await reach({ tariffs: ['Time to Talk'] })).audience, 1);
});

test('a calendar asks for the campaigns that run on its days', async () => {
  const april = (await plan({ name: 'April', starts: '2016-04-10T00:00:00+06:00', ends: '2016-04-12T00:00:00+06:00' })).json;
  const ids = async (query) => (await http.expect(200, 'GET', `/v1/campaigns?limit=500&${query}`)).json.campaigns.map(({ id }) => id);
  assert.deepEqual(await ids('from=2016-04-01&until=2016-05-01'), [april.id]);
  assert.deepEqual(await ids('from=2016-04-11'), [april.id]);
  assert.deepEqual(await ids('from=2016-04-12'), []); // it ended as that day began
  assert.ok(!(await ids('until=2016-04-10')).includes(april.id));
  assert.ok((await ids('until=2016-04-11')).includes(april.id));
  for (const [query, field] of [['from=April', 'from'], ['until=2016-02-30', 'until'], ['from=2016-04-02&until=2016-04-02', 'until']]) {
    assert.equal((await http.expect(422, 'GET', `/v1/campaigns?${query}`)).json.field, field, query);
  }
});

test('there is no such campaign, and no such call', async () => {
  await http.expect(404, 'GET', '/v1/campaigns/999');
  await http.expect(404, 'GET', '/v1/campaigns/x');
  await http.expect(404, 'POST', '/v1/campaigns/999/approval', { json: { by: 'x' } });
  await http.expect(404, 'POST', '/v1/voice/calls/x', { json: { state: 'answered' } });
});

test('marketing plans, care does not', async () => {
  const as = (role, status, method, path, json) =>
    http.expect(status, method, path, { json, token: server.token(role) });
  const mine = { ...PLAN, by: undefined };
  await as('marketing', 201, 'POST', '/v1/campaigns', mine);
  await as('care', 403, 'POST', '/v1/campaigns', mine);
  await as('care', 200, 'GET', `/v1/subscribers/${member}/contacts`);
  await as('marketing', 403, 'GET', `/v1/subscribers/${member}/contacts`);
});
