import { decodeText } from './json-value.ts';

/** The id of no text. */
export const noText = 0;

/**
 * Slots looked at before a text is added without one, as if it were new. Ordinary texts are found within a few; texts made to
 * collide only lose the saving, and never make reading slow.
 */
export const probesMax = 64;

/**
 * Every distinct text once, by number. Bytes become a number through a hash and an exact comparison, and only those that were not
 * there yet become a string.
 */
export class StringTable {
  #texts: (string | null)[] = [null];
  #bytes = Buffer.alloc(1 << 16);
  #used = 0;
  #starts = new Int32Array(1 << 10); // text `id` has the bytes from `starts[id]` to `starts[id + 1]`
  #slots = new Int32Array(1 << 11);
  #hashes = new Int32Array(1 << 10);

  get count(): number {
    return this.#texts.length;
  }

  /** The text of an id, null for `noText`. */
  text(id: number): string | null {
    return this.#texts[id] ?? null;
  }

  /** The texts of many ids. */
  texts(ids: Int32Array): (string | null)[] {
    const texts = this.#texts;
    const found = new Array<string | null>(ids.length);
    for (let i = 0; i < ids.length; i += 1) found[i] = texts[ids[i] ?? noText] ?? null;
    return found;
  }

  /** Whether `id` is the text of these bytes. */
  isSame(id: number, bytes: Buffer, start: number, end: number): boolean {
    const own = this.#bytes;
    let at = this.#starts[id] ?? 0;
    if ((this.#starts[id + 1] ?? 0) - at !== end - start) return false;
    for (let i = start; i < end; i += 1) {
      if (own[at] !== bytes[i]) return false;
      at += 1;
    }
    return true;
  }

  /** The id of the text between two quotes; `noText` when there is nothing between them. */
  intern(bytes: Buffer, start: number, end: number, isEscaped: boolean): number {
    if (start === end) return noText;
    const hash = hashBytes(bytes, start, end);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let probes = 0; probes < probesMax; probes += 1) {
      const id = this.#slots[slot] ?? noText;
      if (id === noText) {
        this.#slots[slot] = this.#texts.length;
        break;
      }
      if (this.#hashes[id] === hash && this.isSame(id, bytes, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    return this.#add(bytes, start, end, isEscaped, hash);
  }

  #add(bytes: Buffer, start: number, end: number, isEscaped: boolean, hash: number): number {
    const id = this.#texts.length;
    if (id + 2 > this.#starts.length) this.#growIds();
    this.#makeRoom(end - start);
    this.#used += bytes.copy(this.#bytes, this.#used, start, end);
    this.#texts.push(decodeText(bytes, start, end, isEscaped));
    this.#starts[id + 1] = this.#used;
    this.#hashes[id] = hash;
    if (id * 2 > this.#slots.length) this.#growSlots();
    return id;
  }

  #growIds(): void {
    this.#starts = enlarged(this.#starts);
    this.#hashes = enlarged(this.#hashes);
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 1; id < this.#texts.length; id += 1) {
      const slot = findFreeSlot(slots, (this.#hashes[id] ?? 0) & mask);
      if (slot >= 0) slots[slot] = id;
    }
    this.#slots = slots;
  }

  #makeRoom(count: number): void {
    if (this.#used + count <= this.#bytes.length) return;
    const bytes = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + count));
    this.#bytes.copy(bytes, 0, 0, this.#used);
    this.#bytes = bytes;
  }
}

/** A slot that holds 0, at `from` or soon behind it; -1 when there is none within `probesMax`. */
export function findFreeSlot(slots: Int32Array, from: number): number {
  for (let probes = 0; probes < probesMax; probes += 1) {
    const slot = (from + probes) & (slots.length - 1);
    if (slots[slot] === 0) return slot;
  }
  return -1;
}

const enlarged = (ids: Int32Array): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(ids.length * 2);
  larger.set(ids);
  return larger;
};

/** Four bytes at a time: one multiplication for each byte would take as long as reading the record. */
function hashBytes(bytes: Buffer, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word =
      (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
