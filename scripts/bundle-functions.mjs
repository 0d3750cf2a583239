// Bundles each function into .build/<name>/ with what it needs beside its code: the SQL files and the policy.
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';

// Functions, and whether they speak to Athena and so need the statements.
const functions = {
  ingest: false,
  attribute: true,
  detect: true,
  report: true,
  maintain: true,
  migrate: true,
  backfill: false,
};

// A package that has grown past these holds something that was not meant to be in it, and starts slowly.
const packedBytesMax = { ingest: 1_000_000, others: 3_000_000 };

// Packages that are CommonJS inside ask for Node's modules with "require", which an ES module does not have.
const banner =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Bundles all functions of the project in `root` into its `.build`. */
export async function bundleFunctions(root = process.cwd()) {
  const { readDeploymentPolicy, refusal } = await tsImport('./read-deployment.ts', import.meta.url);
  const missing = Object.keys(functions).filter((name) => !existsSync(join(root, `functions/${name}.ts`)));
  if (missing.length > 0) {
    const files = missing.map((name) => `functions/${name}.ts`).join(', ');
    throw refusal(`Bundle the functions: there is no ${files}`);
  }
  const policy = JSON.stringify(readDeploymentPolicy(root, new Date()));
  rmSync(join(root, '.build'), { recursive: true, force: true });
  for (const [name, isAskingAthena] of Object.entries(functions)) {
    const folder = join(root, '.build', name);
    mkdirSync(folder, { recursive: true });
    await bundle(join(root, `functions/${name}.ts`), join(folder, 'index.mjs'));
    if (isAskingAthena) cpSync(join(root, 'sql'), join(folder, 'sql'), { recursive: true, dereference: true });
    writeFileSync(join(folder, 'policy.json'), policy);
    const bytes = gzipSync(readFileSync(join(folder, 'index.mjs'))).length;
    const bytesMax = packedBytesMax[name] ?? packedBytesMax.others;
    if (bytes > bytesMax) {
      throw refusal(`Bundle "${name}": it has ${bytes} bytes packed, wanted at most ${bytesMax}`);
    }
  }
}

const bundle = (entry, outfile) =>
  build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    // Names of classes and functions stand in errors and logs.
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: banner },
    legalComments: 'none',
    logLevel: 'warning',
  });

// No "await" at the top: osls loads its plugin, and this with it, by "require".
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  bundleFunctions().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
