import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFreeSlot, noText, StringTable } from '../../../core/cloudtrail/string-table.ts';

const intern = (table: StringTable, text: string): number => {
  const bytes = Buffer.from(text);
  return table.intern(bytes, 0, bytes.length, false);
};

describe('StringTable', () => {
  it('gives one text one number, and reads it back', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'grapheme' }))), (texts) => {
        const table = new StringTable();
        const ids = texts.map((text) => intern(table, text));
        expect(ids.map((id) => table.text(id) ?? '')).toEqual(texts);
        expect(new Set(ids).size).toBe(new Set(texts).size);
        expect(table.texts(Int32Array.from(ids)).map((text) => text ?? '')).toEqual(texts);
      }),
    );
  });

  it('takes nothing for no text', () => {
    const table = new StringTable();
    expect(intern(table, '')).toBe(noText);
    expect(table.text(noText)).toBeNull();
  });

  it('reads escapes as JSON does', () => {
    const table = new StringTable();
    const bytes = Buffer.from('x\\u00e9\\ny');
    expect(table.text(table.intern(bytes, 1, bytes.length - 1, true))).toBe('é\n');
  });

  it('keeps its words when it grows', () => {
    const table = new StringTable();
    const texts = Array.from({ length: 20_000 }, (_, i) => `text-${i}-${'x'.repeat(i % 50)}`);
    const ids = texts.map((text) => intern(table, text));
    expect(texts.map((text) => intern(table, text))).toEqual(ids);
    expect(ids.map((id) => table.text(id))).toEqual(texts);
  });

  it('stays exact when texts are made to collide, at the price of numbering some twice', () => {
    // Words that differ in their top bit, and undo the difference with the next word, have one hash in pairs.
    const table = new StringTable();
    const pair = [Buffer.from([0, 0, 0, 0, 0, 0, 0, 0]), Buffer.from([0, 0, 0, 0x80, 0, 0, 1, 0x80])];
    const texts = Array.from({ length: 512 }, (_, i) =>
      Buffer.concat([0, 1, 2, 3, 4, 5, 6, 7, 8].map((bit) => pair[(i >> bit) & 1] ?? Buffer.alloc(0))),
    );
    const ids = texts.map((bytes) => table.intern(bytes, 0, bytes.length, false));
    expect(new Set(ids).size).toBe(texts.length);
    const again = texts.map((bytes) => table.intern(bytes, 0, bytes.length, false));
    expect(again.filter((id, i) => id !== ids[i]).length).toBeGreaterThan(0);
    for (const [i, bytes] of texts.entries()) expect(table.text(ids[i] ?? 0)).toBe(bytes.toString('utf8'));
  });
});

describe('findFreeSlot()', () => {
  it('finds the first free slot, round the end, and not for ever', () => {
    expect(findFreeSlot(Int32Array.from([1, 0, 1, 1]), 2)).toBe(1);
    expect(findFreeSlot(Int32Array.from([0, 0, 0, 0]), 3)).toBe(3);
    expect(findFreeSlot(new Int32Array(128).fill(1), 5)).toBe(-1);
  });
});
