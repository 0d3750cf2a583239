import { inflateRawSync } from 'node:zlib';

/** A file in a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** **source**: PKWARE, .ZIP file format specification 6.3 (read 2026-11) */
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytesMin = 22;
const stored = 0;
const deflated = 8;

/**
 * Reads the files of a zip by its directory, as Lambda unpacks a package.
 * **errors**: throws for what is no zip, is compressed in another way, or would lie outside the folder it is unpacked to.
 */
export function readZip(zip: Buffer): ZipEntry[] {
  let end = zip.length - endBytesMin;
  while (end >= 0 && zip.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new Error('The package is no zip');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error('The directory of the package is broken');
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (name.startsWith('/') || name.split('/').includes('..')) throw new Error(`The package holds "${name}"`);
    if (!name.endsWith('/')) entries.push({ name, bytes: readEntry(zip, at, name) });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function readEntry(zip: Buffer, at: number, name: string): Buffer {
  const method = zip.readUInt16LE(at + 10);
  const packedBytes = zip.readUInt32LE(at + 20);
  const header = zip.readUInt32LE(at + 42);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const packed = zip.subarray(start, start + packedBytes);
  if (method === stored) return packed;
  if (method === deflated) return inflateRawSync(packed);
  throw new Error(`"${name}" is packed by method ${method}`);
}
