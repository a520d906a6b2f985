import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { promised } from './until.js';

test('test processes that run at once are given no port twice', async () => {
  const taking = `
    import { freePort } from ${JSON.stringify(new URL('server.js', import.meta.url).href)};
    console.log((await Promise.all(Array.from({ length: 200 }, freePort))).join(' '));
    process.stdin.resume(); // keeps its blocks until all have theirs
    process.stdin.once('end', () => process.exit());`;
  const children = [1, 2, 3, 4].map(() => spawn('node', ['--input-type=module', '-e', taking], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const given = await Promise.all(
    children.map(({ stdout }) =>
      promised('200 ports of a process', (resolve, reject) => {
        let said = '';
        stdout.on('data', (data) => (said += data).endsWith('\n') && resolve(said.trim().split(' ')));
        stdout.on('close', () => reject(new Error(`it ended having said "${said}"`)));
      }),
    ),
  );
  await Promise.all(
    children.map((child) =>
      promised('a process to end', (resolve) => {
        child.on('close', resolve);
        child.stdin.end();
      }),
    ),
  );
  assert.equal(new Set(given.flat()).size, 800);
});
