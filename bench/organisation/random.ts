/** A source of chance that gives the same numbers for the same seed, on every machine. */
export interface Random {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  /** True in about this share of calls. */
  chance(share: number): boolean;
  /** Text of that length from an alphabet. */
  text(length: number, alphabet?: string): string;
}

const upperAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Mulberry32: small, fast and good enough for made-up logs. Two seeds give the same endless sequence from different places:
 * what is put into one log with something else needs a `step` (odd) of its own, or ids come twice.
 */
export function createRandom(seed: number, step = 0x6d2b79f5): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + step) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    pick: (list) => {
      const chosen = list[Math.floor(next() * list.length)];
      if (chosen === undefined) throw new Error('Nothing to pick from');
      return chosen;
    },
    chance: (share) => next() < share,
    text: (length, alphabet = upperAndDigits) =>
      Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join(''),
  };
}

/** An id of the shape of a UUID. */
export const createUuid = (random: Random): string => {
  const hex = random.text(32, '0123456789abcdef');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
