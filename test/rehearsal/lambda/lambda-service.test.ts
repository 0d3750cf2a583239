import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deployFunction, type LambdaFunction } from './lambda-service.ts';
import { readZip } from './read-zip.ts';
import { writeZip } from './write-zip.ts';

const bundle = `
let times = 0;
export const handler = async (event, context) => {
  times += 1;
  if (event.say === 'throw') throw new TypeError('no such luck');
  if (event.say === 'exit') process.exit(3);
  if (event.say === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
  console.log('said ' + event.say);
  return { times, variables: Object.keys(process.env).sort(), mine: process.env.MINE, left: context.getRemainingTimeInMillis(), requestId: context.awsRequestId, name: context.functionName };
};
`;

let folder = '';
let deployed: LambdaFunction | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-lambda-'));
});
afterEach(async () => {
  await deployed?.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function deploy(files: Readonly<Record<string, string>>, timeoutSeconds = 5): LambdaFunction {
  const zipFile = join(folder, 'bundle.zip');
  writeFileSync(zipFile, writeZip(files));
  deployed = deployFunction(
    {
      name: 'subtrail-say',
      arn: 'arn:aws:lambda:eu-central-1:123456789012:function:subtrail-say',
      handler: '.build/say/index.handler',
      timeoutSeconds,
      memoryMegabytes: 512,
      variables: { MINE: 'yes' },
      zipFile,
      concurrencyMax: 1,
    },
    folder,
  );
  return deployed;
}
const say = { '.build/say/index.mjs': bundle };

describe('the Lambda runtime', () => {
  it('serves events from the packaged bundle, and knows nothing of this machine', async () => {
    const { invoke } = deploy(say);
    const first = await invoke({ say: 'hello' }, { requestId: 'request-1' });
    expect(first.outcome).toMatchObject({
      kind: 'response',
      value: { times: 1, mine: 'yes', requestId: 'request-1', name: 'subtrail-say' },
    });
    expect(first.initMillis).toBeGreaterThan(0);
    expect(first.maxRssBytes).toBeGreaterThan(10_000_000);
    expect(first.log).toBe('said hello\n');
    const { variables, left } = (first.outcome as { value: { variables: string[]; left: number } }).value;
    expect(variables).not.toContain('HOME');
    expect(variables.filter((name) => !/^(AWS_|LAMBDA_|_HANDLER$)/.test(name))).toEqual(['LANG', 'MINE', 'PATH', 'TZ']);
    expect(left).toBeGreaterThan(3_000);
    expect(await invoke({ say: 'again' })).toMatchObject({ initMillis: null, outcome: { value: { times: 2 } } });
  });

  it('tells of what a handler throws, and goes on with the same process', async () => {
    const { invoke } = deploy(say);
    expect(await invoke({ say: 'throw' })).toMatchObject({
      outcome: { kind: 'error', error: { errorType: 'TypeError', errorMessage: 'no such luck' } },
    });
    expect(await invoke({ say: 'hello' })).toMatchObject({ outcome: { value: { times: 2 } } });
  });

  it.each([
    ['exit', 5, {}, 'crash', /exit status 3/],
    ['hang', 1.5, {}, 'timeout', /timed out after 1.50 seconds/],
    ['hang', 5, { killWhen: () => true }, 'timeout', /timed out/],
  ])('tells of a process that is gone, and starts another: %s', async (word, timeout, options, kind, message) => {
    const { invoke } = deploy(say, timeout);
    await invoke({ say: 'hello' });
    expect(await invoke({ say: word }, options)).toMatchObject({
      outcome: { kind, error: { errorMessage: expect.stringMatching(message) } },
    });
    expect(await invoke({ say: 'hello' })).toMatchObject({
      outcome: { value: { times: 1 } },
      initMillis: expect.any(Number),
    });
  });

  it.each([
    ['a bundle that throws', { '.build/say/index.mjs': 'throw new RangeError("not today")' }, /not today/],
    ['a handler that is not there', { '.build/say/index.mjs': 'export const other = 1' }, /not exported/],
    ['a file that is not there', { 'index.mjs': bundle }, /Cannot find module/],
  ])('tells of %s', async (_what, files, message) => {
    expect(await deploy(files).invoke({})).toMatchObject({
      outcome: { kind: 'init_error', error: { errorMessage: expect.stringMatching(message) } },
    });
  });

  it('throttles when its concurrency is taken', async () => {
    const { invoke } = deploy(say);
    const first = invoke({ say: 'hello' });
    await expect(invoke({ say: 'hello' })).rejects.toThrow(/TooManyRequests/);
    await first;
  });
});

describe('readZip()', () => {
  it('refuses what would lie elsewhere, and what is no zip', () => {
    expect(() => readZip(writeZip({ '../out.mjs': '' }))).toThrow(/holds/);
    expect(() => readZip(Buffer.from('nothing'))).toThrow(/no zip/);
  });
});
