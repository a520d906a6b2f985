// Calls of a server to its files, chosen by a seed, as the shim's rules have them.

import { Errno } from './shim.js';

export const NAMES = ['create', 'rename', 'remove', 'link', 'mkdir', 'truncate', 'allocate'];
export const KILLS = ['killBefore', 'killHalf', 'killAfter'];

/** Any call of a start or a stop. */
export function anyCall(random, does) {
  const on = random.pick(['write', 'write', 'sync', 'sync', 'names']);
  return {
    on: on === 'names' ? NAMES : on,
    of: random.chance(0.5)
      ? undefined
      : random.pick(['log', 'head', 'table', 'manifest', 'current', 'directory', 'options']),
    at: random.chance(0.5) ? random.whole(1, 5) : random.whole(1, 60),
    does: random.pick(does),
  };
}

/** A disk that is full takes a part once, and then nothing. */
export function failure(random) {
  const does = random.pick(['fail', 'fail', 'half', 'short']);
  return { does, argument: random.pick(Object.values(Errno)), stays: does !== 'half' && random.chance(0.3) };
}

/** A rule in words. */
export const spoken = ({ on, of, at, does, argument, stays }) =>
  `${does}${argument ? ` (${argument})` : ''} at call ${at} of ${[on].flat().join('/')} on ${of ?? 'any file'}${stays ? ', and from then on' : ''}`;
