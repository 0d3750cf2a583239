import { describe, expect, it } from 'vitest';
import {
  fieldId,
  fieldName,
  fieldsUsedAs,
  findField,
  insideEnd,
  rootField,
  unknownField,
} from '../../../core/cloudtrail/field-table.ts';
import { recordFields } from '../../../core/cloudtrail/record-fields.ts';
import { stagedEvents } from '../../../core/lake/tables.ts';

const find = (parent: number, name: string): number => findField(parent, Buffer.from(name), 0, Buffer.byteLength(name));

describe('findField()', () => {
  it('finds every member of the table in the object that holds it, and nowhere else', () => {
    for (const [i, [path]] of recordFields.entries()) {
      const parentPath = path.slice(0, Math.max(0, path.lastIndexOf('.'))).replace(/\[\]$/, '');
      const parent = parentPath === '' ? rootField : recordFields.findIndex(([found]) => found === parentPath) + 1;
      const name = path.slice(path.lastIndexOf('.') + 1);
      expect(find(parent, name), path).toBe(i + 1);
      expect(find(fieldId('event_time'), name), path).toBe(unknownField);
    }
  });

  it.each(['', 'eventname', 'eventNam', 'eventNames', 'EventName', 'x', 'constructor', '__proto__'])(
    'does not know %j',
    (name) => {
      expect(find(rootField, name)).toBe(unknownField);
    },
  );
});

describe('insideEnd', () => {
  it('spans exactly what a member holds', () => {
    const identity = fieldId('user_identity');
    const inside = recordFields.filter(([path]) => path.startsWith('userIdentity.')).length;
    expect(insideEnd[identity]).toBe(identity + 1 + inside);
    expect(insideEnd[rootField]).toBe(recordFields.length + 1);
    expect(insideEnd[fieldId('event_time')]).toBe(fieldId('event_time') + 1);
  });
});

describe('fieldsUsedAs()', () => {
  it('gives texts the names of columns', () => {
    const columns = stagedEvents.columns.map((column) => column.name);
    for (const use of ['text', 'unique', 'payload', 'list'] as const) {
      for (const id of fieldsUsedAs(use)) expect(columns).toContain(fieldName(id));
    }
  });
});

describe('fieldId()', () => {
  it('refuses a name that is not in the table', () => {
    expect(() => fieldId('eventName')).toThrow('No field of a record is called "eventName"');
  });
});
