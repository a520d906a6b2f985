// SMS that people write to the programme, and what they are answered (C10).

import { Then, When } from '@cucumber/cucumber';
import assert from 'node:assert/strict';

/** The SMS that have come since this was last asked. */
function newTexts(scenario, who) {
  const texts = scenario.peers.texts(scenario.subscriber(who).msisdn);
  const before = scenario.textsSeen.get(who) ?? 0;
  scenario.textsSeen.set(who, texts.length);
  return texts.slice(before);
}

When('{who} texts {string} to the programme', async function text(who, words) {
  newTexts(this, who);
  await this.peers.text(this.subscriber(who).msisdn, words);
});

Then('{who} is texted {string}', function texted(who, words) {
  const texts = newTexts(this, who);
  assert.ok(texts.at(-1)?.includes(words), `${who} got: ${texts.map((t) => `"${t}"`).join(', ') || 'nothing'}`);
});

Then('{who} is texted nothing more', function textedNothing(who) {
  assert.deepEqual(newTexts(this, who), []);
});
