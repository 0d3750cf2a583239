import { findFreeSlot, probesMax } from './string-table.ts';

/** Every distinct row of whole numbers once, by number, counted from 0 in the order in which they came. */
export class TupleTable {
  count = 0;
  readonly #width: number;
  #tuples: Int32Array;
  #hashes = new Int32Array(256);
  #slots = new Int32Array(512); // id + 1, 0 for an empty slot

  constructor(width: number) {
    this.#width = width;
    this.#tuples = new Int32Array(width * 256);
  }

  /** The id of the first `width` numbers of `tuple`; equal to the former `count` when they were not there yet. */
  intern(tuple: Int32Array): number {
    const hash = this.#hash(tuple);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let probes = 0; probes < probesMax; probes += 1) {
      const id = (this.#slots[slot] ?? 0) - 1;
      if (id < 0) {
        this.#slots[slot] = this.count + 1;
        break;
      }
      if (this.#hashes[id] === hash && this.isSame(id, tuple)) return id;
      slot = (slot + 1) & mask;
    }
    return this.#add(tuple, hash);
  }

  /** Whether `id` has these numbers. */
  isSame(id: number, tuple: Int32Array): boolean {
    const from = id * this.#width;
    for (let i = 0; i < this.#width; i += 1) if (this.#tuples[from + i] !== tuple[i]) return false;
    return true;
  }

  #hash(tuple: Int32Array): number {
    let hash = 0;
    for (let i = 0; i < this.#width; i += 1) {
      hash = Math.imul(hash ^ (tuple[i] ?? 0), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  #add(tuple: Int32Array, hash: number): number {
    const id = this.count;
    if (id === this.#hashes.length) this.#growTuples();
    this.#tuples.set(tuple.subarray(0, this.#width), id * this.#width);
    this.#hashes[id] = hash;
    this.count += 1;
    if (this.count * 2 > this.#slots.length) this.#growSlots();
    return id;
  }

  #growTuples(): void {
    const tuples = new Int32Array(this.#tuples.length * 2);
    tuples.set(this.#tuples);
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#tuples = tuples;
    this.#hashes = hashes;
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id += 1) {
      const slot = findFreeSlot(slots, (this.#hashes[id] ?? 0) & mask);
      if (slot >= 0) slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}
