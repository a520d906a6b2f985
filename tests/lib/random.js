// Random numbers from a seed, so that a history can be run again (mulberry32).

export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  whole(from, to) {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True so often. */
  chance(probability) {
    return this.next() < probability;
  }

  pick(choices) {
    return choices[this.whole(0, choices.length - 1)];
  }

  /** One name of {name: weight}. */
  weighted(weights) {
    const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    let at = this.next() * all;
    for (const [name, weight] of Object.entries(weights)) {
      at -= weight;
      if (at < 0) return name;
    }
    return Object.keys(weights).at(-1);
  }
}
