import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const benchmarks = ['ingest', 'attribution', 'bytes', 'report'] as const;
const help = `npm run bench -- [ingest|attribution|bytes|report] [options]
Without a name it runs all. --quick makes them small; --help after a name tells the options of one.`;

const [first, ...rest] = process.argv.slice(2);
const named = benchmarks.find((name) => name === first);
const options = named === undefined ? process.argv.slice(2) : rest;
if (named === undefined && first !== undefined && (first === '--help' || !first.startsWith('-'))) {
  console.log(help);
  process.exit(first === '--help' ? 0 : 2);
}
for (const name of named === undefined ? benchmarks : [named]) {
  console.log(`\n== ${name}`);
  const script = fileURLToPath(new URL(`./${name}/main.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
