import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';

/** The way of a call that goes to one connection, whatever model it may be for, and that is sent once. */
export interface Course {
  readonly target: Target;
  /** The answer is passed on as it is, errors included. */
  readonly isRaw?: true;
  /** Takes in a complete answer of success, before it is settled and sent. */
  readonly complete?: (answer: Buffer) => Promise<void>;
  /** The call failed; `isUndone` where it is certain that the provider did nothing. */
  readonly failed?: (isUndone: boolean) => Promise<void>;
}

/** Finds the way of a call; what it waits for may be the database. Throws AppError for what leads nowhere. */
export type FindCourse = (call: GatewayCall, caller: Caller, asked: Asked) => Course | Promise<Course>;
