import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderSnippet } from '../../../render/advice/workflow-snippets.ts';

const roleArn = 'arn:aws:iam::123456789012:role/ci/deploy';
const target = { roleArn, region: 'eu-central-1' };

describe('renderSnippet()', () => {
  it('gives GitHub Actions a job that may ask for a token and takes the role', () => {
    const workflow = parse(renderSnippet('github_actions', target));
    expect(workflow.permissions).toEqual({ 'id-token': 'write', contents: 'read' });
    expect(workflow.jobs.deploy.steps[1].with).toEqual({
      'role-to-assume': roleArn,
      'aws-region': 'eu-central-1',
      'unset-current-credentials': true,
    });
  });

  it('gives GitLab CI a token in a file, after the static variables are gone', () => {
    const { deploy } = parse(renderSnippet('gitlab', target));
    expect(deploy.variables.AWS_ROLE_ARN).toBe(roleArn);
    const env = { PATH: process.env['PATH'], AWS_ID_TOKEN: "a'b", AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE1' };
    const script = [...deploy.before_script, 'cat "$AWS_WEB_IDENTITY_TOKEN_FILE"', 'echo "$AWS_ACCESS_KEY_ID"'];
    expect(execFileSync('sh', ['-euc', script.slice(0, -1).join('\n')], { env, encoding: 'utf8' })).toBe("a'b");
    expect(execFileSync('sh', ['-ec', script.join('\n')], { env, encoding: 'utf8' })).toBe("a'b\n");
  });

  it('gives Atlantis a provider with a role, and the workflow as comments', () => {
    const text = renderSnippet('atlantis', target);
    expect(text).toContain(`role_arn     = "${roleArn}"`);
    const yaml = text
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .map((line) => line.replace(/^# ?/, ''));
    const workflow = parse(yaml.slice(yaml.indexOf('workflows:')).join('\n'));
    expect(workflow.workflows.default.apply.steps).toHaveLength(2);
  });
});
