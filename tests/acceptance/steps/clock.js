import { Given } from '@cucumber/cucumber';

Given('the time is {string}', async function setClock(civil) {
  await this.setClock(civil);
});
