// What the programme owes, over HTTP: the waterfall closes on what balances say, also after a restart and for whom
// nobody has looked at.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from '../lib/server.js';

const MEMBERS = ['77010000001', '77010000002', '77010000003'];

let server, http;
before(async () => {
  server = await Server.start();
  http = server.http;
  await clock('2016-03-05T10:00:00+06:00');
  for (const member of MEMBERS) {
    await http.expect(201, 'PUT', `/v1/subscribers/${member}`, { json: { brand: 'activ', tariff: 'Beseda', language: 'ru', main: '10' } });
    await dial(member, '*555*1#');
  }
});
after(() => server.remove());

const clock = (now) => http.expect(200, 'POST', '/v1/clock', { json: { now } });
const dial = (member, text) => http.expect(200, 'POST', `/v1/subscribers/${member}/dial`, { json: { text } });
const liability = async (query = '') =>
  (await http.expect(200, 'GET', `/v1/finance/liability${query}`, { token: server.token('finance') })).json;
const closes = ({ open, granted, used, given_back, ended, close }) =>
  assert.equal(
    Number(open) + Number(granted.monthly) + Number(granted.extra) - Number(used) + Number(given_back) -
      Number(ended.not_activated) - Number(ended.expired) - Number(ended.forfeited),
    Number(close),
  );

test('it is what was granted, until it is used, ends or is forfeited', async () => {
  await dial(MEMBERS[0], '*555*00#');
  await http.expect(201, 'POST', `/v1/subscribers/${MEMBERS[1]}/grants`, {
    json: { amount: '77.5', valid_hours: 24, reason: 'x', approved_by: 'y' },
  });
  await dial(MEMBERS[2], '*555*2#');
  const march = await liability();
  assert.deepEqual([march.month, march.open, march.granted], ['2016-03', '0', { monthly: '1500', extra: '77.5' }]);
  assert.deepEqual([march.ended.forfeited, march.close], ['500', '1077.5']);
  closes(march);
  assert.deepEqual(march.calendar, [
    { day: '2016-03-06', waiting: '0', active: '77.5' },
    { day: '2016-03-12', waiting: '0', active: '500' },
    { day: '2016-04-04', waiting: '500', active: '0' },
  ]);
});

test('what time alone has brought about is in it, though nobody has looked', async () => {
  await clock('2016-04-10T10:00:00+06:00');
  const april = await liability();
  assert.deepEqual([april.open, april.granted.monthly, april.ended.not_activated, april.close], ['500', '1000', '500', '1000']);
  closes(april);
  const march = await liability('?month=2016-03');
  assert.deepEqual([march.as_of, march.ended.expired, march.close], [null, '577.5', '500']);
  closes(march);
});

test('a month as a file for a spreadsheet has the same figures', async () => {
  const token = server.token('finance');
  const { text, headers } = await http.expect(200, 'GET', '/v1/finance/liability?month=2016-03&format=csv', { token });
  assert.match(headers['content-type'], /^text\/csv/);
  assert.equal(headers['content-disposition'], 'attachment; filename="liability-2016-03.csv"');
  const [head, ...rows] = text.trimEnd().split('\n').map((line) => line.split(','));
  assert.deepEqual(head, ['month', 'figure', 'day', 'units']);
  const march = await liability('?month=2016-03');
  assert.deepEqual(rows.find(([, figure]) => figure === 'close'), ['2016-03', 'close', '', march.close]);
  assert.deepEqual(rows.filter(([, , day]) => day).length, 2 * march.calendar.length);
  for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+@\-\t\r]/, 'a spreadsheet would run it');
  const refused = await http.expect(422, 'GET', '/v1/finance/liability?format=xls', { token });
  assert.equal(refused.json.field, 'format');
});

test('it is the same after a restart', async () => {
  const before = await liability('?month=2016-03');
  await server.stop();
  await server.start();
  assert.deepEqual(await liability('?month=2016-03'), before);
});

test('a month that is none, or has not begun, is refused, and so are other roles', async () => {
  for (const month of ['2016-13', '2016-3', 'March', '2016-05', '-016-03']) {
    const { json } = await http.expect(422, 'GET', `/v1/finance/liability?month=${month}`);
    assert.equal(json.field, 'month');
  }
  for (const role of ['care', 'marketing', 'partner']) {
    await http.expect(403, 'GET', '/v1/finance/liability', { token: server.token(role) });
  }
});
