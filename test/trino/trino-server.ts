import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A real Trino on this machine, with an Iceberg catalogue `lake` and a Hive catalogue `files`, both on local disk. */
export interface TrinoServer {
  readonly url: string;
  /** The folder that Trino sees as `local:///`. */
  readonly root: string;
  stop(): Promise<void>;
}

const startSecondsMax = 180;

/** Where the unpacked server is, and a Java that it runs on; null with a reason where something is missing. */
export function findTrino(): { home: string; java: string } | { missing: string } {
  const home = process.env['SUBTRAIL_TRINO_HOME'] ?? '';
  if (home === '') return { missing: 'SUBTRAIL_TRINO_HOME is not set: scripts/fetch-trino.sh gets a server' };
  if (!existsSync(join(home, 'bin', 'launcher'))) return { missing: `there is no Trino server in ${home}` };
  const java = process.env['SUBTRAIL_TRINO_JAVA'] ?? '';
  if (!existsSync(join(java, 'bin', 'java')))
    return { missing: 'SUBTRAIL_TRINO_JAVA names no Java home (24 or newer)' };
  return { home, java };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts a coordinator, and workers beside it when asked for. **errors**: throws with the end of its log when it does not come up. */
export async function startTrino(found: { home: string; java: string }, workers = 0): Promise<TrinoServer> {
  const root = mkdtempSync(join(tmpdir(), 'subtrail-trino-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const nodes: ChildProcess[] = [];
  for (let index = 0; index <= workers; index += 1) {
    const isCoordinator = index === 0;
    const home = join(root, `node-${index}`);
    const nodePort = isCoordinator ? port : await freePort();
    writeConfiguration(home, {
      'node.properties': ['node.environment=test', `node.id=node-${index}`],
      'jvm.config': [`-Xmx${workers === 0 ? 3 : 2}G`, '-XX:+UseSerialGC', '-Djdk.attach.allowAttachSelf=true'],
      'config.properties': [
        `coordinator=${isCoordinator}`,
        ...(isCoordinator ? [`node-scheduler.include-coordinator=${workers === 0}`] : []),
        `http-server.http.port=${nodePort}`,
        `discovery.uri=${url}`,
        'query.max-memory-per-node=1GB',
      ],
      'log.properties': ['io.trino=WARN'],
      'catalog/lake.properties': [
        'connector.name=iceberg',
        'iceberg.catalog.type=TESTING_FILE_METASTORE',
        'hive.metastore.catalog.dir=local:///lake',
        'fs.native-local.enabled=true',
        `local.location=${root}`,
      ],
      'catalog/files.properties': [
        'connector.name=hive',
        'hive.metastore=file',
        'hive.metastore.catalog.dir=local:///files',
        'hive.non-managed-table-writes-enabled=true',
        'hive.parquet.time-zone=UTC',
        'fs.native-local.enabled=true',
        `local.location=${root}`,
      ],
    });
    const log = join(home, 'out.log');
    const out = openSync(log, 'a');
    nodes.push(
      spawn(
        join(found.home, 'bin', 'launcher'),
        ['--etc-dir', join(home, 'etc'), '--data-dir', join(home, 'data'), 'run'],
        {
          env: {
            ...process.env,
            JAVA_HOME: found.java,
            PATH: `${join(found.java, 'bin')}:${process.env['PATH'] ?? ''}`,
          },
          stdio: ['ignore', out, out],
          detached: true,
        },
      ),
    );
  }
  const stop = async (): Promise<void> => {
    for (const node of nodes) if (node.pid !== undefined && node.exitCode === null) process.kill(-node.pid, 'SIGKILL');
    await wait(200);
    rmSync(root, { recursive: true, force: true });
  };
  for (let second = 0; second < startSecondsMax; second += 1) {
    if (await isReady(url, workers + 1)) return { url, root, stop };
    await wait(1_000);
  }
  const end = readFileSync(join(root, 'node-0', 'out.log'), 'utf8').slice(-2_000);
  await stop();
  throw new Error(`Trino did not start within ${startSecondsMax} seconds:\n${end}`);
}

async function isReady(url: string, nodes: number): Promise<boolean> {
  try {
    const info = (await (await fetch(`${url}/v1/info`)).json()) as { starting?: boolean };
    // A coordinator that has started may still take a moment to count itself among those that work.
    return info.starting === false && (await countNodes(url)) >= nodes;
  } catch {
    return false;
  }
}

/** Nodes that take work, as Trino itself counts them. */
async function countNodes(url: string): Promise<number> {
  const { Trino, BasicAuth } = await import('trino-client');
  let count = 0;
  const client = Trino.create({ server: url, auth: new BasicAuth('probe') });
  for await (const result of await client.query("select count(*) from system.runtime.nodes where state = 'active'")) {
    const value = result.data?.[0]?.[0];
    if (typeof value === 'number') count = value;
  }
  return count;
}

function writeConfiguration(home: string, files: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, lines] of Object.entries(files)) {
    mkdirSync(join(home, 'etc', 'catalog'), { recursive: true });
    writeFileSync(join(home, 'etc', name), `${lines.join('\n')}\n`);
  }
}
