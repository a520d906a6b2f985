// tshark beside the wire: what went over loopback, and what it thinks of it.

import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Capturing needs more rights than a user has.
const AS_ROOT = process.getuid() === 0 ? [] : ['sudo'];

export class Capture {
  #ports;
  #child;
  #ended;
  #bytes = [];
  #log = '';
  #directory;

  /** Begins; what is sent once this has resolved is in it. Ports: of servers, both included. */
  static async of(from, to = from) {
    const capture = new Capture();
    capture.#ports = { from, to };
    const command = [...AS_ROOT, 'dumpcap', '-q', '-i', 'lo', '-f', `portrange ${from}-${to}`, '-w', '-'];
    capture.#child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    capture.#ended = new Promise((resolve) => {
      capture.#child.once('error', resolve);
      capture.#child.once('close', resolve);
    });
    capture.#child.stdout.on('data', (data) => capture.#bytes.push(data));
    await capture.#mark();
    return capture;
  }

  /** Ends it, with all that was sent before in it. */
  async end() {
    await this.#mark();
    this.#child.kill('SIGINT');
    await this.#ended;
    this.#directory = mkdtempSync(join(tmpdir(), 'capture-'));
    this.file = join(this.#directory, 'loopback.pcapng');
    writeFileSync(this.file, Buffer.concat(this.#bytes));
  }

  remove() {
    this.#child.kill('SIGKILL');
    if (this.#directory) rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Sends datagrams of its own until one is in the capture: so was everything before it, if it ran then. */
  async #mark() {
    this.#child.stderr.on('data', (data) => (this.#log += data));
    const mark = `capture ${randomUUID()}`;
    const socket = createSocket('udp4');
    const send = () => socket.send(mark, this.#ports.from, '127.0.0.1');
    const sending = setInterval(send, 20);
    try {
      await new Promise((resolve, reject) => {
        this.#child.stdout.on('data', () => {
          if (Buffer.concat(this.#bytes).includes(mark)) resolve();
        });
        this.#ended.then(() => reject(new Error(`dumpcap does not capture: ${this.#log}`)));
        send();
      });
    } finally {
      clearInterval(sending);
      socket.close();
      this.#child.stdout.removeAllListeners('data');
      this.#child.stdout.on('data', (data) => this.#bytes.push(data));
    }
  }

  /** What the servers sent in Diameter and this display filter admits; each a list of the fields' values. */
  sent(filter, fields) {
    const { from, to } = this.#ports;
    const { status, stdout, stderr } = spawnSync('tshark', [
      '-n', '-r', this.file, '-d', `tcp.port==${from}-${to},diameter`,
      '-Y', `diameter && tcp.srcport >= ${from} && tcp.srcport <= ${to} && (${filter})`,
      '-T', 'fields', ...fields.flatMap((field) => ['-e', field]),
    ], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (status !== 0) throw new Error(`tshark: ${stderr}`);
    return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'));
  }

  /** How many messages of each command they sent: {272: 12}. */
  commands() {
    const count = {};
    for (const [codes] of this.sent('diameter', ['diameter.cmd.code'])) {
      for (const code of codes.split(',')) count[code] = (count[code] ?? 0) + 1;
    }
    return count;
  }

  /** What tshark finds malformed, an error or a warning in them: a line each. */
  findings() {
    const filter = '_ws.malformed || _ws.expert.severity == error || _ws.expert.severity == warning';
    const fields = ['frame.number', 'diameter.cmd.code', 'diameter.Result-Code', '_ws.expert.message', '_ws.malformed'];
    return this.sent(filter, fields).map((found) => found.join(' | '));
  }
}
