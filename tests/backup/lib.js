// What the tests of backups share: a server with people, stores that are restored, files that are damaged.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { observed } from '../lib/book.js';
import { BINARY, Server } from '../lib/server.js';
import { happens } from '../lib/until.js';

export const person = (n) => `/v1/subscribers/7701${String(n).padStart(7, '0')}`;

export const provision = (server, n, imsi = `40102${String(n).padStart(10, '0')}`) =>
  server.http.expect([200, 201], 'PUT', person(n), {
    json: { imsi, brand: 'activ', tariff: 'Time to Talk', language: 'en', ...(imsi.endsWith('X') ? {} : { main: '100' }) },
  });

export const topUp = (server, n, key, amount = '10') =>
  server.http.expect(201, 'POST', `${person(n)}/topups`, { json: { amount }, headers: { 'Idempotency-Key': key } });

export const clock = (server, now) => server.http.expect(200, 'POST', '/v1/clock', { json: { now } });

/** One line for each person: everything that they have. */
export async function ledger(server, people) {
  const lines = [];
  for (const n of people) lines.push(`${n}: ${await observed(server.http, person(n))}`);
  return lines;
}

/** Status 0; gives what it printed. */
export function succeeds({ status, stdout, stderr }) {
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

/** Not status 0, nothing on standard output, and one line that says this. */
export function refused({ status, stdout, stderr }, says) {
  assert.ok(status > 0, `not refused: ${stdout}`);
  assert.equal(stdout, '');
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.match(stderr, says);
}

/** A server that has not been started, with these settings, for whatever is to be restored. */
export async function another(t, options = {}) {
  const server = await Server.make(options);
  t.after(() => server.remove());
  return server;
}

export function isVerified(server) {
  assert.match(succeeds(server.command('verify')), /^0 findings/m);
}

/** What became of a directory that is made whole or not at all: "none" or "whole". */
export function wholeOrNothing(directory, isWhole) {
  if (!existsSync(directory)) return 'none';
  isWhole();
  return 'whole';
}

/** Runs a command and kills it after so many milliseconds; says whether that met it alive. */
export async function killedAfter(milliseconds, ...options) {
  const child = spawn(BINARY, options, { stdio: 'ignore' });
  const ended = happens('the command to end', child, 'exit', 60);
  await sleep(milliseconds);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}

export const files = (directory) => readdirSync(directory).sort();

export function flip(path, at = Math.floor(statSync(path).size / 2)) {
  const file = openSync(path, 'r+');
  const octet = Buffer.alloc(1);
  readSync(file, octet, 0, 1, at);
  octet[0] ^= 1;
  writeSync(file, octet, 0, 1, at);
  closeSync(file);
}

export const beside = (server, name) => join(server.directory, name);
