import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { avp, avp3gpp, DiameterClient, find, message, number, readMessage, text } from './diameter.js';
import { creditControl, smsEvent } from './gy.js';
import { listens } from './until.js';

test('a message is read as it was written', () => {
  const written = message(
    { flags: 0xc0, command: 272, application: 4, hopByHop: 7, endToEnd: 8 },
    [avp(263, 'a;b;c'), avp(456, [avp(431, [avp(421, Buffer.alloc(8, 1))]), avp(268, 2001)]), avp3gpp(18, '40102')],
  );
  const read = readMessage(written);
  assert.equal(written.length % 4, 0);
  assert.deepEqual([read.command, read.application, read.hopByHop, read.endToEnd], [272, 4, 7, 8]);
  assert.equal(text(read, 263), 'a;b;c');
  assert.equal(number(read, 456, 268), 2001);
  assert.equal(find(read, 456, 431, 421).data.length, 8);
  assert.equal(find(read, 18).vendor, 10415);
  assert.equal(find(read, 456, 430), undefined);
});

test('an AVP that does not fit is an error', () => {
  const frame = message({ flags: 0, command: 272, application: 4, hopByHop: 1, endToEnd: 1 }, [avp(263, 'abcd')]);
  frame[27] = 200;
  assert.throws(() => readMessage(frame), /does not fit/);
});

test('the client greets, asks, answers a watchdog and hears a closed connection', { timeout: 10_000 }, async (t) => {
  const seen = [];
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      for (let at = 0; at < data.length; at += data.readUIntBE(at + 1, 3)) {
        const frame = readMessage(data.subarray(at, at + data.readUIntBE(at + 1, 3)));
        seen.push(frame);
        if (!frame.isRequest) continue;
        if (frame.command === 272 && seen.filter((f) => f.command === 272).length === 2) return socket.destroy();
        const answer = message({ ...frame, flags: 0 }, [avp(268, 2001), avp(264, 'ocs'), avp(296, 'here')]);
        // In two pieces, with a watchdog behind it.
        socket.write(answer.subarray(0, 10));
        const watchdog = message({ flags: 0x80, command: 280, application: 0, hopByHop: 99, endToEnd: 99 }, [avp(264, 'ocs')]);
        setTimeout(() => socket.write(Buffer.concat([answer.subarray(10), watchdog])), 5);
      }
    });
  });
  await listens(server);
  t.after(() => server.close());
  const client = await DiameterClient.connect(server.address().port);
  t.after(() => client.drop());
  assert.deepEqual(client.peer, { host: 'ocs', realm: 'here' });
  const sms = smsEvent(client, { sessionId: 's;1', from: '77010000001', to: '77019999999', at: 0 });
  assert.equal(await creditControl(client, sms), 2001);
  await assert.rejects(creditControl(client, sms), /closed/);
  assert.ok(seen.some((frame) => !frame.isRequest && frame.command === 280 && frame.hopByHop === 99));
  const asked = seen.find((frame) => frame.command === 272);
  assert.equal(text(asked, 443, 444), '77010000001');
  assert.equal(text(asked, 873, 2000, 1201, 897), '77019999999');
  assert.equal(text(asked, 873, 874, 18), '40102');
});
