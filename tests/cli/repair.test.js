// A person's word to go on without what is gone: carried out once, however often it is cut off and given again.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server } from '../lib/server.js';

test('cut off between telling the journal and forgetting that it is to be told, a loss is told once', async (t) => {
  const server = await Server.start();
  t.after(() => server.remove());
  await server.http.expect(201, 'PUT', '/v1/subscribers/77010000001', {
    json: { imsi: '401020000000001', brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '100' },
  });
  await server.stop();
  const accepts = () => {
    const { status, stdout, stderr } = server.command('repair', '--accept-loss');
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const verified = () => server.command('verify').stdout;
  rmSync(join(server.store, 'head'));
  const [, what] = /^gave up: (.*)$/m.exec(accepts());
  assert.match(verified(), /^accepted loss: head: is missing.*\n.*^0 findings.*, 1 accepted loss/ms);
  // What a kill just then leaves: the note as it was.
  const note = join(server.store, 'loss-to-tell');
  assert.ok(!existsSync(note));
  writeFileSync(note, `0 0 none ${what}\n`);
  const refused = server.command('serve');
  assert.match(refused.stderr, /head: is missing.*--accept-loss/);
  assert.equal(accepts().match(/^gave up: (.*)$/m)[1], what);
  assert.match(verified(), /^0 findings.*, 1 accepted loss/m);
  assert.deepEqual(readdirSync(server.store).filter((name) => name.startsWith('given-up')), ['given-up-1']);
  await server.start();
  await server.stop();
});
