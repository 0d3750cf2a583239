import { type RecordField, recordFields } from './record-fields.ts';

/** The record itself, which holds the members without a dot. */
export const rootField = 0;
/** What a lookup gives for a member that is not in the table. */
export const unknownField = -1;

const fields: readonly RecordField[] = [['', null, 'object'], ...recordFields];
const idOfPath = new Map(fields.map(([path], id) => [path, id]));
const idOfName = new Map(fields.flatMap(([, name], id) => (name === null ? [] : [[name, id] as const])));

/** How many members are known, the record itself included. Ids count from 0 in the order of the table. */
export const fieldCount = fields.length;

/** The id of a member by our name for it. **errors**: throws for a name that is not in the table: a mistake of ours. */
export function fieldId(name: string): number {
  const id = idOfName.get(name);
  if (id === undefined) throw new Error(`No field of a record is called "${name}"`);
  return id;
}

/** Ids of the members with a use, in the order of the table. */
export const fieldsUsedAs = (use: RecordField[2]): number[] =>
  fields.flatMap(([, , found], id) => (found === use ? [id] : []));

/** Our name for a member. Empty for one that is only passed. */
export const fieldName = (id: number): string => fields[id]?.[1] ?? '';

const parentPath = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.'))).replace(/\[\]$/, '');
const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

const parents = Int16Array.from(fields, ([path]) => (path === '' ? -1 : (idOfPath.get(parentPath(path)) ?? -1)));

/** Whether a member is an object of known members, or an array of such objects. */
export const isObjectField = Uint8Array.from(fields, ([, , use]) => (use === 'object' ? 1 : 0));
export const isListField = Uint8Array.from(fields, ([, , use]) => (use === 'list' ? 1 : 0));

const isInside = (path: string, outer: string): boolean =>
  outer === '' || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[]`);

/** Whether a member is an object that mostly has the same bytes as in the record before. */
export const isSteadyField = Uint8Array.from(fields, ([, name, use]) =>
  use === 'steady' || name === 'user_identity' ? 1 : 0,
);

/** One past the last member inside a member: what is inside stands right behind it in the table. */
export const insideEnd = Int16Array.from(fields, ([outer], id) => {
  let end = id + 1;
  while (end < fields.length && isInside(fields[end]?.[0] ?? '', outer)) end += 1;
  return end;
});

/** The bytes `"name":` of every member, one after the other; member `id` has those from `keyStarts[id]` to `keyStarts[id + 1]`. */
export const keyBytes: Uint8Array = Buffer.from(fields.map(([path]) => `"${lastName(path)}":`).join(''), 'latin1');
export const keyStarts = Int32Array.from({ length: fields.length + 1 }, (_, id) =>
  fields.slice(0, id).reduce((at, [path]) => at + lastName(path).length + 3, 0),
);

const slotMask = 255;
const slotOf = (parent: number, length: number, first: number, last: number): number =>
  (parent * 67 + length * 29 + first * 7 + last * 13) & slotMask;

const firstInSlot = new Int16Array(slotMask + 1).fill(unknownField);
const nextInSlot = new Int16Array(fields.length).fill(unknownField);
for (let id = 1; id < fields.length; id += 1) {
  const name = lastName(fields[id]?.[0] ?? '');
  const slot = slotOf(parents[id] ?? 0, name.length, name.charCodeAt(0), name.charCodeAt(name.length - 1));
  nextInSlot[id] = firstInSlot[slot] ?? unknownField;
  firstInSlot[slot] = id;
}

/** The member of `parent` whose name is the bytes from `start` to `end`, or `unknownField`. */
export function findField(parent: number, bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return unknownField;
  let id = firstInSlot[slotOf(parent, length, bytes[start] ?? 0, bytes[end - 1] ?? 0)] ?? unknownField;
  while (id !== unknownField && !(parents[id] === parent && isNamed(id, bytes, start, length))) {
    id = nextInSlot[id] ?? unknownField;
  }
  return id;
}

function isNamed(id: number, bytes: Uint8Array, start: number, length: number): boolean {
  const name = (keyStarts[id] ?? 0) + 1;
  if ((keyStarts[id + 1] ?? 0) - name - 2 !== length) return false;
  for (let i = 0; i < length; i += 1) if (keyBytes[name + i] !== bytes[start + i]) return false;
  return true;
}
