// Reads the order of things out of a record: what was answered before it was durable, and what a start answered before
// it had synced what it read.

import { basename, dirname } from 'node:path';
import { number, readMessage, text } from '../lib/diameter.js';
import { paths } from './record.js';

const CREDIT_CONTROL = 272;

/**
 * Requests that change something, and their answers.
 * @returns {{name: string, asked: number, answered: number}[]} places in `entries`
 */
export function exchanges(entries) {
  const streams = new Map(); // of each socket
  const done = [];
  entries.forEach((entry, at) => {
    if (entry.operation !== 'send' && entry.operation !== 'receive') return;
    if (!streams.has(entry.file)) streams.set(entry.file, new Stream());
    const stream = streams.get(entry.file);
    if (entry.operation === 'receive') stream.receive(entry.octets, at);
    else done.push(...stream.send(entry.octets, at));
  });
  return done;
}

/** One socket's two directions: Diameter, or HTTP with one request after the other. */
class Stream {
  #received = Buffer.alloc(0);
  #sent = Buffer.alloc(0);
  #asked = new Map();
  #post;

  receive(octets, at) {
    const [head] = octets.toString('latin1', 0, 400).split('\r\n');
    if (/^POST .*\/(topups|dial) /.test(head)) this.#post = { name: head, asked: at };
    if (/^[A-Z]+ \//.test(head) || this.#post) return;
    this.#received = frames(Buffer.concat([this.#received, octets]), (message) => {
      if (message.command !== CREDIT_CONTROL || !message.isRequest) return;
      this.#asked.set(message.hopByHop, { name: text(message, 263), asked: at });
    });
  }

  *send(octets, at) {
    if (octets.toString('latin1', 0, 5) === 'HTTP/') {
      const isDone = /^HTTP\/1.1 20[01]/.test(octets.toString('latin1', 0, 12));
      if (this.#post && isDone) yield { ...this.#post, answered: at };
      this.#post = undefined;
      return;
    }
    const answers = [];
    this.#sent = frames(Buffer.concat([this.#sent, octets]), (message) => answers.push(message));
    for (const message of answers) {
      const request = this.#asked.get(message.hopByHop);
      const isDone = message.command === CREDIT_CONTROL && number(message, 268) === 2001;
      if (request && isDone) yield { ...request, answered: at };
    }
  }
}

/** Hands out whole Diameter messages; gives what is left. */
function frames(octets, take) {
  let rest = octets;
  while (rest.length >= 20 && rest[0] === 1) {
    const length = rest.readUIntBE(1, 3);
    if (length < 20 || rest.length < length) break;
    take(readMessage(rest.subarray(0, length)));
    rest = rest.subarray(length);
  }
  return rest;
}

/** Exchanges whose answer left before write of the log → sync of the log → write of the head; one line each. */
export function answeredTooEarly(entries) {
  const isSynced = (write, until) =>
    entries.findIndex(
      (entry, at) =>
        at > write &&
        at < until &&
        entry.operation === 'sync' &&
        entry.kind === 'log' &&
        !entry.failed &&
        entry.extra > entries[write].at,
    );
  return exchanges(entries).flatMap(({ name, asked, answered }) => {
    for (let write = asked + 1; write < answered; write += 1) {
      if (entries[write].operation !== 'write' || entries[write].kind !== 'log') continue;
      const synced = isSynced(write, answered);
      if (synced < 0) break;
      const head = entries.findIndex(
        (entry, at) => at > synced && at < answered && entry.operation === 'write' && entry.kind === 'head',
      );
      return head < 0 ? [`${name}: answered before the head knew it`] : [];
    }
    return [`${name}: answered before a write of the log and its sync`];
  });
}

/**
 * What of these files and directories the newest process has not synced before the first octet left one of its sockets;
 * one line each.
 */
export function notSyncedBeforeAnswering(entries, wanted) {
  const begun = entries.findLastIndex(({ operation }) => operation === 'begin');
  const first = entries.findIndex(({ operation }, at) => at > begun && operation === 'send');
  if (first < 0) return ['nothing was answered'];
  const synced = new Set(
    entries
      .slice(begun, first)
      .filter(({ operation, failed }) => operation === 'sync' && !failed)
      .map((entry) => paths(entry)[0]),
  );
  return wanted
    .filter((path) => !synced.has(path))
    .map((path) => `${basename(dirname(path))}/${basename(path)} is not synced`);
}
