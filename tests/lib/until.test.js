import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deferred, happens, promised, until, within } from './until.js';

const SOON = 0.02; // seconds

test('what comes is given on, and what fails fails as it does', async () => {
  assert.equal(await within('it', Promise.resolve(1)), 1);
  assert.equal(await promised('it', (resolve) => resolve(2)), 2);
  await assert.rejects(within('it', Promise.reject(new Error('broken'))), /broken/);
  const emitter = new EventEmitter();
  const happened = happens('it', emitter, 'event');
  emitter.emit('event', 3);
  assert.deepEqual(await happened, [3]);
});

test('what does not come says what was waited for, as it is at the end', async () => {
  await assert.rejects(within('a bind', deferred().promise, SOON), /^Error: a bind: not within 0.02 s$/);
  await assert.rejects(promised('a bind', () => {}, SOON), /a bind: not within/);
  await assert.rejects(happens('a bind', new EventEmitter(), 'bind', SOON), /a bind: not within/);
  let binds = 0;
  await assert.rejects(until(() => `two binds (there is ${binds})`, () => (binds = 1) > 1, SOON), /two binds \(there is 1\)/);
});

test('a process that is ended while it waits says what for', () => {
  const library = fileURLToPath(new URL('./until.js', import.meta.url));
  const program = `import { within, deferred } from '${library}'; within('a bind', deferred().promise); setTimeout(() => process.exit(1), 20)`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  assert.match(stderr, /^ended while waiting for a bind, since 0\.\d s$/m);
});
