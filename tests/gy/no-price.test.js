// A programme whose tariffs have no price for a use: 5031, with what could not be rated.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { DiameterClient, find, number } from '../lib/diameter.js';
import { smsEvent } from '../lib/gy.js';
import { changedProgramme } from '../lib/programme.js';
import { Server } from '../lib/server.js';
import { Network } from './network.js';

test('an SMS to a short code that has no price: 5031, the recipient in Failed-AVP', async (t) => {
  const priced = 'international = 15, content = 50 }', unpriced = 'international = 15 }';
  const network = new Network();
  network.server = await Server.start({ programme: changedProgramme(t, 'tariffs.toml', priced, unpriced) });
  t.after(() => network.server.remove());
  await network.at('2016-03-05 10:00');
  const who = await network.subscriber();
  const client = await DiameterClient.connect(network.server.gyPort);
  t.after(() => client.drop());
  const event = { sessionId: randomUUID(), from: who.msisdn, to: '1414', at: network.now };
  const answer = await client.request(272, 4, smsEvent(client, event));
  assert.equal(number(answer, 268), 5031);
  assert.equal(find(answer, 279, 897).data.toString(), '1414');
  assert.equal((await network.has(who)).main, '1000');
});
