import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Said } from '../protection/said.ts';
import type { Target } from '../providers/provider.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import type { Answering } from '../stages/attempt.ts';

/** The way of a call that goes to one connection, whatever model it may be for, and that is sent once. */
export interface Course {
  readonly target: Target;
  /** The answer is passed on as it is, errors included. */
  readonly isRaw?: true;
  /** Passes the answer on in its own way, and settles it; as it is, where this is missing. */
  readonly respond?: (call: GatewayCall, caller: Caller, asked: Asked, target: RoutedTarget, answering: Answering) => Promise<void>;
  /** It waits for something to happen, for as long as it may: it takes none of the places of calls that work. */
  readonly isListening?: true;
  /** The tenant's rules for approvals have judged it on its way here, by what it leaves to be done and not by the request itself. */
  readonly isJudged?: true;
  /** What its request says, which goes on as it is; absent where nobody looks at it, or it says nothing. */
  readonly said?: Said;
  /** Takes in a complete answer of success, before it is settled and sent. */
  readonly complete?: (answer: Buffer) => Promise<void>;
  /** The call failed; `isUndone` where it is certain that the provider did nothing. */
  readonly failed?: (isUndone: boolean) => Promise<void>;
}

/** Finds the way of a call; what it waits for may be the database. Throws AppError for what leads nowhere. */
export type FindCourse = (call: GatewayCall, caller: Caller, asked: Asked) => Course | Promise<Course>;
