import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type ReportedError, type RuntimeOutcome, startRuntimeApi } from './runtime-api.ts';

/** A function as it is deployed, unpacked. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly variables: Readonly<Record<string, string>>;
  /** The folder that the package was unpacked to. */
  readonly taskRoot: string;
}

/** How an invocation ended, seen from outside. `timeout` and `crash` are the service's words for a process that is gone. */
export type InvocationOutcome =
  | RuntimeOutcome
  | { readonly kind: 'timeout' | 'crash' | 'init_error'; readonly error: ReportedError };

/** One invocation, with what it cost. */
export interface InvocationReport {
  readonly requestId: string;
  readonly outcome: InvocationOutcome;
  readonly millis: number;
  /** Milliseconds to load the bundle, for the first invocation of a process; null afterwards. */
  readonly initMillis: number | null;
  readonly maxRssBytes: number;
  readonly log: string;
}

/** A process that serves one invocation after the other. */
export interface ExecutionEnvironment {
  readonly isAlive: boolean;
  /** Milliseconds that it took to load the bundle; null where it could not. */
  readonly initMillis: number | null;
  invoke(
    event: unknown,
    options: { readonly requestId: string; readonly killWhen: (() => boolean) | null; readonly timeoutSeconds: number },
  ): Promise<InvocationReport>;
  stop(): Promise<void>;
}

const bootstrap = join(import.meta.dirname, 'bootstrap.mjs');

/** How often it is looked whether a process is to be killed. */
const watchMillis = 20;
/** Lambda gives the first phase ten seconds. */
const initMillisMax = 10_000;

/** What the managed runtime sets, and nothing of this machine's. **source**: Lambda developer guide, environment variables */
const runtimeVariables = (
  { name, handler, memoryMegabytes, taskRoot }: DeployedFunction,
  api: string,
): Record<string, string> => ({
  _HANDLER: handler,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: `rehearsal/[$LATEST]${randomUUID().replaceAll('-', '')}`,
  AWS_LAMBDA_RUNTIME_API: api,
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  LAMBDA_TASK_ROOT: taskRoot,
  LANG: 'en_US.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin',
  TZ: ':UTC',
});

/** Starts a process for a function. It is handed its first event when it has loaded the bundle. */
export async function startEnvironment(deployed: DeployedFunction): Promise<ExecutionEnvironment> {
  let initError: ReportedError | null = null;
  let initMillisToTell: number | null = null;
  let current: { settle: (outcome: InvocationOutcome, maxRssBytes: number) => void } | null = null;
  let log = '';
  let exit = '';
  const ending = (): InvocationOutcome =>
    initError === null
      ? { kind: 'crash', error: { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with ${exit}` } }
      : { kind: 'init_error', error: initError };
  let isAlive = true;
  let setLoaded: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => {
    setLoaded = resolve;
  });
  const api = await startRuntimeApi({
    onReady: (initMillis) => {
      initMillisToTell = initMillis;
      setLoaded();
    },
    onInitError: (error) => {
      initError = error;
    },
    onOutcome: (_requestId, outcome, maxRssBytes) => current?.settle(outcome, maxRssBytes),
  });
  const heapMegabytes = Math.floor(deployed.memoryMegabytes * 0.9);
  const child: ChildProcess = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, bootstrap], {
    cwd: deployed.taskRoot,
    env: { ...runtimeVariables(deployed, api.address), ...deployed.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      isAlive = false;
      setLoaded();
      void api.close();
      exit = code === null ? `signal ${signal}` : `exit status ${code}`;
      current?.settle(ending(), 0);
      resolve();
    });
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  // Loading has a clock of its own, and does not count against the function's timeout.
  const late = setTimeout(() => child.kill('SIGKILL'), initMillisMax);
  await loaded;
  clearTimeout(late);
  const initMillis = initMillisToTell;
  return {
    initMillis,
    get isAlive() {
      return isAlive;
    },
    invoke: (event, { requestId, killWhen, timeoutSeconds }) => {
      log = '';
      const startedAt = Date.now();
      const timeoutMillis = timeoutSeconds * 1_000;
      return new Promise((resolve) => {
        const timeOut = (afterMillis: number): void => {
          const errorMessage = `${requestId} Task timed out after ${(afterMillis / 1_000).toFixed(2)} seconds`;
          current?.settle({ kind: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage } }, 0);
          void kill();
        };
        const end = setTimeout(() => timeOut(timeoutMillis), timeoutMillis);
        const mine = {
          settle: (outcome: InvocationOutcome, maxRssBytes: number) => {
            clearTimeout(end);
            clearInterval(watch);
            current = null;
            const told = initMillisToTell;
            initMillisToTell = null;
            resolve({ requestId, outcome, millis: Date.now() - startedAt, initMillis: told, maxRssBytes, log });
          },
        };
        current = mine;
        const watch = setInterval(() => {
          if (killWhen?.() === true && current === mine) timeOut(Date.now() - startedAt);
        }, watchMillis);
        if (!isAlive) current.settle(ending(), 0);
        else api.give({ requestId, event, deadlineAt: startedAt + timeoutMillis, functionArn: deployed.arn });
      });
    },
    stop: kill,
  };
}
