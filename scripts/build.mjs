// Bundles the command line and its ingest worker into dist/. Dependencies stay outside, as npm installed them. What only
// some commands need is a chunk of its own, so that the others start without loading it.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path/posix';
import { build } from 'esbuild';

const outdir = 'dist';
const { metafile } = await build({
  entryPoints: { cli: 'cli/main.ts', 'ingest-worker': 'cli/ingest-worker.ts' },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  metafile: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
});

// Chunks are named by their content: those of an earlier build would stay for ever.
for (const file of readdirSync(outdir)) if (!(join(outdir, file) in metafile.outputs)) rmSync(join(outdir, file));
