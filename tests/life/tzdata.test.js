// The host's tzdata is of before 2024a, and is updated: what was counted by its rules stays as it was, and what comes is
// counted by the new ones (a rule of months: B1, B4, C2).

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server } from '../lib/server.js';

const ZONE = '/usr/share/zoneinfo/Asia/Almaty';

/** What goes before the server in a shell, so that it alone sees the older rules. */
function olderRules(directory) {
  const source = join(directory, 'older.zi');
  writeFileSync(source, 'Zone Asia/Almaty 5:00 - +05 1991\n\t6:00 - +06\n');
  execFileSync('zic', ['-d', directory, source], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
  const mount = `mount --bind '${join(directory, 'Asia/Almaty')}' ${ZONE} && exec "$@"`;
  return `exec unshare --map-root-user --mount sh -c '${mount.replaceAll("'", "'\\''")}' sh "$@"`;
}

test("a zone's rules are kept with what was decided by them: an update of tzdata changes nothing that was", async () => {
  const directory = mkdtempSync(join(tmpdir(), 'airperk-tzdata-'));
  const server = await Server.make();
  const { http } = server;
  const joins = async (msisdn) => {
    const json = { brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '1000' };
    await http.expect(201, 'PUT', `/v1/subscribers/${msisdn}`, { json });
    await http.expect(200, 'POST', `/v1/subscribers/${msisdn}/dial`, { json: { text: '*555*1#' } });
  };
  const waiting = async (msisdn) => (await http.expect(200, 'GET', `/v1/subscribers/${msisdn}/balances`)).json.waiting.length;
  try {
    await server.start({ shell: olderRules(directory) });
    await server.says(/time zone Asia\/Almaty: UTC\+06:00 since 1990-12-31T19:00:00Z\n/);
    await http.expect(200, 'POST', '/v1/clock', { json: { now: '2026-03-31T23:30:00+05:00' } });
    await joins('77011234567');
    await server.stop();

    server.log = '';
    await server.start();
    await server.says(/time zone Asia\/Almaty: UTC\+05:00 since 2024-02-29T18:00:00Z\n/);
    await server.says(/the system's tzdata has other rules of time zone Asia\/Almaty than the programme went by/);
    await joins('77017654321');
    await http.expect(200, 'POST', '/v1/clock', { json: { now: '2026-04-01T00:00:01+05:00' } });
    assert.equal(await waiting('77011234567'), 1, 'she had her grant of April when it was April before');
    assert.equal(await waiting('77017654321'), 2, 'he has those of March and of April');
    await server.stop();

    const { status, stdout, stderr } = server.command('verify');
    assert.equal(status, 0, stdout + stderr);

    server.log = '';
    await server.start();
    await server.says(/time zone Asia\/Almaty: UTC\+05:00/);
    assert.doesNotMatch(server.log, /other rules/, 'it is told once');
    await server.stop();
  } finally {
    await server.remove();
    rmSync(directory, { recursive: true, force: true });
  }
});
