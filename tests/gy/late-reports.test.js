// Reports that come after the moment they speak of (R1, R2): each is charged as it was granted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initial, MB, Network, termination, update } from './network.js';

const network = Network.forTests();

test('R1: used before 09:00 under the night service, reported at 09:00:02: free', async () => {
  const who = await network.subscriber({ bonus: true });
  await network.takes(who, 'Unlimited Night Internet');
  await network.at('2016-03-06 08:30');
  const session = network.session(who);
  const [granted] = (await session.ask(initial, 0, { requested: 0 })).services;
  assert.equal(granted.granted.octets, 100 * MB); // what is free is granted in large pieces
  assert.equal(granted.validity, 1800); // and to the window's end
  await network.at('2016-03-06 09:00:02');
  await session.ask(update, 1, { requested: MB, used: 7 * MB });
  await session.ask(termination, 2, { used: MB });
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '479.84' });
  const [byDay, byNight] = await network.charges(who);
  assert.deepEqual(byNight.parts, [{ balance: 'Unlimited Night Internet', amount: 'free' }]);
  assert.deepEqual(byNight.not_used, [{ balance: 'SMART bonus', rule: 'U6' }]);
  assert.deepEqual(byDay.parts, [{ balance: 'SMART bonus', amount: '20.16', unit: 'units' }]);
});

test("R1, R2: used before the bonus's expiry and reported after: the bonus pays", async () => {
  const who = await network.subscriber({ bonus: true });
  const expires = network.now + 7 * 86_400;
  await network.atSecond(expires - 600);
  const session = network.session(who);
  const [granted] = (await session.ask(initial, 0, { requested: MB })).services;
  assert.equal(granted.validity, 600);
  await network.atSecond(expires + 5);
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '0' });
  await session.ask(termination, 1, { used: MB / 2 });
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '0' });
  const [charge] = await network.charges(who);
  assert.deepEqual(charge.parts, [{ balance: 'SMART bonus', amount: '10.08', unit: 'units' }]);
});

test('R1: reported after Tcc: charged as granted, at the price of its time', async () => {
  const who = await network.subscriber();
  await network.takes(who, 'Unlimited Night Internet');
  await network.at('2016-03-14 08:50');
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  await network.at('2016-03-14 10:00');
  await session.ask(termination, 1, { used: MB });
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '0' });
});

test('R2: what is left of a reservation is cancelled with its bonus, at Tcc', async () => {
  const who = await network.subscriber({ bonus: true });
  const expires = network.now + 7 * 86_400;
  await network.atSecond(expires - 600);
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  await network.atSecond(expires + 600);
  await session.ask(termination, 1, { used: MB });
  assert.deepEqual(await network.has(who), { main: '979.84', bonus: '0' });
});

test('R2, M5: a leave forfeits what is not reserved; the reserved part waits for its report', async () => {
  const who = await network.subscriber({ bonus: true });
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  await network.http.expect(200, 'POST', `${who.path}/dial`, { json: { text: '*555*2#' } });
  await session.ask(update, 1, { requested: MB, used: MB });
  const [charge] = await network.charges(who);
  assert.deepEqual(charge.parts, [{ balance: 'SMART bonus', amount: '20.16', unit: 'units' }]);
  await session.ask(termination, 2, { used: MB });
  assert.deepEqual(await network.has(who), { main: '979.84', bonus: '0' });
});
