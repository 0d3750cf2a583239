/** A value in a template: JSON, with CloudFormation's functions as objects of one key. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value | undefined };

/** One resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: { readonly [key: string]: Value | undefined };
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: 'Retain' | 'RetainExceptOnCreate';
  readonly UpdateReplacePolicy?: 'Retain';
}

/** Resources by their logical id. */
export type Resources = Readonly<Record<string, Resource>>;

/** What CloudFormation knows a resource by: mostly its name. */
export const ref = (logicalId: string): Value => ({ Ref: logicalId });
/** An attribute of a resource. */
export const getAtt = (logicalId: string, attribute: string): { 'Fn::GetAtt': string[] } => ({
  'Fn::GetAtt': [logicalId, attribute],
});
/** A text with `${…}` filled in. `values` are names that only this text knows. */
export const sub = (text: string, values?: Readonly<Record<string, Value>>): Value => ({
  'Fn::Sub': values === undefined ? text : [text, values],
});
