// Reads what the shim has recorded: one entry a call, in the order of the calls.

import { existsSync, readFileSync } from 'node:fs';
import { Kind, Operation } from './shim.js';

const HEAD = 64;
const nameOf = (numbered) => Object.keys(numbered);
const operations = nameOf(Operation);
const kinds = nameOf(Kind);

/**
 * @returns {{at: number, operation: string, kind: string, file: number, offset: number, length: number, extra: number,
 *   failed: boolean, octets: Buffer, isZero: boolean}[]} at: the entry's place in the record; a last entry that was
 *   being written when the process was killed is left out, for its call had not begun
 */
export function readRecord(path) {
  if (!existsSync(path)) return [];
  const data = readFileSync(path);
  const entries = [];
  for (let at = 0; at + HEAD <= data.length;) {
    const size = data.readUInt32LE(at);
    if (size < HEAD || at + size > data.length) break;
    const word = (offset) => Number(data.readBigUInt64LE(at + offset));
    const operation = operations[data[at + 4]];
    if (operation === 'map') {
      throw new Error(
        `the server writes ${data.toString('utf8', at + HEAD, at + size)} through a map, which no record sees`,
      );
    }
    entries.push({
      at,
      operation,
      kind: kinds[data[at + 5]],
      isZero: data[at + 6] !== 0,
      file: word(8),
      offset: word(16),
      length: word(24),
      extra: word(32),
      failed: data.readBigInt64LE(at + 40) < 0n,
      before: word(48),
      octets: data.subarray(at + HEAD, at + size),
    });
    at += size;
  }
  return entries;
}

/** The paths that an entry names. */
export const paths = ({ octets }) => octets.toString('utf8').split('\0');
