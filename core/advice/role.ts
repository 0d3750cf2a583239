/** A role by the parts of its ARN. `name` is without the path. */
export interface FoundRole {
  readonly arn: string;
  readonly accountId: string;
  readonly partition: string;
  readonly name: string;
}

const roleArn = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})$/;

/** A role's ARN in its parts, null for any other text: what it holds is safe in a shell and in a file of YAML. */
export function parseRoleArn(text: string): FoundRole | null {
  const [arn, partition, accountId, name] = roleArn.exec(text) ?? [];
  return arn === undefined || partition === undefined || accountId === undefined || name === undefined
    ? null
    : { arn, partition, accountId, name };
}

/** The days that advice looks at; UTC, end excluded. `lakeStartsAt` is the first event that the lake knows. */
export interface AdviceWindow {
  readonly lakeStartsAt: Date;
  readonly windowStartAt: Date;
  readonly windowEndAt: Date;
}
