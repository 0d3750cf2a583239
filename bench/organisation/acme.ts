import type { Role } from './credential.ts';
import type { Random } from './random.ts';

/** The accounts of the made-up organisation. */
export const accounts = {
  management: '111122223333',
  tools: '222233334444',
  production: '333344445555',
  staging: '444455556666',
  data: '555566667777',
  sandbox: '666677778888',
} as const;
export const organizationId = 'o-acme0example';
export const regions = ['eu-central-1', 'eu-west-1', 'us-east-1'] as const;

/** The roles of the organisation, each with the id that AWS would have given it. */
export function createRoles(random: Random) {
  const role = (accountId: string, name: string, path = '/'): Role => ({
    accountId,
    name,
    path,
    id: `AROA${random.text(17)}`,
  });
  return {
    shopDeploy: role(accounts.production, 'shop-deploy', '/ci/'),
    webDeploy: role(accounts.production, 'web-deploy', '/ci/'),
    sharedRead: role(accounts.production, 'shared-read', '/ci/'),
    toolsPublish: role(accounts.tools, 'tools-publish', '/ci/'),
    infraPlan: role(accounts.tools, 'infra-plan', '/ci/'),
    productionAdmin: role(accounts.production, 'production-admin'),
    stagingAdmin: role(accounts.staging, 'staging-admin'),
    dataLoad: role(accounts.data, 'data-load', '/ci/'),
    mobileBuild: role(accounts.staging, 'mobile-build', '/ci/'),
    apiDeploy: role(accounts.staging, 'api-deploy', '/ci/'),
    searchDeploy: role(accounts.production, 'search-deploy', '/ci/'),
    networkApply: role(accounts.production, 'network-apply', '/terraform/'),
    platformStack: role(accounts.tools, 'platform-stack', '/terraform/'),
    billingRelease: role(accounts.production, 'billing-release', '/ci/'),
    docsDeploy: role(accounts.staging, 'docs-deploy', '/ci/'),
    webPreview: role(accounts.staging, 'web-preview', '/ci/'),
    atlantis: role(accounts.tools, 'atlantis', '/eks/'),
    orders: role(accounts.production, 'orders-service', '/eks/'),
    reporting: role(accounts.data, 'reporting-export'),
    legacyDeploy: role(accounts.production, 'legacy-deploy'),
    lambda: role(accounts.production, 'order-events', '/service-role/'),
    instance: role(accounts.data, 'batch-worker'),
    singleSignOn: {
      ...role(
        accounts.production,
        'AWSReservedSSO_PowerUser_1a2b3c4d5e6f7a8b',
        '/aws-reserved/sso.amazonaws.com/eu-central-1/',
      ),
    },
    samlAdmin: role(accounts.management, 'saml-admin'),
  };
}
export type Roles = ReturnType<typeof createRoles>;

/** IAM users that still have a long-lived key. */
export function createUsers(random: Random) {
  const user = (accountId: string, name: string, path: string) => ({
    accountId,
    name,
    path,
    id: `AIDA${random.text(17)}`,
    keyId: `AKIA${random.text(16)}`,
  });
  return {
    jenkinsDeploy: user(accounts.production, 'jenkins-deploy', '/ci/'),
    terraformLegacy: user(accounts.tools, 'terraform-legacy', '/ci/'),
    nightlyBackup: user(accounts.data, 'nightly-backup', '/ci/'),
    artifactSync: user(accounts.tools, 'artifact-sync', '/ci/'),
    mailRelay: user(accounts.production, 'mail-relay', '/service/'),
    supportPortal: user(accounts.production, 'support-portal', '/service/'),
    jane: user(accounts.sandbox, 'jane.doe', '/people/'),
  };
}
export type Users = ReturnType<typeof createUsers>;
