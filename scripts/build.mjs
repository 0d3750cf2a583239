// Bundles the command line and its ingest worker into dist/. Dependencies stay outside, as npm installed them.
import { build } from 'esbuild';

await build({
  entryPoints: { cli: 'cli/main.ts', 'ingest-worker': 'cli/ingest-worker.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
});
