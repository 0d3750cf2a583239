import { describe, expect, it } from 'vitest';
import { askTogether } from '../../jobs/ask-together.ts';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('askTogether()', () => {
  it('gives each answer under the name of its question', async () => {
    const slow = later().then(() => 1);
    expect(await askTogether({ slow, quick: Promise.resolve(['x']) })).toEqual({ slow: 1, quick: ['x'] });
    expect(await askTogether({})).toEqual({});
  });

  it('fails with the first error by name, and only when every question has ended', async () => {
    let hasEnded = false;
    const questions = {
      slow: later().then(() => {
        hasEnded = true;
        throw new Error('slow');
      }),
      quick: Promise.reject(new Error('quick')),
    };
    await expect(askTogether(questions)).rejects.toThrow('slow');
    expect(hasEnded).toBe(true);
  });
});
