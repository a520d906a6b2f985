// tshark beside the wire: what went over loopback, and what it thinks of it.

import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promised, within } from '../lib/until.js';

// Capturing needs more rights than a user has.
const AS_ROOT = process.getuid() === 0 ? [] : ['sudo'];

/** What is read in it: the dissector, the field that tells PDUs apart, what is shown of one, airperk's side of the port. */
const DIAMETER = {
  name: 'diameter', kind: 'diameter.cmd.code', about: ['diameter.Result-Code'], airperk: 'srcport',
};
export const SMPP = {
  name: 'smpp', kind: 'smpp.command_id', about: ['smpp.command_status', 'gsm_sms'], airperk: 'dstport',
};

export class Capture {
  #protocol;
  #ports; // "3868" or "3868-3877", both included
  #marked; // the port that marks are sent to
  #child;
  #ended;
  #bytes = [];
  #log = '';
  #directory;

  /** Begins; what is sent once this has resolved is in it. Ports: of servers, both included. */
  static of(from, to = from) {
    return Capture.#begin(DIAMETER, from, [`${from}-${to}`]);
  }

  /** The same of SMPP to these ports, to which airperk connects. */
  static ofSmpp(...ports) {
    return Capture.#begin(SMPP, ports[0], ports);
  }

  static async #begin(protocol, marked, ports) {
    const capture = new Capture();
    capture.#protocol = protocol;
    capture.#ports = ports;
    const filter = ports.map((port) => `portrange ${String(port).includes('-') ? port : `${port}-${port}`}`).join(' or ');
    const command = [...AS_ROOT, 'dumpcap', '-q', '-i', 'lo', '-f', filter, '-w', '-'];
    capture.#marked = marked;
    capture.#child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    capture.#ended = new Promise((resolve) => { // whoever waits for it says within()
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
    await within('the end of dumpcap', this.#ended);
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
    const send = () => socket.send(mark, this.#marked, '127.0.0.1');
    const sending = setInterval(send, 20);
    try {
      await promised('a datagram of our own in the capture', (resolve, reject) => {
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

  /** What airperk sent and this display filter admits; for each frame a list of the fields' values. */
  sent(filter, fields, ports = this.#ports) {
    const { name, airperk } = this.#protocol;
    const these = ports.map((port) => String(port).replace('-', '..')).join(', ');
    const { status, stdout, stderr } = spawnSync('tshark', [
      '-n', '-r', this.file, ...this.#ports.flatMap((port) => ['-d', `tcp.port==${port},${name}`]),
      '-Y', `${name} && tcp.${airperk} in {${these}} && (${filter})`,
      '-T', 'fields', ...fields.flatMap((field) => ['-e', field]),
    ], { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 300_000 });
    if (status !== 0) throw new Error(`tshark: ${stderr}`);
    return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'));
  }

  /** How many PDUs it sent with each value of a field, by default their commands: {272: 12}. */
  commands(field = this.#protocol.kind) {
    const count = {};
    for (const [values] of this.sent(field, [field])) {
      for (const value of values.split(',')) count[value] = (count[value] ?? 0) + 1;
    }
    return count;
  }

  /** What tshark finds malformed, an error or a warning, on these ports or all: a line each. */
  findings(...ports) {
    const filter = '_ws.malformed || _ws.expert.severity == error || _ws.expert.severity == warning';
    const { kind, about } = this.#protocol;
    const fields = ['frame.number', kind, ...about, '_ws.expert.message', '_ws.malformed'];
    return this.sent(filter, fields, ports.length > 0 ? ports : undefined).map((found) => found.join(' | '));
  }
}
