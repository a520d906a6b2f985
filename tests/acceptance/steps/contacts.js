// Partner messages and surveys: what partners send, and what reaches the phone, as the network counts it.

import { Then, When } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import { until } from '../../lib/until.js';

async function send(scenario, partner, who, count, what) {
  const subscriber = scenario.subscriber(who);
  for (let i = 0; i < count; i += 1) await scenario.campaigns.send(partner, subscriber, what);
  await scenario.campaigns.settle();
}

When(
  'partner {string} sends {who} {int} info message(s) by {channel}',
  async function sendMessages(partner, who, count, channel) {
    await send(this, partner, who, count, { channel });
  },
);

When(
  'partner {string} sends {who} an info message of {int} letters by {channel}',
  async function sendLong(partner, who, letters, channel) {
    await send(this, partner, who, 1, { channel, letters });
  },
);

When(
  'partner {string} invites {who} to {int} survey(s) by {channel}',
  async function invite(partner, who, count, channel) {
    await send(this, partner, who, count, { kind: 'survey', channel });
  },
);

Then('{who} has received {int} {contactKind} in {string}', async function received(who, count, kind, month) {
  const subscriber = this.subscriber(who);
  await this.campaigns.settle();
  const handed = this.campaigns.received(subscriber, kind, month);
  assert.equal(handed.size, count, `${who} was handed ${[...handed].map(({ name }) => name).join(', ') || 'nothing'}`);
  const contacts = await subscriber.contacts(month);
  const { used } = kind === 'survey' ? contacts.surveys : contacts.messages;
  assert.equal(used, count, `the network was handed ${count}, and ${used} places are taken`);
  this.counted = { subscriber, kind };
});

Then('the reason for the rest is {string}', async function reasons(rule) {
  const { subscriber, kind } = this.counted;
  const { contacts } = await subscriber.contacts();
  const rest = this.campaigns.missing(subscriber, kind);
  assert.ok(rest.length > 0, 'there is no rest');
  for (const { id, name } of rest) {
    const contact = contacts.find(({ campaign }) => campaign === id);
    assert.ok(contact, `nothing is said of "${name}"`);
    assert.deepEqual([contact.state, contact.reason], ['refused', rule], `"${name}"`);
  }
});

async function becomes(subscriber, state) {
  await until(`every contact to be ${state}`, async () => {
    const { contacts } = await subscriber.contacts();
    return contacts.length > 0 && contacts.every((contact) => contact.state === state);
  });
}

// One step: the network says once that the telephone has it, and nobody hears that while the server is down.
When(
  'partner {string} sends {who} {int} info message(s) by {channel}, and the telephone has it',
  async function sendDelivered(partner, who, count, channel) {
    await send(this, partner, who, count, { channel });
    await becomes(this.subscriber(who), 'delivered');
  },
);

Then("{who}'s contacts are {string}", async function are(who, state) {
  await becomes(this.subscriber(who), state);
});
