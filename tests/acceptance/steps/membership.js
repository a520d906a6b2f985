import { Given, Then, When } from '@cucumber/cucumber';
import assert from 'node:assert/strict';

async function join(subscriber) {
  await subscriber.dial('*555*1#');
  if (!(await subscriber.isMember())) throw new Error(`${subscriber.letter} could not join: ${subscriber.screen}`);
}

// As a Given it makes a member, elsewhere it checks.
Given('{who} {is} a member', async function member(who, expected) {
  const subscriber = this.subscriber(who);
  if (this.isGiven && expected) return join(subscriber);
  assert.equal(await subscriber.isMember(), expected, `${who} ${expected ? 'is not' : 'is'} a member`);
});

Given('{who} has activated the bonus', async function activated(who) {
  const subscriber = this.subscriber(who);
  await join(subscriber);
  const { waiting } = await subscriber.balances();
  await subscriber.dial('*555*00#');
  const left = (await subscriber.balances()).waiting.length;
  assert.equal(left, waiting.length - 1, `${who} could not activate: ${subscriber.screen}`);
});

Then('{who} accepted version {int} of the terms', async function accepted(who, version) {
  assert.equal(await this.subscriber(who).acceptedTerms(), version, `not the version that ${who} accepted`);
});

Then('{who} {consented} to {string} at {string}', async function consent(who, expected, what, civil) {
  const consents = await this.subscriber(who).consents(civil);
  assert.ok(what in consents, `nothing is known of consent to "${what}"`);
  assert.equal(consents[what], expected, `${who} ${expected ? 'did not consent' : 'consented'} to it then`);
});

When('the operator publishes new terms', async function publish() {
  const words = `New terms of ${this.now}.`;
  await this.http.expect(201, 'POST', '/v1/terms', { json: { texts: { kk: words, ru: words, en: words } } });
});
