import { Then, When } from '@cucumber/cucumber';

When('{who} dials {string}', async function dial(who, text) {
  await this.subscriber(who).dial(text);
});

When('{who} chooses {string}', async function choose(who, words) {
  await this.subscriber(who).choose(words);
});

Then('{who} sees {string}', function see(who, words) {
  this.subscriber(who).sees(words);
});
