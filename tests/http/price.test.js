// "What would this cost, and who would pay?"

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, assertProblem, of, useServer } from './hostile.js';

const used = useServer();
const price = (query) => used.http.send('GET', of(A, `/price?${query}`));

test('an on-net call: the ladder, and the main balance that pays', async () => {
  const { json } = await used.http.expect(200, 'GET', of(A, '/price?kind=voice&called=%2B77019999999&quantity=180'));
  assert.equal(json.price, '33.4');
  assert.equal(json.enough, true);
  assert.deepEqual(json.parts, [{ balance: 'main', amount: '33.4', unit: 'tenge' }]);
});

test('more than can be paid: how far it goes, and nothing is charged', async () => {
  const { json } = await used.http.expect(200, 'GET', of(A, '/price?kind=data&quantity=10737418240'));
  assert.equal(json.enough, false);
  assert.ok(Number(json.price) > 1000);
  assert.equal((await used.http.expect(200, 'GET', of(A, '/charges'))).json.charges.length, 0);
});

test('abroad it is another price', async () => {
  const { json } = await used.http.expect(200, 'GET', of(A, '/price?kind=sms&called=77019999999&network=25001'));
  assert.equal(json.price, '40');
  assert.equal(json.roaming, true);
});

test('bad questions are told what to mend', async () => {
  assertProblem(await price(''), 422, /kind/);
  assertProblem(await price('kind=fax'), 422, /kind/);
  assertProblem(await price('kind=voice'), 422, /called/);
  assertProblem(await price('kind=data&quantity=0'), 422, /quantity/);
  assertProblem(await price('kind=data&quantity=99999999999999999999'), 422, /quantity/);
  assertProblem(await price('kind=data&colour=red'), 422, /colour/);
});
