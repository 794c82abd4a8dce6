import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import type { TollgateEvent } from '#lib/events/events.ts';
import type { Change } from './audit-writer.ts';
import type { Invocation } from './context.ts';

/** An operation with its implementation: what routes, server actions and server components call. */
export interface Executable<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly operation: Operation<Input, Output>;
  /** `raw` is the wire form of the input; the result is the inside form of the output (`encodeOutput` turns it). */
  execute(invocation: Invocation, raw: unknown): Promise<z.output<Output>>;
}

/** What a change returns: at least one change for the audit trail, and events for the outbox. */
export interface Outcome<Result> {
  readonly result: Result;
  readonly changes: readonly [Change, ...Change[]];
  readonly events?: readonly TollgateEvent[];
}

/** A write that found nothing to do: no change, no audit entry. */
export interface Unchanged<Result> {
  readonly result: Result;
  readonly changes: null;
}
