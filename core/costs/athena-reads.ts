import { type Assumptions, assumptions } from './assumptions.ts';

/** A lake when a run of attribute comes to it. */
export interface LakeSize {
  /** Calls that the run adds. */
  readonly newCalls: number;
  /** Calls on the days of the new ones. */
  readonly callsOnDays: number;
  /** Credentials of the days that the run can concern. */
  readonly credentials: number;
}

/** Bytes that a run of attribute reads, by what makes it read them. */
export interface AttributeReads {
  readonly stagedBytes: number;
  readonly dayBytes: number;
  readonly credentialBytes: number;
}

/** What a run of attribute reads in Athena. */
export const attributeReads = (lake: LakeSize, given: Assumptions = assumptions): AttributeReads => ({
  stagedBytes: lake.newCalls * given.stagedBytesPerCall * given.stagedReadings,
  dayBytes: lake.callsOnDays * given.lakeBytesPerCall * given.dayReadings,
  credentialBytes: lake.credentials * (given.readBytesPerCaller + given.readBytesPerSession),
});

/** The bytes of a run, all together. */
export const totalReads = (reads: AttributeReads): number => reads.stagedBytes + reads.dayBytes + reads.credentialBytes;

/** Seconds of a run: what its statements take when there is nothing to read, and reading. */
export const attributeSeconds = (reads: AttributeReads, given: Assumptions = assumptions): number =>
  given.statementsPerRun * given.secondsPerStatement + totalReads(reads) / given.athenaBytesPerSecond;
