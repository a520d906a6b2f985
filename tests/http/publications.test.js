// Publications: planned, approved by somebody else, and then read by everybody: feed and sheet, without a login.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Server } from '../lib/server.js';

let server, http, planner, chief;
const member = '77010000001';
const OFFER = {
  partner: 'Coffee & Co', title: { kk: 'Кофе <тегін>', ru: 'Кофе "даром"' },
  texts: { kk: 'Екінші кофе\nтегін', ru: 'Второй кофе <script>alert(1)</script>' }, places: ['site', 'service-points'],
};

before(async () => {
  server = await Server.start();
  http = server.http;
  await http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T10:00:00+06:00' } });
  planner = server.token('marketing', 'planner');
  chief = server.token('compliance', 'chief');
  const json = { brand: 'activ', tariff: 'Time to Talk', language: 'ru', main: '10' };
  await http.expect(201, 'PUT', `/v1/subscribers/${member}`, { json });
  await http.expect(200, 'POST', `/v1/subscribers/${member}/dial`, { json: { text: '*555*1#' } });
});
after(() => server.remove());

const planned = async (json = {}) =>
  (await http.expect(201, 'POST', '/v1/publications', { json: { ...OFFER, ...json }, token: planner })).json.id;
const move = (token, status, id, action) =>
  http.expect(status, 'POST', `/v1/publications/${id}/${action}`, { json: {}, token });
const published = async (json) => {
  const id = await planned(json);
  await move(chief, 200, id, 'approval');
  return id;
};
const feed = async (path = '/feed.xml') => (await http.expect(200, 'GET', path)).text;

test('nobody reads it before a second person has approved it, and nobody after it was withdrawn', async () => {
  const id = await planned({ title: { kk: 'Жаңа' } });
  await http.expect(404, 'GET', `/publications/${id}/sheet`);
  assert.doesNotMatch(await feed(), /Жаңа/);
  await move(planner, 409, id, 'approval');
  await move(chief, 200, id, 'approval');
  assert.match(await feed(), /<title>Жаңа<\/title>/);
  await http.expect(200, 'GET', `/publications/${id}/sheet`);
  await move(planner, 200, id, 'withdrawal');
  assert.doesNotMatch(await feed(), /Жаңа/);
  await http.expect(404, 'GET', `/publications/${id}/sheet`);
});

test('the feed is Atom in each language, and what partners wrote is text in it', async () => {
  const id = await published();
  const { headers } = await http.expect(200, 'GET', '/ru/feed.xml');
  assert.match(headers['content-type'], /^application\/atom\+xml/);
  const russian = await feed('/ru/feed.xml');
  assert.match(russian, /xml:lang="ru"/);
  assert.match(russian, /<title>Кофе &quot;даром&quot;<\/title>/);
  assert.match(russian, /&lt;script&gt;/);
  assert.doesNotMatch(russian, /<script/);
  assert.match(russian, /<name>Coffee &amp; Co<\/name>/);
  assert.match(russian, new RegExp(`href="/publications/${id}/sheet\\?lang=ru"`));
  assert.match(await feed('/en/feed.xml'), /Кофе &lt;тегін&gt;/, 'there is no English text: the Kazakh one');
  await http.expect(404, 'GET', '/de/feed.xml');
  await http.expect(404, 'GET', '/../feed.xml');
});

test('a sheet is plain HTML with nothing in it that runs', async () => {
  const id = await published();
  const { text, headers } = await http.expect(200, 'GET', `/publications/${id}/sheet?lang=ru`);
  assert.match(headers['content-type'], /^text\/html/);
  assert.match(headers['content-security-policy'], /default-src 'none'/);
  assert.match(text, /<html lang="ru">/);
  assert.match(text, /&lt;script&gt;alert/);
  assert.doesNotMatch(text, /<script/);
  assert.match(text, /@media print/);
  assert.match((await http.expect(200, 'GET', `/publications/${id}/sheet?lang=kk`)).text, /Екінші кофе<br>/);
  await http.expect(422, 'GET', `/publications/${id}/sheet?lang=<script>`);
});

test('what is for service points alone is not in the feed, and what is over is nowhere', async () => {
  const wall = await published({ title: { kk: 'Қабырға' }, places: ['service-points'] });
  assert.doesNotMatch(await feed(), /Қабырға/);
  await http.expect(200, 'GET', `/publications/${wall}/sheet`);
  const short = await published({ title: { kk: 'Қысқа' }, until: '2016-03-07T11:00:00+06:00' });
  assert.match(await feed(), /Қысқа/);
  await http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T11:00:00+06:00' } });
  assert.doesNotMatch(await feed(), /Қысқа/);
  await http.expect(404, 'GET', `/publications/${short}/sheet`);
});

test('B6: every kind of extra bonus is announced, once, without whom and why', async () => {
  const grant = (amount, reason) =>
    http.expect(201, 'POST', `/v1/subscribers/${member}/grants`, {
      json: { amount, valid_hours: 72, reason, approved_by: 'D. Omarov' },
    });
  await grant('50', 'the flood in Pavlodar street');
  await grant('50', 'again');
  await grant('12.5', 'other');
  const english = await feed('/en/feed.xml');
  assert.equal(english.match(/Extra bonus: 50 units/g).length, 1);
  assert.match(english, /12\.5 units, valid for 72 hours/);
  assert.doesNotMatch(english, /Pavlodar|Omarov|7701/);
  const { json } = await http.expect(200, 'GET', '/v1/publications');
  assert.deepEqual(json.extra_bonuses.map(({ amount }) => amount), ['12.5', '50']);
  await server.stop('SIGKILL');
  await server.start();
  assert.equal((await feed('/en/feed.xml')), english);
});

const WRONG = {
  'without a Kazakh title': [{ title: { ru: 'Кофе' } }, 'title.kk'],
  'without a Kazakh text': [{ texts: { ru: 'Кофе' } }, 'texts.kk'],
  'in a foreign language': [{ texts: { kk: 'К', de: 'K' } }, 'texts.de'],
  'with a control character': [{ title: { kk: 'a\u0007' } }, 'title.kk'],
  'that stands nowhere': [{ places: [] }, 'places'],
  'that stands on the moon': [{ places: ['moon'] }, 'places'],
  'that is over before it begins': [
    { from: '2016-03-09T10:00:00+06:00', until: '2016-03-08T10:00:00+06:00' }, 'until',
  ],
};
for (const [what, [changes, field]] of Object.entries(WRONG)) {
  test(`a publication ${what} is refused with its place`, async () => {
    const { json } = await http.expect(422, 'POST', '/v1/publications', { json: { ...OFFER, ...changes }, token: planner });
    assert.equal(json.field, field);
  });
}

test('it takes no slot and reaches nobody', async () => {
  const { json } = await http.expect(200, 'GET', `/v1/subscribers/${member}/contacts`);
  assert.equal(json.messages.used, 0);
});

test('care reads publications and plans none', async () => {
  const care = server.token('care');
  await http.expect(200, 'GET', '/v1/publications', { token: care });
  await http.expect(403, 'POST', '/v1/publications', { json: OFFER, token: care });
});
