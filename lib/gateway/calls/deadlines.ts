/** What a call waits for, and until when; Infinity where it does not wait for it. Times are of `performance.now()`. */
export interface Deadlines {
  totalAt: number;
  firstTokenAt: number;
  /** The running attempt has to be whole by then. */
  attemptAt: number;
  /** The provider has to say something by then. */
  idleAt: number;
  /** The caller has to read something by then. */
  callerAt: number;
  /** A stream that has said all it has to say is ended by then. */
  endAt: number;
}

export type DeadlineKind = 'total' | 'first_token' | 'attempt' | 'idle' | 'caller' | 'end';

/** Those that end an attempt and leave the call its chance elsewhere. */
export type AttemptDeadline = 'first_token' | 'attempt' | 'idle';

const never = Number.POSITIVE_INFINITY;

/** Waits for nothing but the end of the call. */
export const deadlinesUntil = (totalAt: number): Deadlines => ({
  totalAt,
  firstTokenAt: never,
  attemptAt: never,
  idleAt: never,
  callerAt: never,
  endAt: never,
});

/** Nothing is waited for of an attempt that is over. */
export function endAttemptDeadlines(deadlines: Deadlines): void {
  deadlines.firstTokenAt = deadlines.attemptAt = deadlines.idleAt = never;
}

/** The first deadline that has passed, the most telling one where several have; undefined when none has. */
export function passedDeadline(deadlines: Deadlines, now: number): DeadlineKind | undefined {
  if (now >= deadlines.endAt) return 'end';
  if (now >= deadlines.callerAt) return 'caller';
  if (now >= deadlines.firstTokenAt) return 'first_token';
  if (now >= deadlines.attemptAt) return 'attempt';
  if (now >= deadlines.idleAt) return 'idle';
  return now >= deadlines.totalAt ? 'total' : undefined;
}
