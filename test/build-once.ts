import { execFileSync } from 'node:child_process';

/** Builds `dist/` once before the suites, because the CLI tests run the same files that users run. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
