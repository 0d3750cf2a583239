import type { AWS } from 'osls';
import { serviceFunctions } from './infra/functions.ts';
import { nameOf } from './infra/names.ts';
import { serviceResources } from './infra/service.ts';
import { readDeployment } from './scripts/read-deployment.ts';

const deployment = readDeployment(process.cwd());
const { settings } = deployment;

/** Versions of the stack that `osls rollback` can go back to. */
const deploymentsKept = 10;

const service: AWS = {
  service: 'subtrail',
  configValidationMode: 'error',
  plugins: ['./scripts/osls-bundle.mjs'],
  provider: {
    name: 'aws',
    region: settings.region as NonNullable<AWS['provider']['region']>,
    stage: settings.stage,
    // Named from the settings alone: what "--stage" says cannot make half of a second stack.
    stackName: nameOf(settings, 'service').replace('-service', ''),
    runtime: 'nodejs24.x',
    architecture: 'arm64',
    logRetentionInDays: settings.retention.logs_days as NonNullable<AWS['provider']['logRetentionInDays']>,
    // Nothing calls a version by its number, and each would be kept.
    versionFunctions: false,
    deploymentBucket: { blockPublicAccess: true, maxPreviousDeploymentArtifacts: deploymentsKept },
    stackTags: { application: 'subtrail', stage: settings.stage },
    tags: { application: 'subtrail', stage: settings.stage },
  },
  package: { individually: true, excludeDevDependencies: false, patterns: ['!**'] },
  functions: serviceFunctions(settings),
  resources: serviceResources(deployment),
};

export default service;
