// Who there is, and what the operator's provisioning says about them.

import { Given, When } from '@cucumber/cucumber';

Given(
  '{brand} subscriber {who} on tariff {string} with {amount} tenge',
  async function provision(brand, who, tariff, { text }) {
    await this.provision(who, { brand, tariff, main: text });
  },
);

Given('{who} speaks {string}', async function speak(who, language) {
  await this.subscriber(who).put('/language', { language });
});

When('{who} changes brand to {brand}', async function changeBrand(who, brand) {
  await this.subscriber(who).put('/brand', { brand });
});

When('{who} changes tariff to {string}{fee}', async function changeTariff(who, tariff, feePaid) {
  await this.subscriber(who).put('/tariff', { tariff, fee_paid: feePaid });
});

const service = (name) => `/services/${encodeURIComponent(name)}`;

When('{who} takes service {string}{fee}', async function takeService(who, name, feePaid) {
  await this.subscriber(who).put(service(name), { fee_paid: feePaid });
});

When('{who} drops service {string}{fee}', async function dropService(who, name, _feePaid) {
  await this.http.expect([200, 204], 'DELETE', this.subscriber(who).path + service(name));
});

When("the fee of {who}'s service {string} {is} paid", async function stateFee(who, name, paid) {
  await this.subscriber(who).put(service(name), { fee_paid: paid });
});
