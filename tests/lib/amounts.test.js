import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billionths, decimal, same } from './amounts.js';

test('decimals are read and written exactly', () => {
  for (const text of ['0', '16.7', '-0.000000001', '9000000000', '0.0196875']) {
    assert.equal(decimal(billionths(text)), text);
  }
  assert.equal(billionths('16.70'), billionths('16.7'));
  for (const text of ['', '1e3', '1,000', '.5', '1.', '0.0000000001', 'NaN']) {
    assert.throws(() => billionths(text), /not an exact decimal/);
  }
});

test('about means within a hundredth', () => {
  assert.ok(same(billionths('16.7'), billionths('16.71'), true));
  assert.ok(!same(billionths('16.7'), billionths('16.710000001'), true));
  assert.ok(!same(billionths('16.7'), billionths('16.700000001')));
});
