// The test's own book of one subscriber's money: what was credited, what was reported as used, what was refunded,
// all of it as the server answered. How a use is priced and who pays is not here (the plain model of core/charging
// knows): here it is that what was paid is exactly what is gone, and that every use was counted once.

import { billionths, decimal } from './amounts.js';

export class MoneyBook {
  /** Balance and unit → billionths. */
  #credited = new Map();
  #used = { data: 0n, voice: 0n, sms: 0n };
  #refunds = 0;

  credit(balance, unit, amount) {
    add(this.#credited, `${balance}/${unit}`, billionths(amount));
  }

  use(kind, quantity) {
    this.#used[kind] += BigInt(quantity);
  }

  refund() {
    this.#refunds += 1;
  }

  /** Compares with what the server says, to the billionth; gives the differences, one line each. */
  async differences(http, path, { allEnded = false } = {}) {
    const [balances, charges, events] = await Promise.all([
      http.expect(200, 'GET', `${path}/balances`).then(({ json }) => json),
      http.all(`${path}/charges`, 'charges'),
      http.all(`${path}/timeline`, 'events'),
    ]);
    const refunds = events.filter(({ type }) => type === 'refunded');
    return [
      ...this.#compareMoney(balances, charges, refunds),
      ...this.#compareUse(charges),
      ...(refunds.length === this.#refunds ? [] : [`${refunds.length} refunds, not ${this.#refunds}`]),
      ...negatives(balances),
      ...(allEnded ? stillSetAside(balances) : []),
    ];
  }

  // Opening and credits − charged + refunded = what is left and set aside, of every balance.
  #compareMoney(balances, charges, refunds) {
    const expected = new Map(this.#credited);
    for (const part of charges.flatMap(({ parts }) => parts)) {
      if (part.amount !== 'free') add(expected, keyOf(part), -billionths(part.amount));
    }
    for (const { parts, ended } of refunds) {
      for (const part of parts) add(expected, keyOf(part), billionths(part.amount));
      if (ended.length > 0) return [`a refund found an ended balance: ${JSON.stringify(ended)}`];
    }
    const actual = new Map([['main/tenge', billionths(balances.main)]]);
    for (const { name, unit, amount } of balances.balances) add(actual, `${name}/${unit}`, billionths(amount));
    return [...new Set([...expected.keys(), ...actual.keys()])].flatMap((key) => {
      const [has, should] = [actual.get(key) ?? 0n, expected.get(key) ?? 0n];
      return has === should ? [] : [`${key} is ${decimal(has)}; the book: ${decimal(should)}`];
    });
  }

  // Each report was charged once and whole: paid, unpaid or disputed.
  #compareUse(charges) {
    const charged = { data: 0n, voice: 0n, sms: 0n };
    for (const { kind, quantity, disputed = 0 } of charges) charged[kind] += BigInt(quantity) + BigInt(disputed);
    return Object.keys(charged).flatMap((kind) =>
      charged[kind] === this.#used[kind] ? [] : [`${charged[kind]} of ${kind} charged; the book: ${this.#used[kind]}`],
    );
  }
}

const keyOf = ({ balance, unit }) => `${balance}/${unit}`;

function add(sums, key, amount) {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}

/** What is below zero in an answer of GET .../balances, one line each. */
export function negatives({ main, balances }) {
  const amounts = [['main', main], ...balances.flatMap((b) => [[b.name, b.amount], [`${b.name} set aside`, b.set_aside]])];
  return amounts.filter(([, amount]) => billionths(amount) < 0n).map(([name, amount]) => `${name} is ${amount}`);
}

function stillSetAside({ balances }) {
  return balances
    .filter(({ set_aside }) => billionths(set_aside) !== 0n)
    .map(({ name, set_aside }) => `${set_aside} of ${name} is still set aside`);
}
