// What the managed runtime does around a handler: loads it, asks for events, gives answers. It is told of nothing but Lambda's
// own environment. Milliseconds of loading and the highest memory are added as headers, for the report of the rehearsal.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root = '.', _HANDLER: handlerName = '' } = process.env;
const base = `http://${api}/2018-06-01/runtime`;

const describe = (error) => ({
  errorType: error instanceof Error ? error.name : typeof error,
  errorMessage: error instanceof Error ? error.message : String(error),
  trace: error instanceof Error ? (error.stack ?? '').split('\n') : [],
});
const post = (path, body, headers = {}) =>
  fetch(`${base}${path}`, { method: 'POST', body: body === undefined ? 'null' : JSON.stringify(body), headers });
/** The most memory this process had, in KB. What getrusage says begins with the memory of the process that started this one. */
function maxRss() {
  try {
    return /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  } catch {
    return String(process.resourceUsage().maxRSS);
  }
}
const memory = () => ({ 'rehearsal-max-rss': maxRss() });

async function load() {
  const dot = handlerName.lastIndexOf('.');
  const path = join(root, handlerName.slice(0, dot));
  const file = [`${path}.mjs`, `${path}.js`].find((one) => existsSync(one));
  if (file === undefined) throw new Error(`Cannot find module '${handlerName.slice(0, dot)}'`);
  const handler = (await import(pathToFileURL(file).href))[handlerName.slice(dot + 1)];
  if (typeof handler !== 'function') throw new Error(`${handlerName} is undefined or not exported`);
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers.get('lambda-runtime-deadline-ms'));
  return {
    awsRequestId: headers.get('lambda-runtime-aws-request-id'),
    invokedFunctionArn: headers.get('lambda-runtime-invoked-function-arn'),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
let handler;
try {
  handler = await load();
} catch (error) {
  await post('/init/error', describe(error));
  process.exit(1);
}
const wallMillis = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
// Where others keep the processor busy, its own time says more than the clock.
const initMillis = { 'rehearsal-init-millis': String(Math.min(wallMillis, (user + system) / 1_000)) };

for (;;) {
  const next = await fetch(`${base}/invocation/next`, { headers: initMillis });
  const path = `/invocation/${next.headers.get('lambda-runtime-aws-request-id')}`;
  const event = await next.json();
  try {
    await post(`${path}/response`, await handler(event, contextOf(next.headers)), memory());
  } catch (error) {
    await post(`${path}/error`, describe(error), memory());
  }
}
