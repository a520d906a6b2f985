// Exact decimals as BigInt billionths: what is compared here was never a float.

const SCALE = 1_000_000_000n;

/** "16.7" → 16700000000n. Throws on anything that is not a decimal with at most nine places. */
export function billionths(text) {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(String(text).trim());
  if (!match) throw new Error(`"${text}" is not an exact decimal`);
  const [, sign, whole, fraction = ''] = match;
  const value = BigInt(whole) * SCALE + BigInt(fraction.padEnd(9, '0'));
  return sign ? -value : value;
}

/** 16700000000n → "16.7" */
export function decimal(value) {
  const magnitude = value < 0n ? -value : value;
  const fraction = String(magnitude % SCALE).padStart(9, '0').replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${magnitude / SCALE}${fraction ? `.${fraction}` : ''}`;
}

/** "about" allows 0.01 either way. */
export function same(a, b, about = false) {
  const apart = a < b ? b - a : a - b;
  return about ? apart <= SCALE / 100n : apart === 0n;
}
