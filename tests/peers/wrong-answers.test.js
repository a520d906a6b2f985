// The other tests here can fail: a server that answers wrongly, and what freeDiameter and tshark say to it.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { avp, message, readMessage } from '../lib/diameter.js';
import { freePort } from '../lib/server.js';
import { listens } from '../lib/until.js';
import { Capture } from './capture.js';
import { FreeDiameter } from './freediameter.js';

const OCS = { host: 'wrong.peers.test', realm: 'peers.test' };
const origin = [avp(264, OCS.host), avp(296, OCS.realm)];
const CAPABILITIES = 257, CREDIT_CONTROL = 272;
const right = (session) => [
  avp(263, session), avp(268, 2001), ...origin, avp(258, 4), avp(416, 1), avp(415, 0),
];
const grant = avp(431, [avp(420, 30)]);

// Each answers the request whose Session-Id is its name.
const ANSWERS = {
  right: right('right'),
  'two grants': [...right('two grants'), avp(456, [avp(432, 1), grant, grant])],
  'no Auth-Application-Id': right('no Auth-Application-Id').filter((_, i) => i !== 4),
  'a short number': [...right('a short number'), avp(448, Buffer.from([0, 1]))],
};

let server, capture, client;

function answerTo({ command, hopByHop, endToEnd, avps }) {
  const of = (payload, flags = 0) =>
    message({ flags, command, application: command === CREDIT_CONTROL ? 4 : 0, hopByHop, endToEnd }, payload);
  if (command === CAPABILITIES) {
    const address = avp(257, Buffer.from([0, 1, 127, 0, 0, 1]));
    const product = avp(269, 'wrong', { mandatory: false });
    return of([avp(268, 2001), ...origin, address, avp(266, 0), product, avp(258, 4)]);
  }
  if (command === CREDIT_CONTROL) return of(ANSWERS[avps.find((a) => a.code === 263).data.toString()], 0x40);
  return of([avp(268, 2001), ...origin]);
}

before(async () => {
  server = createServer((socket) => {
    let rest = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 4 && rest.length >= rest.readUIntBE(1, 3)) {
        const length = rest.readUIntBE(1, 3);
        socket.write(answerTo(readMessage(rest.subarray(0, length))));
        rest = rest.subarray(length);
      }
    });
  });
  const port = await freePort();
  await listens(server, port);
  capture = await Capture.of(port);
  client = await FreeDiameter.connect({ port, ...OCS });
});

after(async () => {
  await client?.kill();
  capture?.remove();
  server.close();
});

const ask = (session) =>
  client.send([
    ['Session-Id', session], ['Destination-Realm', OCS.realm], ['Auth-Application-Id', 4],
    ['Service-Context-Id', '32251@3gpp.org'], ['CC-Request-Type', 1], ['CC-Request-Number', 0],
  ]);

test('freeDiameter has no objection to a right answer, and names what breaks its dictionary', async () => {
  assert.deepEqual((await ask('right')).objections, []);
  for (const [session, objection] of [
    ['two grants', /Granted-Service-Unit|multiple|too many|occur/i],
    ['no Auth-Application-Id', /missing|Auth-Application-Id/i],
  ]) {
    const { objections } = await ask(session);
    assert.equal(objections.length, 1, session);
    assert.match(objections[0], objection);
  }
});

test('tshark finds the number that is too short, and nothing else', async () => {
  await ask('a short number');
  await capture.end();
  const findings = capture.findings();
  assert.equal(findings.length, 1, findings.join('\n'));
});
