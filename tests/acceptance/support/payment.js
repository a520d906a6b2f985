// What a balance paid, compared exactly after conversion: units and tenge are one, time counts in seconds, data in
// bytes.

import { billionths, decimal, same } from '../../lib/amounts.js';

const UNITS = {
  tenge: ['money', 1n],
  unit: ['money', 1n],
  units: ['money', 1n],
  s: ['time', 1n],
  second: ['time', 1n],
  seconds: ['time', 1n],
  min: ['time', 60n],
  minute: ['time', 60n],
  minutes: ['time', 60n],
  SMS: ['SMS', 1n],
  B: ['data', 1n],
  byte: ['data', 1n],
  bytes: ['data', 1n],
  KB: ['data', 1024n],
  MB: ['data', 1024n * 1024n],
};

class Part {
  constructor(kind, value, about = false) {
    Object.assign(this, { kind, value, about });
  }

  static of(amount, unit, about) {
    if (!(unit in UNITS)) throw new Error(`"${unit}" is no unit of a balance`);
    const [kind, factor] = UNITS[unit];
    return new Part(kind, billionths(amount) * factor, about);
  }

  plus(other) {
    if (!other) return this;
    if (this.kind !== other.kind) throw new Error(`one balance paid ${this} and ${other}`);
    return new Part(this.kind, this.value + other.value, this.about);
  }

  equals(other) {
    return this.kind === other.kind && same(this.value, other.value, this.about);
  }

  toString() {
    if (this.kind === 'free') return 'free';
    return `${decimal(this.value)} ${{ money: 'units', time: 's', SMS: 'SMS', data: 'bytes' }[this.kind]}`;
  }
}

const FREE = new Part('free', 0n);

/** The parts of a charge by balance, all of one name together. A stretch priced 0 has no row. */
export function paidParts(parts) {
  const paid = new Map();
  for (const { balance, amount, unit } of parts) {
    const part = amount === 'free' ? FREE : Part.of(amount, unit);
    if (part !== FREE && part.value === 0n) continue;
    paid.set(balance, part.plus(paid.get(balance)));
  }
  return paid;
}

/** The rows of a scenario's table: balance | amount. */
export function expectedParts(rows) {
  const expected = new Map();
  for (const { balance, amount } of rows) {
    if (expected.has(balance)) throw new Error(`two rows for ${balance}`);
    const [, about, number, unit] = /^(about )?(\S+)(?: (\S+))?$/.exec(amount) ?? [];
    expected.set(balance, number === 'free' ? FREE : Part.of(number, unit, Boolean(about)));
  }
  return expected;
}

export const showParts = (parts) =>
  [...parts].map(([balance, part]) => `${balance} ${part}`).join(', ') || 'nothing';
