import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflate } from '../../../core/cloudtrail/inflate.ts';

async function* cut(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

const run = async (bytes: Uint8Array, options: { pieceBytes?: number; inflatedBytesMax?: number } = {}) => {
  const { pieceBytes = 1 << 20, inflatedBytesMax = 1 << 30 } = options;
  const taken: Buffer[] = [];
  const outcome = await inflate(cut(bytes, pieceBytes), {
    inflatedBytesMax,
    take: (inflated) => taken.push(Buffer.from(inflated)),
    pause: async () => undefined,
  });
  return { reason: outcome.fault?.reason ?? null, isGzip: outcome.isGzip, bytes: Buffer.concat(taken) };
};

/** Text that hardly compresses, so that much of it is needed to fill a block. */
const noise = (length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
};

const text = Buffer.from('{"Records":[]}'.repeat(1000));

describe('inflate()', () => {
  it('inflates gzip and hands on what is not gzip, by their bytes', async () => {
    expect(await run(gzipSync(text))).toEqual({ reason: null, isGzip: true, bytes: text });
    expect(await run(text)).toEqual({ reason: null, isGzip: false, bytes: text });
    expect(await run(new Uint8Array())).toEqual({ reason: null, isGzip: false, bytes: Buffer.alloc(0) });
  });

  it('inflates large objects piece by piece, whatever the pieces', async () => {
    const large = noise(3_000_000);
    for (const pieceBytes of [1000, 65_536, 1 << 20, 10_000_000]) {
      expect((await run(gzipSync(large), { pieceBytes })).bytes.equals(large)).toBe(true);
      expect((await run(large, { pieceBytes })).bytes.equals(large)).toBe(true);
    }
  });

  it('inflates an object that expands a thousandfold within its bounds', async () => {
    const zeros = Buffer.alloc(80 * 1024 * 1024, 0x20);
    const { reason, bytes } = await run(gzipSync(zeros));
    expect([reason, bytes.equals(zeros)]).toEqual([null, true]);
  });

  it('takes members one after the other as one stream', async () => {
    const members = Buffer.concat([gzipSync('a'), gzipSync(''), gzipSync(text)]);
    expect(await run(members)).toEqual({ reason: null, isGzip: true, bytes: Buffer.concat([Buffer.from('a'), text]) });
    const large = noise(1_500_000);
    const twice = Buffer.concat([gzipSync(large), gzipSync(large)]);
    expect((await run(twice, { pieceBytes: 999 })).bytes.equals(Buffer.concat([large, large]))).toBe(true);
  });

  it('reads headers with name, comment, extra field and checksum', async () => {
    const plain = gzipSync(text);
    const header = Buffer.from([
      0x1f,
      0x8b,
      8,
      2 + 4 + 8 + 16,
      0,
      0,
      0,
      0,
      0,
      3,
      3,
      0,
      1,
      2,
      3,
      0x61,
      0,
      0x62,
      0,
      9,
      9,
    ]);
    // The second member makes this the slow path, which reads the header itself.
    const members = Buffer.concat([header, plain.subarray(10), gzipSync(noise(1_200_000))]);
    expect((await run(members, { pieceBytes: 5 })).bytes.subarray(0, text.length).equals(text)).toBe(true);
  });

  it.each([1, 40, 64 * 1024, 1 << 20])(
    'tells a stream that is cut off, and keeps what it held, in pieces of %i',
    async (pieceBytes) => {
      for (const whole of [text, noise(2_000_000)]) {
        if (pieceBytes === 1 && whole !== text) continue; // two million turns prove no more
        const packed = gzipSync(whole);
        const lengths = [12, packed.length >> 1, packed.length - 9, packed.length - 8, packed.length - 1];
        for (const length of lengths) {
          const { reason, bytes } = await run(packed.subarray(0, length), { pieceBytes });
          expect(reason, `${length} of ${packed.length}`).toBe('truncated_gzip');
          expect(bytes.equals(whole.subarray(0, bytes.length))).toBe(true);
          if (length >= packed.length - 8) expect(bytes.length).toBe(whole.length);
        }
      }
    },
  );

  it.each([2, 3, 9, 10])('tells a stream that ends after %i bytes', async (length) => {
    expect(await run(gzipSync(text).subarray(0, length))).toMatchObject({ reason: 'truncated_gzip', isGzip: true });
  });

  it.each([
    ['text', Buffer.from('garbage')],
    ['zeros', Buffer.alloc(20)],
    ['half a magic number', Buffer.from([0x1f])],
    ['half a header', Buffer.from([0x1f, 0x8b, 8, 0])],
    ['another method', Buffer.from([0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 0])],
  ])('keeps everything when %s follows the stream', async (_, garbage) => {
    for (const whole of [text, noise(2_000_000)]) {
      for (const pieceBytes of [64 * 1024, 7777]) {
        const { reason, bytes } = await run(Buffer.concat([gzipSync(whole), garbage]), { pieceBytes });
        expect([reason === 'trailing_garbage' || reason === 'truncated_gzip', bytes.equals(whole)]).toEqual([
          true,
          true,
        ]);
      }
    }
  });

  it('tells a damaged stream, also where only its checksum or size is', async () => {
    for (const whole of [text, noise(2_000_000)]) {
      for (const back of [1, 5]) {
        const packed = gzipSync(whole);
        packed[packed.length - back] = (packed[packed.length - back] ?? 0) ^ 1;
        const { reason, bytes } = await run(packed);
        expect([reason, bytes.equals(whole)]).toEqual(['corrupt_gzip', true]);
      }
    }
  });

  it('gives the same of a damaged stream however it was cut', async () => {
    const packed = gzipSync(noise(3_000_000));
    packed[1_400_000] = (packed[1_400_000] ?? 0) ^ 0xff;
    packed[1_400_001] = (packed[1_400_001] ?? 0) ^ 0xff;
    const whole = await run(packed);
    expect(whole.reason).toBe('corrupt_gzip');
    for (const pieceBytes of [1000, 100_000]) {
      const { reason, bytes } = await run(packed, { pieceBytes });
      expect([reason, bytes.equals(whole.bytes)]).toEqual([whole.reason, true]);
    }
  });

  it('never takes damaged bytes for whole ones, and never fails', async () => {
    const packed = gzipSync(text);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.uint8Array({ maxLength: 4 }), fc.nat({ max: 4 }), async (place, put, removed) => {
        const at = place % packed.length;
        const damaged = Buffer.concat([packed.subarray(0, at), put, packed.subarray(at + removed)]);
        const { reason, isGzip, bytes } = await run(damaged);
        if (isGzip && reason === null) expect(bytes.equals(text)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('stops at the limit, having handed on exactly as much', async () => {
    for (const packed of [
      gzipSync(text),
      gzipSync(noise(2_000_000)),
      noise(2_000_000),
      gzipSync(Buffer.alloc(50_000_000)),
    ]) {
      const { reason, bytes } = await run(packed, { inflatedBytesMax: 10_001 });
      expect([reason, bytes.length]).toEqual(['inflated_too_large', 10_001]);
    }
    expect(await run(gzipSync(text), { inflatedBytesMax: text.length })).toMatchObject({ reason: null, bytes: text });
    expect(await run(text, { inflatedBytesMax: text.length })).toMatchObject({ reason: null, bytes: text });
  });

  it('passes on the errors of its source', async () => {
    const source = (async function* () {
      yield gzipSync(text);
      throw new Error('connection reset');
    })();
    const reading = inflate(source, { inflatedBytesMax: 1e9, take: () => undefined, pause: async () => undefined });
    await expect(reading).rejects.toThrow('connection reset');
  });
});
