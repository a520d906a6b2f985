// 18 (§8.20, §8.27): a client that the programme says knows Tariff-Time-Change is granted over the night's edge, and what
// it used before and after is rated apart.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { avp, DiameterClient, find, number, time } from '../lib/diameter.js';
import { readAnswer, sessionRequest, units } from '../lib/gy-session.js';
import { changedProgramme } from '../lib/programme.js';
import { Server } from '../lib/server.js';
import { ASTANA } from '../lib/zone.js';
import { initial, MB, Network, termination } from './network.js';

test('18 (§8.20): told of the edge, its units before are free and those after are paid', async (t) => {
  const sizes = '[charging.grants]';
  const knows = `[[charging.client]]\nhost = "knows.test"\ntariff_time_change = true\n\n${sizes}`;
  const network = new Network();
  network.server = await Server.start({ programme: changedProgramme(t, 'smart.toml', sizes, knows) });
  t.after(() => network.server.remove());
  await network.at('2016-03-06 08:50');
  const who = await network.subscriber();
  await network.takes(who, 'Unlimited Night Internet');

  const knowing = await DiameterClient.connect(network.server.gyPort, { host: 'knows.test' });
  const other = await DiameterClient.connect(network.server.gyPort, { host: 'other.test' });
  t.after(() => knowing.drop());
  t.after(() => other.drop());
  const begin = (client, sessionId) =>
    client.request(272, 4, sessionRequest(client, { kind: 'data', sessionId, from: who.msisdn }, {
      type: initial, number: 0, at: network.now, requested: MB,
    }));

  assert.equal(find(await begin(other, 'other.test;1'), 456, 431, 451), undefined);
  const granted = await begin(knowing, 'knows.test;1');
  assert.deepEqual(find(granted, 456, 431, 451).data, time(ASTANA.seconds('2016-03-06 09:00')));
  assert.equal(number(granted, 456, 448), 3600);

  await network.at('2016-03-06 09:10');
  const used = (when, octets) => avp(446, [avp(452, when), units('data', octets)]);
  const ended = await knowing.request(272, 4, [
    avp(263, 'knows.test;1'), avp(264, 'knows.test'), avp(296, 'test'), avp(283, 'test'), avp(258, 4),
    avp(461, '32251@3gpp.org'), avp(416, termination), avp(415, 1), avp(443, [avp(450, 0), avp(444, who.msisdn)]),
    avp(456, [used(0, MB / 4), used(1, MB / 2), used(2, MB / 4)]),
  ]);
  assert.equal(readAnswer(ended).code, 2001);
  const [after, before] = await network.charges(who);
  assert.deepEqual([before.quantity, before.parts[0].balance], [MB / 2, 'Unlimited Night Internet']);
  assert.deepEqual([after.quantity, after.parts[0].amount], [MB / 2, '10.08']);
  assert.equal((await network.has(who)).main, '989.92');
});
