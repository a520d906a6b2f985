import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

test('test processes that run at once are given no port twice', async () => {
  const taking = `
    import { freePort } from ${JSON.stringify(new URL('server.js', import.meta.url).href)};
    console.log((await Promise.all(Array.from({ length: 200 }, freePort))).join(' '));
    process.stdin.resume(); // keeps its blocks until all have theirs
    process.stdin.once('end', () => process.exit());`;
  const children = [1, 2, 3, 4].map(() => promisify(execFile)('node', ['--input-type=module', '-e', taking]));
  const told = children.map(({ child }) => new Promise((resolve) => child.stdout.once('data', resolve)));
  await Promise.race([Promise.all(told), Promise.all(children)]);
  children.forEach(({ child }) => child.stdin.end());
  const ports = (await Promise.all(children)).flatMap(({ stdout }) => stdout.trim().split(' '));
  assert.equal(new Set(ports).size, 800);
});
