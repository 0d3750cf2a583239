import { describe, expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findImpureCode } from './pure-code.ts';

const impureIn = (path: string, text: string) => places(findImpureCode(plant({ [path]: text })));

describe('findImpureCode()', () => {
  test.each([
    "import { readFileSync } from 'node:fs';",
    "import { readFile } from 'node:fs/promises';",
    "import { env } from 'node:process';",
    "import { Readable } from 'node:stream';",
    "import { randomUUID } from 'node:crypto';",
    "import * as crypto from 'node:crypto';",
    "import { S3Client } from '@aws-sdk/client-s3';",
    "import type { S3Client } from '@aws-sdk/client-s3';",
    "import { DuckDBInstance } from '@duckdb/node-api';",
    "export { Listr } from 'listr2';",
    "const fs = await import('node:fs');",
    "const fs = require('node:fs');",
    'const home = process.env.HOME;',
    'const { env } = process;',
    'const at = Date.now();',
    'const at = new Date();',
    'const at = Date();',
    'const dice = Math.random();',
    'const id = crypto.randomUUID();',
    'const all = { process };',
    "const now = { 'at': performance.now() };",
    "await fetch('https://example.com');",
    "console.log('done');",
    'setTimeout(() => {}, 1);',
    'const at = globalThis.Date;',
  ])('refuses %s', (text) => {
    expect(impureIn('core/a.ts', text)).toContain('core/a.ts:1');
    expect(impureIn('render/slack/a.ts', text)).toContain('render/slack/a.ts:1');
  });

  test.each([
    "import { createHash } from 'node:crypto'; import { crc32 } from 'node:zlib'; import { Buffer } from 'node:buffer';",
    "import type { Readable } from 'node:stream';",
    "import { z } from 'zod'; import { plot } from '@observablehq/plot';",
    'const at = new Date(0); const later = new Date(at.getTime() + 1); const day = Date.UTC(2026, 0, 1);',
    'interface Job { readonly process: string; now(): Date }',
    'const job = { process: 1, fetch: 2 }; const name = job.process;',
    'const largest = Math.max(1, 2);',
    "// Date.now() would be wrong here\nconst text = 'process.env';",
  ])('allows %s', (text) => {
    expect(impureIn('core/a.ts', text)).toEqual([]);
  });

  test('leaves the other folders alone', () => {
    expect(impureIn('adapters/clock/a.ts', 'const at = new Date();')).toEqual([]);
  });
});
