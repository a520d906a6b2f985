// A programme whose tariffs have no price for a use: 5031, with what could not be rated.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DiameterClient, find, number } from '../lib/diameter.js';
import { smsEvent } from '../lib/gy.js';
import { PROJECT, Server } from '../lib/server.js';
import { Network } from './network.js';

test('an SMS to a short code that has no price: 5031, the recipient in Failed-AVP', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'programme-'));
  t.after(() => rmSync(directory, { recursive: true }));
  cpSync(join(PROJECT, 'programme'), directory, { recursive: true });
  const tariffs = join(directory, 'tariffs.toml');
  const priced = readFileSync(tariffs, 'utf8');
  const unpriced = priced.replace('international = 15, content = 50 }', 'international = 15 }');
  assert.notEqual(unpriced, priced);
  writeFileSync(tariffs, unpriced);

  const network = new Network();
  network.server = await Server.start({ programme: join(directory, 'smart.toml') });
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
