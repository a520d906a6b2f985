// freeDiameter as a credit-control client (freediameter.c), which holds every answer against its dictionary, and as an
// agent that relays (freeDiameterd, RFC 6733 §2.8.1).

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort, PROJECT } from '../lib/server.js';
import { promised, within } from '../lib/until.js';

const PROGRAM = join(PROJECT, 'build/peers/freediameter');
const DICTIONARIES = ['dict_nasreq', 'dict_dcca', 'dict_dcca_3gpp'];

/** AVPs as freediameter.c reads them: [name, value] or [name, [members]]. */
function lines(avps) {
  return avps.flatMap(([name, value]) => (Array.isArray(value) ? [`${name} {`, ...lines(value), '}'] : [`${name} ${value}`]));
}

/** A block: {name, objections: [text], avps: [{name, value} or {name, avps}]}. */
function read(block) {
  const message = { name: block[0], objections: [], avps: [] };
  const open = [message];
  for (const line of block.slice(1)) {
    const [, name, value] = /^\s*(\S+) ?(.*)$/.exec(line);
    if (name === '!') message.objections.push(value);
    else if (name === '}') open.pop();
    else if (value === '{') {
      const group = { name, avps: [] };
      open.at(-1).avps.push(group);
      open.push(group);
    } else open.at(-1).avps.push({ name, value });
  }
  return message;
}

export const all = (holder, name) => holder.avps.filter((avp) => avp.name === name);

/** The value of the first AVP at that path, as text; undefined if there is none. */
export function value(holder, ...path) {
  let at = holder;
  for (const name of path) at = at?.avps?.find((avp) => avp.name === name);
  return at?.value;
}

export const CLIENT = { host: 'client.freediameter.test', realm: 'freediameter.test' };

/** A node's configuration, in a directory of its own; gives its path. */
function configure(directory, { host, realm, port = 0 }, peers, extensions) {
  const file = (name) => join(directory, name);
  // It wants a certificate even where nothing is encrypted.
  const made = spawnSync('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${host}`,
    '-keyout', file('key.pem'), '-out', file('cert.pem'),
  ], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr ?? made.error}`);
  writeFileSync(file('node.conf'), `
Identity = "${host}";
Realm = "${realm}";
Port = ${port};
SecPort = 0;
No_SCTP;
No_IPv6;
ListenOn = "127.0.0.1";
TLS_Cred = "${file('cert.pem')}", "${file('key.pem')}";
TLS_CA = "${file('cert.pem')}";
${extensions.map((extension) => `LoadExtension = ${extension};`).join('\n')}
${peers.map((peer) => `ConnectPeer = "${peer.host}" { ConnectTo = "127.0.0.1"; Port = ${peer.port}; No_TLS; No_SCTP; No_IPv6; Realm = "${peer.realm}"; };`).join('\n')}
`);
  return file('node.conf');
}

export class FreeDiameter {
  host = CLIENT.host;
  realm = CLIENT.realm;
  #directory = mkdtempSync(join(tmpdir(), 'freediameter-'));
  #child;
  #ended;
  #log = '';
  #blocks = [];
  #waiting = [];

  /**
   * Opens connections to servers or agents on loopback; throws if one does not open.
   * @param {{port: number, host: string, realm: string}[]} peers their ports and Diameter identities
   */
  static async connect(...peers) {
    const client = new FreeDiameter();
    client.#start(peers);
    const opened = await client.next();
    if (opened.name !== 'open') throw new Error(`not open: ${JSON.stringify(opened)}`);
    return client;
  }

  #start(peers) {
    // To a server that is not the peer itself it goes by a default route.
    const routes = join(this.#directory, 'routes.conf');
    writeFileSync(routes, peers.map((peer) => `* : "${peer.host}" += DEFAULT ;\n`).join(''));
    const extensions = [...DICTIONARIES.map((name) => `"${name}.fdx"`), `"rt_default.fdx" : "${routes}"`];
    const configuration = configure(this.#directory, this, peers, extensions);
    const options = { stdio: ['pipe', 'pipe', 'pipe'] };
    this.#child = spawn(PROGRAM, [configuration, ...peers.map(({ host }) => host)], options);
    this.#child.stderr.on('data', (data) => (this.#log += data));
    let block = [];
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line) return block.push(line);
      this.#arrived(read(block));
      block = [];
    });
    this.#ended = new Promise((resolve) => { // whoever waits for it says within()
      this.#child.once('error', (error) => resolve({ code: error.message }));
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.#ended.then(({ code, signal }) => {
      const error = new Error(`freeDiameter ended with ${signal ?? code}: ${this.#log.trim()}`);
      this.#waiting.splice(0).forEach(({ reject }) => reject(error));
    });
  }

  #arrived(message) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(message);
    else this.#blocks.push(message);
  }

  /** The next message that came. */
  next() {
    if (this.#blocks.length > 0) return Promise.resolve(this.#blocks.shift());
    return promised('a message from freeDiameter', (resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Sends a Credit-Control-Request of these AVPs; the next message that comes, be it no answer. */
  send(avps) {
    this.#child.stdin.write(`${lines(avps).join('\n')}\n\n`);
    return this.next();
  }

  /** Says goodbye to the peer and ends. */
  async close() {
    this.#child.stdin.end();
    const { code, signal } = await within('the end of freeDiameter', this.#ended);
    rmSync(this.#directory, { recursive: true, force: true });
    if (code !== 0) throw new Error(`freeDiameter ended badly: ${signal ?? code}, ${this.#log}`);
  }

  /** Ends it at once, if it still runs. */
  async kill() {
    this.#child.kill('SIGKILL');
    await within('the end of freeDiameter', this.#ended);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** An agent between that client and a server. */
export class Relay {
  realm = 'relay.test';
  #directory = mkdtempSync(join(tmpdir(), 'freediameter-relay-'));
  #child;
  #ended;
  log = '';

  /** @param {{port: number, host: string, realm: string}} server */
  static async start(host, server) {
    const relay = new Relay();
    relay.host = host;
    relay.port = await freePort();
    const admitted = join(relay.#directory, 'admitted.conf');
    writeFileSync(admitted, `ALLOW_OLD_TLS ALLOW_IPSEC ${CLIENT.host}\n`);
    const extensions = [`"acl_wl.fdx" : "${admitted}"`];
    const configuration = configure(relay.#directory, relay, [server], extensions);
    relay.#child = spawn('freeDiameterd', ['-c', configuration], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [relay.#child.stdout, relay.#child.stderr]) stream.on('data', (data) => (relay.log += data));
    relay.#ended = new Promise((resolve) => { // whoever waits for it says within()
      relay.#child.once('error', (error) => resolve({ code: error.message }));
      relay.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
    return relay;
  }

  async kill() {
    this.#child.kill('SIGKILL');
    await within(`the end of ${this.host}`, this.#ended);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
