// Civil time in a zone, from the system's own zone file (RFC 8536): Node's copy of it may be older than the
// country's last change of clocks.

import { readFileSync } from 'node:fs';

/** Transitions in seconds since 1970 and the UTC offsets that they bring, oldest first. */
function readTransitions(name) {
  const file = readFileSync(`/usr/share/zoneinfo/${name}`);
  const counts = (at) => ({
    isut: file.readUInt32BE(at + 20),
    isstd: file.readUInt32BE(at + 24),
    leap: file.readUInt32BE(at + 28),
    time: file.readUInt32BE(at + 32),
    type: file.readUInt32BE(at + 36),
    char: file.readUInt32BE(at + 40),
  });
  const size = (c, width) =>
    c.time * (width + 1) + c.type * 6 + c.char + c.leap * (width + 4) + c.isstd + c.isut;
  const second = 44 + size(counts(0), 4); // the block of 64-bit times
  const c = counts(second);
  const times = second + 44;
  const indexes = times + c.time * 8;
  const types = indexes + c.time;
  const rule = file.subarray(second + 44 + size(c, 8)).toString('latin1');
  if (rule.includes(',')) throw new Error(`${name} has summer time for ever; not read here`);
  const offset = (type) => file.readInt32BE(types + type * 6);
  const transitions = [{ from: -Infinity, offset: offset(0) }];
  for (let i = 0; i < c.time; i += 1) {
    const from = Number(file.readBigInt64BE(times + i * 8));
    transitions.push({ from, offset: offset(file[indexes + i]) });
  }
  return transitions;
}

export class Zone {
  #transitions;

  constructor(name) {
    this.#transitions = readTransitions(name);
  }

  /** Seconds east of Greenwich. */
  offsetAt(seconds) {
    return this.#transitions.findLast(({ from }) => from <= seconds).offset;
  }

  /** "2016-03-05 10:00[:SS]" → seconds since 1970; an hour that happens twice means its first pass. */
  seconds(civil) {
    const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)(?::(\d\d))?$/.exec(civil);
    if (!match) throw new Error(`"${civil}" is not YYYY-MM-DD HH:MM[:SS]`);
    const [year, month, day, hour, minute, second] = match.slice(1).map((s) => Number(s ?? 0));
    const wall = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
    if (new Date(wall * 1000).getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
      throw new Error(`"${civil}" is not in the calendar`);
    }
    const passes = [wall - 86400, wall + 86400]
      .map((near) => wall - this.offsetAt(near))
      .filter((seconds) => seconds + this.offsetAt(seconds) === wall);
    if (passes.length === 0) throw new Error(`"${civil}" was skipped when the clocks changed`);
    return Math.min(...passes);
  }

  /** Seconds since 1970 → RFC 3339 with the zone's offset. */
  rfc3339(seconds) {
    const offset = this.offsetAt(seconds);
    const wall = new Date((seconds + offset) * 1000).toISOString().slice(0, 19);
    const two = (n) => String(n).padStart(2, '0');
    const magnitude = Math.abs(offset);
    return `${wall}${offset < 0 ? '-' : '+'}${two(Math.floor(magnitude / 3600))}:${two((magnitude / 60) % 60)}`;
  }
}

export const ASTANA = new Zone('Asia/Almaty');
