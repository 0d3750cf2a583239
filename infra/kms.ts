import { type Resources, ref, sub } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { nameOf } from './names.ts';

/**
 * The key that encrypts the lake, where the stack is to make one.
 * It stays when the stack goes: without it the lake that stays too could not be read.
 */
export function kmsResources(settings: DeploymentSettings): Resources {
  if (settings.lake.encryption !== 'own_key') return {};
  return {
    LakeKey: {
      Type: 'AWS::KMS::Key',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Description: 'Encrypts the lake of subtrail: who called what, and on what it hangs',
        EnableKeyRotation: true,
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              // The account decides by IAM who may use it; without this statement nobody could manage the key again.
              // A key policy speaks of its own key only, which "*" stands for here.
              Sid: 'TheAccountDecides',
              Effect: 'Allow',
              Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
              Action: 'kms:*',
              Resource: '*',
            },
          ],
        },
      },
    },
    LakeKeyAlias: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: `alias/${nameOf(settings, 'lake')}`, TargetKeyId: ref('LakeKey') },
    },
  };
}
