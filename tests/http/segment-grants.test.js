// Extra bonuses for a segment (B6): each member once, whatever is repeated and whenever the process ends.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from '../lib/server.js';
import { assertProblem } from './hostile.js';

const MEMBERS = 1500; // more than are looked at together
const numberOf = (member) => `7701${String(member).padStart(7, '0')}`;
const of = (member, what) => `/v1/subscribers/${numberOf(member)}/${what}`;
const BONUS = { audience: { tariffs: ['Beseda'] }, amount: '40', valid_hours: 72, reason: 'Nauryz', approved_by: 'chief' };
let server;
let http;
let marketing;

before(async () => {
  server = await Server.start();
  http = server.http;
  marketing = server.token('marketing', 'aigul');
  const rows = Array.from({ length: MEMBERS + 1 }, (_, i) => `${numberOf(i)},,activ,${i % 3 ? 'Beseda' : 'Time to Talk'},kk,100`);
  const csv = ['msisdn,imsi,brand,tariff,language,main', ...rows].join('\n');
  await http.expect(200, 'POST', '/v1/imports', { body: csv, headers: { 'Content-Type': 'text/csv' } });
  // Number 0 is no member.
  const joins = Array.from({ length: MEMBERS }, (_, i) => i + 1);
  for (let i = 0; i < joins.length; i += 50) {
    const some = joins.slice(i, i + 50);
    await Promise.all(some.map((member) => http.expect(200, 'POST', of(member, 'dial'), { json: { text: '*555*1#' } })));
  }
});
after(() => server?.remove());

const give = (status, key, changes = {}, token = marketing) =>
  http.expect(status, 'POST', '/v1/grants', { json: { ...BONUS, ...changes }, token, headers: key ? { 'Idempotency-Key': key } : {} });
const bonusOf = async (member) => {
  const { json } = await http.expect(200, 'GET', of(member, 'timeline?limit=100'));
  return json.events.filter(({ type }) => type === 'extra_bonus_given').map(({ units, reason }) => [units, reason]);
};
const OF_BESEDA = MEMBERS - MEMBERS / 3;

test('B6: every member of the segment gets it, and nobody else', async () => {
  const { json } = await give(200, 'nauryz-1');
  assert.deepEqual(json, { members: MEMBERS, audience: OF_BESEDA, given: OF_BESEDA, given_before: 0 });
  assert.deepEqual(await bonusOf(1), [['40', 'Nauryz']]);
  assert.deepEqual(await bonusOf(MEMBERS - 1), [['40', 'Nauryz']]);
  assert.deepEqual(await bonusOf(3), []);
  assert.deepEqual(await bonusOf(0), []);
});

test('asked for again with its key, after a kill too, it is given to nobody twice; with another key it is another', async () => {
  await server.stop('SIGKILL');
  await server.start();
  const again = (await give(200, 'nauryz-1')).json;
  assert.deepEqual([again.given, again.given_before], [0, OF_BESEDA]);
  assert.deepEqual(await bonusOf(1), [['40', 'Nauryz']]);
  assert.equal((await give(200, 'nauryz-2')).json.given, OF_BESEDA);
  assert.equal((await bonusOf(1)).length, 2);
});

test('what a kill has cut off is finished by the repetition', async () => {
  const cut = give(200, 'cut', { audience: {}, amount: '1' }).catch(() => 'cut off');
  await server.stop('SIGKILL');
  await cut;
  await server.start();
  const { given, given_before: before } = (await give(200, 'cut', { audience: {}, amount: '1' })).json;
  assert.equal(given + before, MEMBERS);
  for (const member of [1, 2, 3, MEMBERS]) {
    const once = (await bonusOf(member)).filter(([units]) => units === '1');
    assert.equal(once.length, 1, `member ${member}`);
  }
});

test('what is wrong is refused with its place, and nobody gets anything', async () => {
  const wrong = [
    [undefined, {}, 400, /Idempotency-Key/],
    ['a', { audience: undefined }, 422, /audience.*missing/],
    ['b', { audience: { numbers: [numberOf(1)] } }, 422, /segment/],
    ['c', { audience: { tariffs: ['No such'] } }, 422, /tariff/],
    ['d', { amount: '0' }, 422, /amount/],
    ['e', { amount: '-5' }, 422, /amount/],
    ['f', { approved_by: '' }, 422, /approved/],
    ['nauryz-1', { amount: '41' }, 422, /another body/],
  ];
  for (const [key, changes, status, says] of wrong) assertProblem(await give(status, key, changes), status, says);
  assert.equal((await bonusOf(1)).length, 3);
});

test('care gives one member a bonus, but no segment', async () => {
  await give(403, 'care', {}, server.token('care'));
});
