import { AwsError, type Endpoint, startJsonEndpoint } from './json-endpoint.ts';

/** Parameter Store and Secrets Manager in one: both hold texts by name. Starts on a free port. */
export function startSecretsEndpoint(values: ReadonlyMap<string, string>): Promise<Endpoint> {
  const find = (name: string, error: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new AwsError(error, `There is no ${name}`);
    return value;
  };
  return startJsonEndpoint({
    GetParameter: ({ Name, WithDecryption }) => {
      const value = find(String(Name), 'ParameterNotFound');
      return {
        Parameter: { Name, Type: 'SecureString', Value: WithDecryption === true ? value : 'AQICAHexample', Version: 1 },
      };
    },
    GetSecretValue: ({ SecretId }) => ({
      ARN: String(SecretId),
      Name: String(SecretId),
      SecretString: find(String(SecretId), 'ResourceNotFoundException'),
      VersionId: '00000000-0000-4000-8000-000000000000',
    }),
  });
}
