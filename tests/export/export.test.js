// The export for finance, under load and kill -9: the files together have every charge of every subscriber once, in the
// journal's order, whoever fetches them meanwhile. ROUNDS says how often it is killed.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../lib/load.js';
import { Server } from '../lib/server.js';
import { until } from '../lib/until.js';

const ROUNDS = Number(process.env.ROUNDS ?? 6);
const SUBSCRIBERS = 20;
const COLUMNS =
  'row,position,at,subscriber,kind,event,charge,usage,destination,roaming,quantity,quantity_unit,parts,units,main,' +
  'unpaid,disputed';

let server;
let load;
let exports;
let fetched;

before(async () => {
  server = await Server.make({ extra: '[exports]\ndirectory = "exports"\nrotate_rows = 25\nrotate_every = "1 s"\n' });
  exports = join(server.directory, 'exports');
  fetched = join(server.directory, 'fetched');
  mkdirSync(fetched);
  await server.start();
  load = new Load(server, SUBSCRIBERS);
  await load.provision();
});
after(() => server?.remove());

const names = (directory, pattern) => readdirSync(directory).filter((name) => pattern.test(name)).sort();
const finished = (directory) => names(directory, /^charges-\d{8}\.csv$/);

/** Everything exported so far, fetched or not: [{row, position, …}]. Every file is whole, and none is missing. */
function exported() {
  const files = [fetched, exports].flatMap((directory) => finished(directory).map((name) => join(directory, name)));
  files.forEach((file, i) => assert.match(file, new RegExp(`charges-${String(i + 1).padStart(8, '0')}\\.csv$`)));
  return files.flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    assert.equal(lines.shift(), COLUMNS);
    assert.equal(lines.pop(), '', `${file} ends amid a row`);
    assert.ok(lines.length >= 1 && lines.length <= 25, `${file} has ${lines.length} rows`);
    return lines.map((line) => {
      const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, ''));
      return Object.fromEntries(COLUMNS.split(',').map((column, i) => [column, cells[i]]));
    });
  });
}

/** Rows count from 1 without a gap, and go forward in the journal. */
function assertInOrder(rows) {
  let before = [0, 0, 0];
  rows.forEach(({ row, position }, i) => {
    assert.equal(row, String(i + 1));
    const place = position.split('.').map(Number);
    const step = place.findIndex((number, k) => number !== before[k]);
    assert.ok(step >= 0 && place[step] > before[step], `${position} after ${before.join('.')}`);
    before = place;
  });
}

const path = (number) => `/v1/subscribers/7701${String(number).padStart(7, '0')}`;

/** A subscriber's charges as HTTP shows them, oldest first. */
async function charges(number) {
  const all = [];
  let mark;
  do {
    const query = mark ? `&before=${mark}` : '';
    const { json } = await server.http.expect(200, 'GET', `${path(number)}/charges?limit=1000${query}`);
    all.push(...json.charges);
    mark = json.before;
  } while (mark);
  return all.reverse();
}

const sum = (parts, unit) => parts.filter((p) => p.unit === unit).reduce((total, p) => total + Number(p.amount), 0);

/** Subscribers are ids in the files and numbers over HTTP: each one's whole story is compared instead. */
async function assertEqualsHttp(rows) {
  const shown = [];
  for (let number = 1; number <= SUBSCRIBERS; number += 1) {
    const story = (await charges(number)).map(({ id, at, kind, destination, quantity, parts }) =>
      [id, at, kind, destination, quantity, sum(parts, 'units'), sum(parts, 'tenge')].join(' '));
    if (story.length > 0) shown.push(story.join('\n'));
  }
  const stories = new Map();
  for (const row of rows.filter(({ kind }) => kind === 'charge')) {
    assert.equal(row.event, row.charge);
    const told = [row.charge, row.at, row.usage, row.destination, row.quantity, Number(row.units), Number(row.main)];
    stories.set(row.subscriber, [...(stories.get(row.subscriber) ?? []), told.join(' ')]);
  }
  const written = [...stories.values()].map((story) => story.join('\n'));
  assert.deepEqual(written.sort(), shown.sort());
}

async function countCharges() {
  let count = 0;
  for (let number = 1; number <= SUBSCRIBERS; number += 1) count += (await charges(number)).length;
  return count;
}

/** Where the process is killed. */
const POINTS = [
  ['anywhere', () => sleep(Math.random() * 2000)],
  ['while a file is being written', () => until('a file begun', () => names(exports, /\.csv\.part$/).length > 0)],
  [
    'when a file has just been finished',
    () => {
      const count = finished(exports).length;
      return until('a file finished', () => finished(exports).length > count);
    },
  ],
];

for (let round = 1; round <= ROUNDS; round += 1) {
  const [where, point] = POINTS[round % POINTS.length];
  test(`round ${round}: killed ${where}, the files go on without a gap`, async () => {
    await load.start();
    await load.isAnswered();
    await point();
    await server.stop('SIGKILL');
    await load.stop();
    assertInOrder(exported());
    if (round % 2 === 0) finished(exports).forEach((name) => renameSync(join(exports, name), join(fetched, name)));
    await server.start();
    const findings = await load.audit();
    assert.equal(findings.length, 0, `\n${findings.join('\n')}`);
  });
}

test('in the end the files have every charge, refund and adjustment once', async () => {
  const signed = { reason: 'a complaint', by: 'D. Omarov' };
  let refunds = 0;
  for (let number = 1; number <= SUBSCRIBERS; number += 1) {
    // The load may have spent all there was.
    await server.http.expect([200, 201], 'POST', `${path(number)}/topups`, { json: { amount: '1' } });
    await server.http.expect(201, 'POST', `${path(number)}/adjustments`, { json: { amount: '-0.5', ...signed } });
    const [first] = await charges(number);
    if (!first) continue;
    await server.http.expect(201, 'POST', `${path(number)}/adjustments`, { json: { charge: first.id, ...signed } });
    refunds += 1;
  }
  const total = (await countCharges()) + SUBSCRIBERS + refunds;
  await until('every row exported', () => exported().length >= total);
  const rows = exported();
  assert.equal(rows.length, total);
  assertInOrder(rows);
  await assertEqualsHttp(rows);
  const taken = rows.filter(({ kind }) => kind === 'adjustment');
  assert.equal(taken.length, SUBSCRIBERS);
  assert.ok(taken.every(({ main, units, usage }) => main === '0.5' && units === '0' && usage === ''));
  const back = rows.filter(({ kind }) => kind === 'refund');
  assert.equal(back.length, refunds);
  for (const { subscriber, charge, units, main } of back) {
    const paid = rows.find((r) => r.kind === 'charge' && r.subscriber === subscriber && r.charge === charge);
    assert.ok(Number(units) + Number(main) <= 0 && Number(paid.main) === -Number(main));
  }
  await server.stop('SIGTERM');
  assert.deepEqual(exported(), rows);
  await server.start();
});

test('files of another store are not gone on with: one line, and nothing starts', async () => {
  const other = await Server.make({ extra: `[exports]\ndirectory = ${JSON.stringify(exports)}\n` });
  try {
    await server.stop('SIGTERM');
    const { status, stderr } = other.command('serve');
    assert.equal(status, 2);
    assert.match(stderr, /^airperk: exports .*: the last row is not in this store's journal; name a new directory/m);
  } finally {
    await other.remove();
  }
});
