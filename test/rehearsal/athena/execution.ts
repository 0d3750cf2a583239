import { randomUUID } from 'node:crypto';
import { type AthenaBackend, BackendError, type BackendResult, type StatementKind, statementKind } from './backend.ts';

/**
 * What happens to the next execution that is started, one each: `ok` runs it; `fail` ends it with a failure that may be tried again,
 * `fail-for-good` with one that may not, `fail-with:REASON` with a reason of its own; `run-then-fail` commits it and says that it
 * failed; `cancel` ends it as an operator would; `hang` runs it never; `hold` runs it when it is released; `slow:3` answers three
 * times that it is not done.
 * `throttle` is for the start itself.
 */
export type AthenaBehaviour = string;

/** What a query is started with. */
export interface StartRequest {
  readonly text: string;
  readonly token: string;
  readonly workGroup: string;
  readonly database: string;
  readonly catalog: string;
}

export type ExecutionState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** One execution, from its start to its end. */
export class Execution {
  readonly id = randomUUID();
  readonly request: StartRequest;
  readonly kind: StatementKind;
  submittedAt: number;
  private readonly now: () => Date;
  completedAt: number | null = null;
  state: ExecutionState = 'QUEUED';
  reason: string | null = null;
  error: BackendError | null = null;
  result: BackendResult | null = null;
  /** How many more looks are told that it still runs. */
  patience = 0;
  /** Lets an execution go on that is held. */
  release: () => void = () => undefined;

  constructor(request: StartRequest, now: () => Date = () => new Date()) {
    this.request = request;
    this.now = now;
    this.submittedAt = now().getTime();
    this.kind = statementKind(request.text);
  }

  /** Runs it by the behaviour that is asked for. Never throws: how it ended is its state. */
  async run(backend: AthenaBackend, behaviour: AthenaBehaviour, scannedBytesMax: number | null): Promise<void> {
    if (behaviour.startsWith('slow:')) this.patience = Number(behaviour.slice(5));
    if (behaviour === 'hang') {
      this.state = 'RUNNING';
      return;
    }
    if (behaviour === 'hold') {
      this.state = 'RUNNING';
      await new Promise<void>((resolve) => {
        this.release = resolve;
      });
    }
    if (behaviour === 'cancel') return this.end('CANCELLED', 'Query cancelled by user');
    const failure = plannedFailure(behaviour);
    if (failure !== null && behaviour !== 'run-then-fail') return this.fail(failure);
    try {
      const result = await backend.run(this.request.text, () => this.begin());
      if (this.completedAt !== null) return; // stopped meanwhile, but committed all the same
      if (failure !== null) return this.fail(failure);
      this.result = result;
      const isOver = scannedBytesMax !== null && result.scannedBytes > scannedBytesMax;
      if (isOver) this.end('CANCELLED', 'Query cancelled! : Bytes scanned limit was exceeded');
      else this.end('SUCCEEDED', null);
    } catch (error) {
      this.fail(
        error instanceof BackendError ? error : new BackendError(`GENERIC_INTERNAL_ERROR: ${String(error)}`, 1),
      );
    }
  }

  /** Ends it where it has not ended. */
  stop(): void {
    if (this.completedAt === null) this.end('CANCELLED', 'Query cancelled by user');
  }

  /** False when it was stopped before its turn came. */
  private begin(): boolean {
    if (this.completedAt !== null) return false;
    this.state = 'RUNNING';
    return true;
  }

  private fail(error: BackendError): void {
    if (this.completedAt !== null) return;
    this.error = error;
    this.end('FAILED', error.message);
  }

  private end(state: ExecutionState, reason: string | null): void {
    this.state = state;
    this.reason = reason;
    this.completedAt = this.now().getTime();
  }
}

function plannedFailure(behaviour: AthenaBehaviour): BackendError | null {
  if (behaviour === 'fail' || behaviour === 'run-then-fail')
    return new BackendError('INTERNAL_ERROR: a node was lost', 1);
  if (behaviour === 'fail-for-good') return new BackendError('SYNTAX_ERROR: line 1:1: mismatched input');
  return behaviour.startsWith('fail-with:') ? new BackendError(behaviour.slice(10)) : null;
}
