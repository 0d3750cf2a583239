// Installs the locked dependencies when they are missing or older than the lockfile, so that one command is enough.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

const modifiedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const installed =
  modifiedAt('node_modules/.package-lock.json') >= modifiedAt('package-lock.json') && modifiedAt('dist/cli.mjs') > 0;
if (!installed) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
