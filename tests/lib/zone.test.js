import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { ASTANA, Zone } from './zone.js';

const utc = (text) => Date.parse(text) / 1000;

test('Astana time, before and after its change of 2024', () => {
  assert.equal(ASTANA.seconds('2016-03-05 10:00'), utc('2016-03-05T04:00:00Z'));
  assert.equal(ASTANA.seconds('2024-03-05 11:00'), utc('2024-03-05T06:00:00Z'));
  assert.equal(ASTANA.rfc3339(utc('2016-03-05T04:00:00Z')), '2016-03-05T10:00:00+06:00');
  assert.equal(ASTANA.rfc3339(utc('2024-02-29T17:59:59Z')), '2024-02-29T23:59:59+06:00');
  assert.equal(ASTANA.rfc3339(utc('2024-02-29T18:00:00Z')), '2024-02-29T23:00:00+05:00');
});

test('an hour that happens twice means its first pass', () => {
  assert.equal(ASTANA.seconds('2024-02-29 23:00'), utc('2024-02-29T17:00:00Z'));
  assert.equal(ASTANA.seconds('2024-02-29 23:59:59'), utc('2024-02-29T17:59:59Z'));
  assert.equal(ASTANA.seconds('2024-03-01 00:00'), utc('2024-02-29T19:00:00Z'));
  assert.equal(ASTANA.seconds('2004-10-31 02:30'), utc('2004-10-30T19:30:00Z'));
});

test('what is not in the calendar, or was skipped, is no time', () => {
  assert.throws(() => ASTANA.seconds('2023-02-29 10:00'), /calendar/);
  assert.throws(() => ASTANA.seconds('2016-03-05 24:00'), /calendar/);
  assert.throws(() => ASTANA.seconds('2004-03-28 02:30'), /skipped/);
  assert.throws(() => ASTANA.seconds('5 March'), /not YYYY/);
  assert.throws(() => new Zone('Europe/Berlin'), /summer time/);
});

test('it says what date(1) says', () => {
  for (const civil of ['2000-02-29 12:00', '2010-07-01 00:00', '2024-03-01 00:30', '2040-12-31 23:59:59']) {
    const said = execFileSync('date', ['-d', `TZ="Asia/Almaty" ${civil}`, '+%s'], { encoding: 'utf8' });
    assert.equal(ASTANA.seconds(civil), Number(said));
  }
});
