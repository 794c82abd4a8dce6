import type { ErrorCode } from '#lib/core/errors.ts';
import type { CallStatus } from '#lib/usage/usage-event.ts';
import type { DemoModel } from './models.ts';

/** Tokens of a call as drawn; fractions are rounded when it becomes an event. */
export interface PlannedTokens {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoningShare: number;
}

/** A call of the demo's history, in the demo's names. */
export interface PlannedCall {
  readonly atMs: number;
  readonly id: string;
  readonly team: string;
  /** Name of the service key, or null with `person` for a personal key. */
  readonly service: string | null;
  readonly person: string | null;
  readonly requested: DemoModel;
  /** What served it; another model than requested after a fallback. */
  readonly served: DemoModel;
  readonly tokens: PlannedTokens;
  readonly streamed: boolean;
  readonly status: CallStatus;
  readonly httpStatus: number;
  readonly errorCode: ErrorCode | null;
  readonly attempts: number;
  readonly latencyMs: number;
  readonly firstTokenMs: number | null;
}
