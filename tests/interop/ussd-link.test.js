// The link itself: a wrong password, and gateways that send what is not SMPP.

import assert from 'node:assert/strict';
import { on } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { freePort, Server } from '../lib/server.js';
import { closes, happens, until, within } from '../lib/until.js';
import { Gateway } from './gateway.js';
import { linkConfig, linkLines } from './ussd.js';

/** Runs `use` with an airperk that has one link, and checks that the process lived. */
async function withServer(port, use) {
  const server = await Server.start({ extra: linkConfig(port) });
  const { pid } = server;
  try {
    await use(server);
    assert.equal((await server.http.get('/health')).status, 200);
    assert.equal(server.pid, pid);
    await server.stop();
  } finally {
    await server.remove();
  }
}

test('a wrong password is one line that names link, status and mend; the right one binds', async () => {
  const gateway = new Gateway('standard', await freePort());
  gateway.password = 'another';
  await gateway.start();
  await withServer(gateway.port, async (server) => {
    await gateway.refused(3);
    const lines = linkLines(server);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0], /gw1.*ESME_RINVPASWD.*password/);
    gateway.password = 'secret';
    await gateway.isBound();
  });
  await gateway.stop();
});

test('a gateway that is not there yet is found when it comes', async () => {
  const gateway = new Gateway('standard', await freePort());
  await withServer(gateway.port, async (server) => {
    await sleep(300);
    await gateway.start();
    await gateway.isBound();
    assert.equal(linkLines(server).filter((line) => /connect/.test(line)).length, 1);
  });
  await gateway.stop();
});

const hex = (text) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const u32 = (value) => hex(value.toString(16).padStart(8, '0'));

/** A PDU with sequence number 2, whatever its body holds. */
function pdu(command, body = '', length = 16 + hex(body).length) {
  return Buffer.concat([u32(length), u32(command), u32(0), u32(2), hex(body)]);
}
const DELIVER_SM = 5;
const ENQUIRE_LINK = 0x15;
// service_type, source, destination, esm_class to sm_default_msg_id: all empty or 0
const NOTHING = '00 000000 000000 000000 0000 00000000';

const GARBAGE = {
  'an HTTP request': Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
  'a command_length of 0': pdu(DELIVER_SM, '', 0),
  'a command_length below a header': pdu(DELIVER_SM, '', 15),
  'a command_length of 4 GiB': pdu(DELIVER_SM, '', 0xffffffff),
  'a command_length of 64 KiB and one': pdu(DELIVER_SM, '', 65537),
  'a kilobyte of random octets': Buffer.from(Array.from({ length: 1024 }, (_, i) => (i * 167 + 89) & 0xff)),
};

const REFUSED = 0x65; // ESME_RX_P_APPN: for good
const BAD_SOURCE = 0x0a; // ESME_RINVSRCADR: it could be read, and names no telephone

/** Whole PDUs that are odd, and the status that each is answered with. */
const ODD = {
  'a deliver_sm without a body': [pdu(DELIVER_SM), REFUSED],
  'a deliver_sm whose address has no end': [pdu(DELIVER_SM, '5553534400 0101 373731'), REFUSED],
  'a deliver_sm whose sm_length lies': [pdu(DELIVER_SM, `${NOTHING} ff 2a35`), REFUSED],
  'a TLV longer than its PDU': [pdu(DELIVER_SM, `${NOTHING} 00 0501ffff01`), BAD_SOURCE],
  'a deliver_sm with an octet too many': [pdu(DELIVER_SM, `${NOTHING} 00 00`), BAD_SOURCE],
};

/** The response to a bind. */
function accepts(bind) {
  const response = pdu(0x80000009, '6761746577617900');
  bind.copy(response, 12, 12, 16);
  return response;
}

/** A listener that speaks for itself: its connections one after the other, none missed. */
async function rawGateway() {
  const server = createServer();
  const arrivals = on(server, 'connection');
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await happens('a listener', server, 'listening');
  const connection = async () => {
    const { value } = await within('a connection', arrivals.next(), 10);
    const [socket] = value;
    socket.on('error', () => {});
    return socket;
  };
  return { port, connection, close: () => closes(server) };
}

for (const [what, octets] of Object.entries(GARBAGE)) {
  test(`${what} closes the link with one line, and it binds again`, async () => {
    const raw = await rawGateway();
    await withServer(raw.port, async (server) => {
      for (let round = 1; round <= 2; round += 1) {
        const socket = await raw.connection();
        const [bind] = await happens('a bind', socket, 'data', 5);
        const closed = happens('the link to close', socket, 'close', 5);
        socket.write(Buffer.concat([accepts(bind), octets]));
        socket.on('end', () => socket.end());
        socket.resume();
        await closed;
        const lines = () => linkLines(server).filter((line) => /not SMPP/.test(line)).length;
        await until('a line that says so', () => lines() >= round);
        assert.equal(lines(), round, server.log);
      }
    });
    raw.close();
  });
}

for (const [what, [octets, status]] of Object.entries(ODD)) {
  test(`${what} costs itself: it is answered, and the link stays`, async () => {
    const raw = await rawGateway();
    await withServer(raw.port, async (server) => {
      const socket = await raw.connection();
      const [bind] = await happens('a bind', socket, 'data', 5);
      let answered = Buffer.alloc(0);
      socket.on('data', (data) => (answered = Buffer.concat([answered, data])));
      socket.write(Buffer.concat([accepts(bind), octets, pdu(ENQUIRE_LINK)]));
      const answers = () => {
        const found = [];
        for (let at = 0; at + 16 <= answered.length; at += answered.readUInt32BE(at)) {
          found.push([answered.readUInt32BE(at + 4), answered.readUInt32BE(at + 8)]);
        }
        return found;
      };
      await until('both to be answered', () => answers().length >= 2);
      assert.deepEqual(answers(), [[0x80000000 + DELIVER_SM, status], [0x80000000 + ENQUIRE_LINK, 0]]);
      assert.equal(linkLines(server).filter((line) => /not SMPP|trying again/.test(line)).length, 0, server.log);
      socket.destroy();
    });
    raw.close();
  });
}

test('an unbind with a body is an unbind: it is answered, and the link binds again', async () => {
  const raw = await rawGateway();
  await withServer(raw.port, async () => {
    const socket = await raw.connection();
    const [bind] = await happens('a bind', socket, 'data', 5);
    const closed = happens('the link to close', socket, 'close', 5);
    socket.write(Buffer.concat([accepts(bind), pdu(6, '00')]));
    socket.on('end', () => socket.end());
    const [answer] = await happens('an answer', socket, 'data', 5);
    assert.equal(answer.readUInt32BE(4), 0x80000006);
    await closed;
    await happens('a bind', await raw.connection(), 'data', 5);
  });
  raw.close();
});

test('a PDU cut off by the end of the connection is one line, and the link binds again', async () => {
  const raw = await rawGateway();
  const gateway = new Gateway('standard', raw.port);
  await withServer(raw.port, async (server) => {
    const socket = await raw.connection();
    // The gateway takes the port over: nothing else may connect to this one meanwhile.
    const givenUp = raw.close();
    await happens('a bind', socket, 'data', 5);
    socket.resume();
    socket.end(pdu(DELIVER_SM, NOTHING, 100));
    await within('the link to close', givenUp, 5);
    await gateway.start();
    await gateway.isBound();
    assert.equal(linkLines(server).filter((line) => /in the middle of a message/.test(line)).length, 1);
  });
  await gateway.stop();
});
