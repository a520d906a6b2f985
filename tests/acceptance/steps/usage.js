// Uses, over Gy, and how they were paid.

import { Then, When } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { creditControl, FOREIGN_NETWORK, HOME_NETWORK, ResultCode, smsEvent } from '../../lib/gy.js';
import { UseSession } from '../support/sessions.js';
import { expectedParts, paidParts, showParts } from '../support/payment.js';

const NUMBERS = {
  'on-net': '77019999999',
  'off-net': '77059999999',
  'fixed-line': '77272999999',
  international: '442079460000',
};
const REFUSALS = [ResultCode.end_user_service_denied, ResultCode.credit_limit_reached, ResultCode.rating_failed];

When('{who} sends a(n) SMS to a(n) {network} number{roaming}', async function send(who, network, roaming) {
  await sendSms(this, who, NUMBERS[network], roaming);
});

When('{who} sends a(n) SMS to {string}', async function sendAsWritten(who, recipient) {
  await sendSms(this, who, recipient);
});

async function sendSms(scenario, who, to, roaming = false) {
  const subscriber = scenario.subscriber(who);
  const before = (await subscriber.charges()).length;
  const event = {
    sessionId: `smsc.test;${scenario.now};${randomUUID()}`,
    from: subscriber.msisdn,
    to,
    at: scenario.now,
    network: roaming ? FOREIGN_NETWORK : HOME_NETWORK,
  };
  const code = await scenario.overGy((client) => creditControl(client, smsEvent(client, event)));
  const refused = REFUSALS.includes(code);
  if (!refused && code !== ResultCode.success) throw new Error(`the SMS was answered with ${code}`);
  const charges = await subscriber.charges();
  const added = charges.slice(0, charges.length - before);
  if (!refused && added.length !== 1) throw new Error(`${added.length} charges for one SMS`);
  scenario.it = { refused, parts: added[0]?.parts ?? [], notUsed: added[0]?.not_used ?? [] };
}

/** A whole use at once: no clock time passes. */
async function useAtOnce(scenario, who, what, amount) {
  const session = new UseSession(scenario, scenario.subscriber(who), what);
  await session.start();
  if (!session.ended) await session.use(amount);
  if (!session.ended) await session.stop();
  scenario.it = await session.outcome();
}

const network = (roaming) => (roaming ? FOREIGN_NETWORK : HOME_NETWORK);

When(
  '{who} calls a(n) {network} number for {int} second(s){roaming}',
  async function call(who, destination, seconds, roaming) {
    const what = { kind: 'voice', to: NUMBERS[destination], network: network(roaming) };
    await useAtOnce(this, who, what, seconds);
  },
);

When('{who} calls {string} for {int} second(s)', async function callAsWritten(who, called, seconds) {
  await useAtOnce(this, who, { kind: 'voice', called }, seconds);
});

When('{who} uses {volume} of data{roaming}', async function useData(who, octets, roaming) {
  await useAtOnce(this, who, { kind: 'data', network: network(roaming) }, octets);
});

const running = (scenario, who) => {
  const session = [...scenario.sessions.values()].find((s) => s.subscriber === scenario.subscriber(who));
  if (!session) throw new Error(`${who} is not using data`);
  return session;
};

When('{who} starts using data{roaming}', async function startData(who, roaming) {
  const session = new UseSession(this, this.subscriber(who), { kind: 'data', network: network(roaming) });
  this.sessions.set(session.id, session);
  await session.start();
});

When('{who} has used {volume} more', async function useMore(who, octets) {
  await running(this, who).use(octets);
});

When('{who} stops using data', async function stopData(who) {
  const session = running(this, who);
  await session.stop();
  this.sessions.delete(session.id);
  this.it = await session.outcome();
});

Then('it ended after {int} second(s)', function endedAfter(seconds) {
  assert.equal(last(this).seconds, seconds);
});

function last(scenario) {
  if (!scenario.it) throw new Error('nothing was used or transferred yet');
  return scenario.it;
}

Then('it was refused', function refused() {
  assert.ok(last(this).refused, `it was not refused; paid: ${showParts(paidParts(last(this).parts))}`);
});

Then('nothing was paid', function nothingPaid() {
  const paid = paidParts(last(this).parts);
  assert.equal(paid.size, 0, `paid: ${showParts(paid)}`);
});

Then('it was paid with:', function paidWith(table) {
  const it = last(this);
  assert.ok(!it.refused, 'it was refused');
  const paid = paidParts(it.parts);
  const expected = expectedParts(table.hashes());
  const matches =
    paid.size === expected.size && [...expected].every(([name, part]) => paid.has(name) && part.equals(paid.get(name)));
  assert.ok(matches, `it was paid with ${showParts(paid)}`);
});

Then('no bonus units were used, by rule {string}', function notUsed(rule) {
  const it = last(this);
  const bonus = it.notUsed.filter(({ balance }) => balance === 'SMART bonus');
  assert.ok(!paidParts(it.parts).has('SMART bonus'), 'bonus units were used');
  assert.ok(bonus.length > 0, 'the explanation does not mention the bonus');
  const rules = bonus.map((reason) => reason.rule);
  assert.ok(rules.every((r) => r === rule), `by rule ${rules.join(', ')}`);
});
