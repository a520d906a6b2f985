// What is known of a person (S3): the timeline, and the extract that is theirs to take along.

import { Then } from '@cucumber/cucumber';
import assert from 'node:assert/strict';

const kindsOf = async (scenario, who) => {
  const events = await scenario.http.all(`${scenario.subscriber(who).path}/timeline`, 'events');
  return new Set(events.map(({ type }) => type));
};

const extractOf = async (scenario, who) => {
  const headers = { 'X-Reason': 'a scenario' };
  return (await scenario.http.expect(200, 'GET', `${scenario.subscriber(who).path}/extract`, { headers })).text;
};

Then("{who}'s timeline tells of {string}", async function tells(who, kind) {
  assert.ok((await kindsOf(this, who)).has(kind), `there is no "${kind}" in it`);
});

Then("{who}'s timeline tells nothing of {string}", async function tellsNothing(who, kind) {
  assert.ok(!(await kindsOf(this, who)).has(kind), `there is a "${kind}" in it`);
});

Then("{who}'s extract says {string}", async function says(who, words) {
  assert.ok((await extractOf(this, who)).includes(words));
});

Then("{who}'s extract does not say {string}", async function saysNot(who, words) {
  assert.ok(!(await extractOf(this, who)).includes(words));
});
