// What the tests of hostile HTTP share: one server with two subscribers, and what a problem looks like.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Server } from '../lib/server.js';

export const A = '77010000001';
export const B = '77010000002';
export const UNKNOWN = '77019999999';
export const of = (msisdn, what = '') => `/v1/subscribers/${msisdn}${what}`;

/**
 * The server of this file's tests: it must live through all of them, and its journal must add up.
 * @param {(http: Http) => Promise} prepare what else there is before they begin
 */
export function useServer(prepare = async () => {}) {
  const used = {};
  before(async () => {
    used.server = await Server.start();
    used.http = used.server.http;
    await used.http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-05T10:00:00+06:00' } });
    for (const [msisdn, imsi] of [[A, '401020000000001'], [B, '401020000000002']]) {
      const json = { imsi, brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '1000' };
      await used.http.expect(201, 'PUT', of(msisdn), { json });
    }
    await prepare(used.http);
    used.pid = used.server.pid;
  });
  after(async () => {
    try {
      assert.equal((await used.http.get('/health')).status, 200, used.server.lastLine());
      assert.equal(used.server.pid, used.pid);
      await used.server.stop();
      const { status, stdout, stderr } = used.server.command('verify');
      assert.equal(status, 0, stdout + stderr);
    } finally {
      await used.server.remove();
    }
  });
  return used;
}

/**
 * Checks status and problem (RFC 9457): its own status, a title, a detail that says what is wrong.
 * @param {number|number[]} expected
 * @param {RegExp=} says what title, detail and field must mention
 */
export function assertProblem(answer, expected, says = /./) {
  const shown = `${answer.status} ${answer.text.slice(0, 300)}`;
  assert.ok([expected].flat().includes(answer.status), shown);
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/, shown);
  const { type, title, status, detail, field } = answer.json;
  assert.equal(status, answer.status, shown);
  assert.equal(typeof type, 'string', shown);
  assert.ok(title, shown);
  assert.match(`${title} ${detail ?? ''} ${field ?? ''}`, says, shown);
  assert.doesNotMatch(answer.text, /exception|std::|boost|rocksdb|\.cpp|0x[0-9a-f]{6}/i, shown);
}

/** Wrong input: 400 where it is no JSON of the right shape, 422 where a value is wrong. */
export const WRONG_INPUT = [400, 422];
