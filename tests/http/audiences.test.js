// What an audience is chosen by: region and age band as provisioning states them, and who is in or out of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from '../lib/server.js';

let server, http;
const aigul = '77010000001', berik = '77010000002';
const PERSON = { brand: 'activ', tariff: 'Time to Talk', language: 'ru', main: '10' };

const provision = (status, msisdn, json) =>
  http.expect(status, 'PUT', `/v1/subscribers/${msisdn}`, { json: { ...PERSON, ...json } });
const attributes = async (msisdn) => {
  const { json } = await http.expect(200, 'GET', `/v1/subscribers/${msisdn}`);
  return [json.region, json.age_band];
};
const imported = async (csv, query = '') =>
  (await http.expect(200, 'POST', `/v1/imports${query}`, { body: csv, headers: { 'Content-Type': 'text/csv' } })).json;

before(async () => {
  server = await Server.start();
  http = server.http;
  await http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T10:00:00+06:00' } });
  await provision(201, aigul, { region: 'Almaty', age_band: '25-34' });
  await provision(201, berik, {});
  for (const msisdn of [aigul, berik]) {
    await http.expect(200, 'POST', `/v1/subscribers/${msisdn}/dial`, { json: { text: '*555*1#' } });
  }
});
after(() => server.remove());

test('region and age band are stated, stay when nothing is said of them, and can be taken back', async () => {
  assert.deepEqual(await attributes(aigul), ['Almaty', '25-34']);
  assert.deepEqual(await attributes(berik), [null, null]);
  await provision(200, aigul, {});
  assert.deepEqual(await attributes(aigul), ['Almaty', '25-34']);
  await provision(200, berik, { region: 'Astana' });
  assert.deepEqual(await attributes(berik), ['Astana', null]);
  await provision(200, berik, { region: '', age_band: '' });
  assert.deepEqual(await attributes(berik), [null, null]);
});

test('a region that the programme does not have, or a birth date, is refused and changes nothing', async () => {
  const region = (await provision(422, aigul, { region: 'Atlantis', language: 'kk' })).json;
  assert.equal(region.field, 'region');
  assert.match(region.detail, /\[audiences\] regions/);
  const band = (await provision(422, aigul, { age_band: '1987-05-06' })).json;
  assert.equal(band.field, 'age_band');
  assert.match(band.detail, /"18-24"/);
  const { json } = await http.expect(200, 'GET', `/v1/subscribers/${aigul}`);
  assert.deepEqual([json.language, json.region, json.age_band], ['ru', 'Almaty', '25-34']);
});

const reach = async (audience, rest = {}) => {
  const json = { kind: 'message', audience, ...rest };
  return (await http.expect(200, 'POST', '/v1/campaigns/reach', { json })).json;
};

test('reach honours region, age band, the day of the join and past contacts', async () => {
  await provision(200, berik, { region: 'Astana', age_band: '65+' });
  const sizes = async (audience) => (await reach(audience)).audience;
  assert.equal(await sizes({}), 2);
  assert.equal(await sizes({ regions: ['Almaty'] }), 1);
  assert.equal(await sizes({ regions: ['Almaty', 'Astana'] }), 2);
  assert.equal(await sizes({ regions: ['Almaty'], age_bands: ['65+'] }), 0);
  assert.equal(await sizes({ joined_from: '2016-03-07T00:00:00+06:00' }), 2);
  assert.equal(await sizes({ joined_until: '2016-03-07T00:00:00+06:00' }), 0);
  const PLAN = { partner: 'Coffee', name: 'Latte', kind: 'message', channel: 'sms', texts: { kk: 'Кофе' } };
  const audience = { regions: ['Almaty'], contacted_by: [] };
  const { json } = await http.expect(201, 'POST', '/v1/campaigns', { json: { ...PLAN, audience } });
  assert.deepEqual(json.audience, { regions: ['Almaty'] });
  assert.equal(await sizes({ contacted_by: [json.id] }), 0);
  assert.equal(await sizes({ not_contacted_by: [json.id] }), 2);
});

test('a control group is left out of the reach, and is half of the audience at most', async () => {
  const half = await reach({}, { control: 50 });
  assert.equal(half.control + half.reachable, 2);
  const json = { kind: 'message', control: 51 };
  assert.equal((await http.expect(422, 'POST', '/v1/campaigns/reach', { json })).json.field, 'control');
});

const WRONG = {
  'a region nobody has': [{ regions: ['Atlantis'] }, 'audience.regions'],
  'an age': [{ age_bands: ['30'] }, 'audience.age_bands'],
  'a span that ends before it begins': [
    { joined_from: '2016-03-07T00:00:00+06:00', joined_until: '2016-03-06T00:00:00+06:00' }, 'audience.joined_until',
  ],
  'a campaign that is not there': [{ contacted_by: [999] }, 'audience.contacted_by'],
  'a campaign that is no number': [{ contacted_by: ['x'] }, 'contacted_by'],
  'a list and a region': [{ numbers: [aigul], regions: ['Almaty'] }, 'audience'],
};
for (const [what, [audience, field]] of Object.entries(WRONG)) {
  test(`an audience with ${what} is refused`, async () => {
    const json = { partner: 'C', name: 'L', kind: 'message', channel: 'sms', texts: { kk: 'К' }, audience };
    assert.equal((await http.expect(422, 'POST', '/v1/campaigns', { json })).json.field, field);
  });
}

test('an import may have the two columns, and need not', async () => {
  const short = 'msisdn,imsi,brand,tariff,language,main', long = `${short},region,age_band`;
  const row = (msisdn, rest = '') => `${msisdn},,activ,Time to Talk,ru,5${rest}`;
  assert.equal((await imported(`${short}\n${row('77010000011')}\n`)).imported, 1);
  assert.equal((await imported(`${long}\n${row('77010000012', ',Pavlodar,65+')}\n`)).imported, 1);
  assert.deepEqual(await attributes('77010000012'), ['Pavlodar', '65+']);
  const bad = await imported(`${long}\n${row('77010000013', ',Pavlodar,66')}\n${row('77010000014', ',Oz,')}\n`);
  assert.deepEqual(bad.bad.map(({ line }) => line), [2, 3]);
  assert.match(bad.bad[0].reason, /"66" is not an age band/);
  assert.match(bad.bad[1].reason, /no such region/);
  await imported(`${long}\n${row('77010000012', ',,55-64')}\n`, '?update=true');
  assert.deepEqual(await attributes('77010000012'), ['Pavlodar', '55-64']);
});
