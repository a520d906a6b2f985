// Balances, and what moves them without a use.

import { Then, When } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import { billionths, decimal, same } from '../../lib/amounts.js';
import { ASTANA } from '../../lib/zone.js';

const instant = (text) => Date.parse(text) / 1000;
const shown = ({ units, until }) =>
  `${units} units${until ? ` until ${ASTANA.rfc3339(instant(until))}` : ''}`;

function isBonus(balance, { value, about }, until) {
  const units = billionths(balance.units);
  return same(units, value, about) && (until === undefined || (balance.until && instant(balance.until) === until));
}

Then('{who} has {amount} bonus unit(s){until}', async function bonus(who, amount, until) {
  const { bonus } = await this.subscriber(who).balances();
  assert.ok(isBonus(bonus, amount, until), `${who} has ${shown(bonus)}`);
});

Then('{who} has a waiting bonus of {amount} unit(s){until}', async function waiting(who, amount, until) {
  const { waiting } = await this.subscriber(who).balances();
  const found = waiting.some((grant) => isBonus(grant, amount, until));
  assert.ok(found, `${who} waits for ${waiting.map(shown).join(', ') || 'nothing'}`);
});

Then('{who} has no waiting bonus', async function noneWaiting(who) {
  const { waiting } = await this.subscriber(who).balances();
  assert.equal(waiting.length, 0, `${who} waits for ${waiting.map(shown).join(', ')}`);
});

Then('{who} has {amount} tenge', async function main(who, { value, about }) {
  const { main } = await this.subscriber(who).balances();
  assert.ok(same(billionths(main), value, about), `${who} has ${main} tenge`);
});

When('{who} tops up {amount} tenge', async function topUp(who, { text }) {
  await this.move(`${this.subscriber(who).path}/topups`, { amount: text }, 201);
});

When('{who} transfers {amount} tenge to {who}', async function transfer(from, { text }, to) {
  const [giver, receiver] = [this.subscriber(from), this.subscriber(to)];
  const before = billionths((await giver.balances()).main);
  const json = { to: receiver.msisdn, amount: text };
  const { status } = await this.move(`${giver.path}/transfers`, json, [201, 409]);
  const paid = before - billionths((await giver.balances()).main);
  const parts = paid === 0n ? [] : [{ balance: 'main', amount: decimal(paid), unit: 'tenge' }];
  this.it = { refused: status === 409, parts, notUsed: [] };
});

const HOURS = { day: 24, days: 24, hour: 1, hours: 1 };

When(
  /^the operator grants ([A-Z]\w*) (\d+(?:\.\d+)?) units? for (\d+) (days?|hours?) because "([^"]*)"$/,
  async function grant(who, amount, count, unit, reason) {
    const json = { amount, valid_hours: Number(count) * HOURS[unit], reason, approved_by: 'product manager' };
    await this.move(`${this.subscriber(who).path}/grants`, json, [201, 409]);
  },
);

function credit(scenario, who, json, civil) {
  const until = ASTANA.rfc3339(ASTANA.seconds(civil));
  return scenario.move(`${scenario.subscriber(who).path}/credits`, { ...json, until }, 201);
}

When(
  '{who} is given allowance {string} of {inKind} until {string}',
  async function giveAllowance(who, name, inKind, until) {
    await credit(this, who, { kind: 'allowance', name, ...inKind }, until);
  },
);

When('{who} is given extra {inKind} {string} until {string}', async function giveExtra(who, inKind, name, until) {
  await credit(this, who, { kind: 'extra', name, ...inKind }, until);
});

When('{who} is given {amount} unit(s) {string} until {string}', async function giveUnits(who, { text }, name, until) {
  await credit(this, who, { kind: 'units', name, amount: text, unit: 'units' }, until);
});
