// What strangers can do without a login: they keep nobody from theirs, behind one proxy or not, and hold next to nothing.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { ask, logIn, makeAccount, PASSWORD } from '../lib/people.js';
import { Raw } from '../lib/raw.js';
import { Server } from '../lib/server.js';
import { promised } from '../lib/until.js';

const PROXY = '127.0.0.9';
let server;

before(async () => {
  server = await Server.start({ http: `trusted_proxies = ["${PROXY}", "10.9.0.0/16"]` });
  await server.http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T10:00:00+06:00' } });
  for (const name of ['aigul', 'dana', 'erlan', 'madina']) await makeAccount(server, name, 'care');
});
after(() => server.remove());

/** A login over a connection from that address; its status. */
const login = (name, password, { from = '127.0.0.1', forwarded } = {}) =>
  promised(`an answer to a login from ${from}`, (resolve, reject) => {
    const body = JSON.stringify({ name, password });
    const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
    if (forwarded) headers['X-Forwarded-For'] = forwarded;
    const asked = request({ host: '127.0.0.1', localAddress: from, port: server.httpPort, method: 'POST', path: '/v1/session', headers, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    asked.on('error', reject);
    asked.end(body);
  });
const wrong = async (times, name, how) => {
  const statuses = [];
  for (let i = 0; i < times; i += 1) statuses.push(await login(name(i), 'wrong horse battery', how));
  return statuses;
};

test('wrong passwords for names that are none keep nobody out behind the same address', async () => {
  assert.ok((await wrong(30, (i) => `made-up-${i}`)).every((status) => status === 401));
  assert.equal(await login('dana', PASSWORD), 200);
});

test('a stranger locks a name where they are, and nowhere else', async () => {
  const statuses = await wrong(7, () => 'aigul', { from: '127.0.0.77' });
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
  assert.equal(await login('aigul', PASSWORD, { from: '127.0.0.77' }), 429);
  assert.equal(await login('aigul', PASSWORD, { from: '127.0.0.88' }), 200);
});

test('through a trusted proxy the client counts; what others say of themselves does not', async () => {
  const by = (forwarded, from = PROXY) => ({ from, forwarded });
  assert.equal((await wrong(7, () => 'erlan', by('198.51.100.1'))).at(-1), 429);
  // An address further left is what that client wrote itself.
  assert.equal(await login('erlan', PASSWORD, by('203.0.113.9, 198.51.100.1')), 429);
  assert.equal(await login('erlan', PASSWORD, by('198.51.100.1, 10.9.1.1')), 429, 'through two of them');
  assert.equal(await login('erlan', PASSWORD, by('198.51.100.1:4711')), 429, 'with its port');
  assert.equal((await wrong(7, () => 'erlan', by('[2001:db8::7]:4711'))).at(-1), 429);
  assert.equal(await login('erlan', PASSWORD, by('2001:db8::8')), 429, 'its whole network is one place');
  assert.equal(await login('erlan', PASSWORD, by('198.51.100.2')), 200);
  assert.equal((await wrong(7, () => 'madina', by('198.51.100.3', '127.0.0.66'))).at(-1), 429);
  assert.equal(await login('madina', PASSWORD, by('198.51.100.4', '127.0.0.66')), 429, 'it is no proxy of ours');
  const { json } = await server.http.expect(200, 'GET', '/v1/access-log?who=erlan');
  assert.equal(json.accesses[0].from, '198.51.100.2');
});

test('while many passwords wait, who is logged in is served', async () => {
  const me = await logIn(server, 'dana');
  await server.http.expect(201, 'PUT', '/v1/subscribers/77011234567', { json: { imsi: '401020000000001', brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '0' } });
  let over = false;
  const tries = Promise.all(
    Array.from({ length: 100 }, (_, i) => login(`nobody-${i}`, 'wrong horse battery', { from: `127.0.1.${1 + (i % 10)}` })),
  ).finally(() => (over = true));
  let looks = 0;
  while (!over) {
    const { status } = await ask(server, 'GET', '/v1/subscribers/77011234567', { headers: { ...me.cookie, 'X-Reason': 'ticket%201' } });
    assert.equal(status, 200);
    looks += 1;
  }
  assert.ok(looks > 0);
  for (const status of await tries) assert.ok([401, 503].includes(status), String(status));
});

test('who was right from somewhere logs in from there, however many strangers try at once', async () => {
  assert.equal(await login('dana', PASSWORD, { from: '127.0.0.99' }), 200);
  let over = false;
  const tries = Promise.all(
    Array.from({ length: 200 }, (_, i) => login(`made-up-${i}`, 'wrong horse battery', { from: `127.0.2.${1 + (i % 20)}` })),
  ).finally(() => (over = true));
  const statuses = [];
  while (!over) statuses.push(await login('dana', PASSWORD, { from: '127.0.0.99' }));
  assert.ok(statuses.length > 0);
  assert.ok(statuses.every((status) => status === 200), String(statuses));
  const turnedAway = (await tries).filter((status) => status === 503).length;
  assert.ok(turnedAway > 0, 'their queue was full');
});

test('a login holds a few kilobytes, whatever it announces', async () => {
  const raw = await Raw.open(server.httpPort);
  raw.send('POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n\r\n');
  await raw.until(({ statuses }) => statuses.length > 0);
  assert.deepEqual(raw.statuses, [413]);
  raw.close();
});

test('pages that are none are one page', async () => {
  const pages = [];
  for (const path of ['/en/x1', '/en/x2', '/en/terms/99', '/en/terms/01']) pages.push(await ask(server, 'GET', path));
  assert.deepEqual(pages.map(({ status }) => status), [404, 404, 404, 404]);
  assert.equal(new Set(pages.map(({ headers }) => headers.etag)).size, 1);
});
