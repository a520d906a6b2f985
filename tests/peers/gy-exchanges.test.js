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
  // A hundred ports of their own, so that no other server's messages are read.
  const from = 10_000 + 100 * Math.floor(Math.random() * 200);
  const to = from + 99;
  const capture = await Capture.of(from, to);
  t.after(() => capture.remove());
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const directory = join(PROJECT, 'tests/gy');
  const files = readdirSync(directory).filter((file) => file.endsWith('.test.js')).map((file) => join(directory, file));
  await promisify(execFile)('node', ['--test', ...files], { env: { ...env, SERVER_PORTS: `${from}-${to}` } });
  await capture.end();
  const commands = capture.commands();
  assert.ok(commands[272] > 150 && commands[258] > 0, JSON.stringify(commands));
  assert.deepEqual(capture.findings(), []);
});
