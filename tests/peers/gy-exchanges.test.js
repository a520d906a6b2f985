// The exchanges of tests/gy — what real clients send, and what toy servers get wrong — once more, with tshark beside them.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { PROJECT } from '../lib/server.js';
import { Capture } from './capture.js';

test('tshark finds nothing wrong in what the server sends in the tests of Gy', async (t) => {
  const directory = join(PROJECT, 'tests/gy');
  // Random octets make AVPs that no dictionary knows, and a refusal has to name them: the hostile peers are left out.
  const files = readdirSync(directory).filter((file) => file.endsWith('.test.js') && file !== 'hostile.test.js')
    .map((file) => join(directory, file));
  // A hundred ports for each file, so that no other server's messages are read and no two take the same port.
  const from = 10_000 + 1000 * Math.floor(Math.random() * 20);
  const capture = await Capture.of(from, from + 100 * files.length - 1);
  t.after(() => capture.remove());
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  await Promise.all(files.map((file, i) => {
    const SERVER_PORTS = `${from + 100 * i}-${from + 100 * i + 99}`;
    return promisify(execFile)('node', ['--test', '--test-reporter=spec', file], { env: { ...env, SERVER_PORTS } })
      .catch((error) => assert.fail(`${file}:\n${error.stdout}`));
  }));
  await capture.end();
  const commands = capture.commands();
  assert.ok(commands[272] > 150 && commands[258] > 0, JSON.stringify(commands));
  assert.deepEqual(capture.findings(), []);
});
