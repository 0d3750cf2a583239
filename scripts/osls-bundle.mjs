// A plugin of osls: bundles the functions before they are packed, so that "osls package" works in a fresh clone, and
// refuses to deploy what the example says.
import { tsImport } from 'tsx/esm/api';
import { bundleFunctions } from './bundle-functions.mjs';

export default class BundleBeforePackaging {
  constructor(serverless) {
    const root = serverless.serviceDir;
    const run = () => bundleFunctions(root);
    this.hooks = {
      'before:package:createDeploymentArtifacts': run,
      'before:package:function:package': run,
      'before:deploy:deploy': () => refuseExample(root),
      'before:remove:remove': () => refuseExample(root),
    };
  }
}

async function refuseExample(root) {
  const { findSettings, refusal } = await tsImport('./read-deployment.ts', import.meta.url);
  const { path, isExample } = findSettings(root);
  if (isExample) throw refusal(`Copy ${path} to subtrail.deploy.yaml and say in it what is true for you`);
}
