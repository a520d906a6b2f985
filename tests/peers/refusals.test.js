// Requests that are malformed, and answers to them that are not.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { avp, avp3gpp, DiameterClient, find, number, VENDOR_3GPP } from '../lib/diameter.js';
import { Server } from '../lib/server.js';
import { Capture } from './capture.js';

let server, capture, client;

before(async () => {
  server = await Server.start();
  capture = await Capture.of(server.gyPort);
  client = await DiameterClient.connect(server.gyPort, { host: 'node.test' });
});

after(async () => {
  client?.drop();
  capture?.remove();
  await server.remove();
});

const WHOLE = [
  avp(263, 'node.test;malformed'), avp(264, 'node.test'), avp(296, 'test'), avp(283, 'test'),
  avp(461, '32251@3gpp.org'), avp(416, 1), avp(415, 0), avp(443, [avp(450, 0), avp(444, '77010000001')]),
];
const but = (code, ...instead) => [...WHOLE.filter((each) => each.readUInt32BE(0) !== code), ...instead];

/** An AVP whose header says that it has so many octets. */
function saying(length, whole) {
  const said = Buffer.from(whole);
  said.writeUIntBE(length, 5, 3);
  return said;
}

const MALFORMED = {
  'no Session-Id': [but(263), 5005, 263],
  'no Origin-Host': [but(264), 5005, 264],
  'no CC-Request-Number': [but(415), 5005, 415],
  'a CC-Request-Type of 9': [but(416, avp(416, 9)), 5004, 416],
  'a number of two octets': [but(415, avp(415, Buffer.from([0, 1]))), 5014, 415],
  'a Subscription-Id without its type': [but(443, avp(443, [avp(444, '77010000001')])), 5005, 450],
  'units of four octets': [[...WHOLE, avp(456, [avp(446, [avp(421, 1)])])], 5014, 421],
  'a number longer than the message': [[...WHOLE, saying(100, avp(432, 1))], 5014, 432],
  'an AVP shorter than its header': [[...WHOLE, saying(4, avp(415, 0))], 5014, 415],
  'a member longer than its group': [[...WHOLE, avp(456, [saying(60, avp(439, 1))])], 5014, 439],
  'digits of 3GPP longer than their group': [
    [...WHOLE, avp3gpp(873, [avp3gpp(874, [saying(80, avp3gpp(18, '40102'))])])], 5014, 18, VENDOR_3GPP,
  ],
};

for (const [what, [avps, code, offending, vendor = 0]] of Object.entries(MALFORMED)) {
  test(`${what}: ${code}, and Failed-AVP names it`, async () => {
    const answer = await client.request(272, 4, avps);
    assert.equal(number(answer, 268), code);
    assert.deepEqual(find(answer, 279).avps.map((a) => [a.code, a.vendor]), [[offending, vendor]]);
  });
}

test('tshark finds nothing wrong in the refusals', async () => {
  await capture.end();
  assert.equal(capture.commands()[272], Object.keys(MALFORMED).length);
  assert.deepEqual(capture.findings(), []);
});
