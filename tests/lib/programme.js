// The shipped programme with something changed, in a directory of its own.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from './server.js';

/** @returns {string} the path of its smart.toml; removed after the test `t` */
export function changedProgramme(t, file, what, by) {
  const directory = mkdtempSync(join(tmpdir(), 'programme-'));
  t.after(() => rmSync(directory, { recursive: true }));
  cpSync(join(PROJECT, 'programme'), directory, { recursive: true });
  const path = join(directory, file);
  const shipped = readFileSync(path, 'utf8');
  const changed = shipped.replace(what, by);
  assert.notEqual(changed, shipped);
  writeFileSync(path, changed);
  return join(directory, 'smart.toml');
}
