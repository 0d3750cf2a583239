/** A value of a lake row, as a chain shows it. */
export type ChainValue = string | number | boolean | null | readonly ChainValue[];
export type ChainRow = Readonly<Record<string, ChainValue>>;

/**
 * One node of a chain: the origin, a session it obtained, or the call asked about.
 * **shape**: `facts` are the columns of the row behind it; `actions` what was done with its credential, most frequent
 * first; `cut` how many children were left out.
 */
export interface ChainNode {
  readonly type: 'origin' | 'session' | 'call';
  readonly facts: ChainRow;
  readonly actions: readonly ChainRow[];
  readonly children: readonly ChainNode[];
  readonly cut: number;
}
