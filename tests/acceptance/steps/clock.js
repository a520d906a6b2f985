import { Given } from '@cucumber/cucumber';

Given('the time is {string}', async function setClock(civil) {
  await this.setClock(civil);
  // The step is over once what the hour has set going is: a kill in the middle of a hand-over would leave it in doubt.
  await this.campaigns.settle();
});
