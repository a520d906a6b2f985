// Seeded rounds: people, a load, one fault of the disk, and then what was answered is asked for again. A round's seed says
// everything that is chosen; SEED=n ROUNDS=1 runs it again, FAULT=name keeps to one fault.

import { test } from 'node:test';
import { Random } from '../lib/random.js';
import { Bench } from './bench.js';
import { FAULTS } from './faults.js';

const ROUNDS = Number(process.env.ROUNDS ?? 80);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000) * 1000);
const LANES = Number(process.env.LANES ?? 2);

async function round(seed) {
  const random = new Random(seed);
  const weights = Object.fromEntries(Object.entries(FAULTS).map(([name, { weight }]) => [name, weight]));
  const drawn = random.weighted(weights);
  const fault = process.env.FAULT ?? drawn;
  const bench = await Bench.make(random, FAULTS[fault].needs);
  try {
    await bench.begin();
    await bench.workFor(random.whole(1, 80));
    await FAULTS[fault].act(bench);
    return { fault, answered: bench.load.answered + (bench.histories?.answered ?? 0), story: bench.story };
  } catch (error) {
    const again = `SEED=${seed} ROUNDS=1 ./test disk`;
    error.message = `${fault}: ${bench.story.join('; ')}: ${error.message}\n  again: ${again}`;
    throw error;
  } finally {
    await bench.remove();
  }
}

test(
  `${ROUNDS} rounds from seed ${SEED}: nothing answered is lost, and no damage is passed over in silence`,
  { concurrency: LANES },
  async (t) => {
    const rounds = Array.from({ length: ROUNDS }, (_, i) => SEED + i);
    const met = {};
    let answered = 0;
    await Promise.all(
      rounds.map((seed) =>
        t.test(`round ${seed}`, { timeout: 90_000 }, async (t) => {
          const done = await round(seed);
          answered += done.answered;
          met[done.fault] = (met[done.fault] ?? 0) + 1;
          t.diagnostic(`${done.fault}: ${done.story.join('; ')}`);
        }),
      ),
    );
    t.diagnostic(
      `${answered} answers; ${Object.entries(met)
        .map(([fault, count]) => `${fault} ${count}`)
        .join(', ')}`,
    );
  },
);
