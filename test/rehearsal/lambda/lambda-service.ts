import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type DeployedFunction,
  type ExecutionEnvironment,
  type InvocationReport,
  startEnvironment,
} from './environment.ts';
import { readZip } from './read-zip.ts';

/** A function's package and settings, as the template has them. */
export interface FunctionSettings extends Omit<DeployedFunction, 'taskRoot'> {
  readonly zipFile: string;
  /** How many may run at once; null for as many as come. */
  readonly concurrencyMax: number | null;
}

/** A deployed function that can be invoked. */
export interface LambdaFunction {
  readonly settings: FunctionSettings;
  readonly reports: readonly InvocationReport[];
  /**
   * Runs it once. `timeoutSeconds` stands in for the function's own, as if so much of it had
   * passed already; `killWhen` ends the process without a word to the handler, as a timeout that it could not foresee.
   * **errors**: throws when all of its concurrency is taken, as Lambda throttles.
   */
  invoke(
    event: unknown,
    options?: { readonly killWhen?: () => boolean; readonly timeoutSeconds?: number; readonly requestId?: string },
  ): Promise<InvocationReport>;
  /** Starts a process, throws it away, and gives the milliseconds that loading took. */
  load(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Unpacks a package below a folder and gives the function. Processes start when they are needed, and are kept. */
export function deployFunction(settings: FunctionSettings, folder: string): LambdaFunction {
  const taskRoot = join(folder, settings.name);
  for (const { name, bytes } of readZip(readFileSync(settings.zipFile))) {
    const file = join(taskRoot, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const idle: ExecutionEnvironment[] = [];
  const all = new Set<ExecutionEnvironment>();
  const reports: InvocationReport[] = [];
  let running = 0;
  const take = async (): Promise<ExecutionEnvironment> => {
    const warm = idle.pop();
    if (warm?.isAlive === true) return warm;
    const cold = await startEnvironment({ ...settings, taskRoot });
    all.add(cold);
    return cold;
  };
  return {
    settings,
    reports,
    invoke: async (event, { killWhen, timeoutSeconds = settings.timeoutSeconds, requestId = randomUUID() } = {}) => {
      if (settings.concurrencyMax !== null && running >= settings.concurrencyMax)
        throw new Error(`TooManyRequestsException: ${settings.name} runs ${running} times already`);
      running += 1;
      try {
        const environment = await take();
        const report = await environment.invoke(event, { requestId, killWhen: killWhen ?? null, timeoutSeconds });
        reports.push(report);
        // After an error of the runtime itself the process is thrown away; after one of the handler it goes on.
        if (report.outcome.kind === 'response' || report.outcome.kind === 'error') idle.push(environment);
        return report;
      } finally {
        running -= 1;
      }
    },
    load: async () => {
      const environment = await startEnvironment({ ...settings, taskRoot });
      await environment.stop();
      return environment.initMillis;
    },
    stop: async () => {
      for (const environment of all) await environment.stop();
      rmSync(taskRoot, { recursive: true, force: true });
    },
  };
}
