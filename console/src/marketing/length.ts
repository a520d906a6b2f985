// How long a text is on the air: in septets if the GSM alphabet has all its letters, else in UCS-2 (3GPP TS 23.038).

const GSM7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These take two places. */
const EXTENSION = new Set('\f^{}\\[~]|€');

export interface Length {
  alphabet: 'GSM-7' | 'UCS-2';
  used: number;
  /** Letters that fit into what there is now: one part, or so many parts together. */
  room: number;
  parts: number;
}

/** Places of each letter, and the alphabet that has them all. */
function places(text: string): { alphabet: Length['alphabet']; sizes: number[] } {
  const letters = [...text];
  const gsm = letters.every((letter) => GSM7.has(letter) || EXTENSION.has(letter));
  return gsm
    ? { alphabet: 'GSM-7', sizes: letters.map((letter) => (EXTENSION.has(letter) ? 2 : 1)) }
    : { alphabet: 'UCS-2', sizes: letters.map((letter) => letter.length) };
}

/** No letter is torn over two parts. */
function partsOf(sizes: number[], one: number, each: number): number {
  if (sizes.reduce((a, b) => a + b, 0) <= one) return 1;
  let parts = 1;
  let filled = 0;
  for (const size of sizes) {
    if (filled + size > each) {
      parts += 1;
      filled = 0;
    }
    filled += size;
  }
  return parts;
}

export function smsLength(text: string): Length {
  const { alphabet, sizes } = places(text);
  const [one, each] = alphabet === 'GSM-7' ? [160, 153] : [70, 67];
  const parts = partsOf(sizes, one, each);
  return { alphabet, used: sizes.reduce((a, b) => a + b, 0), room: parts === 1 ? one : parts * each, parts };
}

/** What is asked over SMS or read aloud has so many letters at most. */
export const SPOKEN_LONGEST = 670;

/** A USSD screen; a notice, or an invitation, may fill the whole string in the GSM alphabet. */
export function screenLength(text: string, notice: boolean): Length {
  const { alphabet, sizes } = places(text);
  const septets = notice ? 182 : 160;
  return { alphabet, used: sizes.reduce((a, b) => a + b, 0), room: alphabet === 'GSM-7' ? septets : 79, parts: 1 };
}
