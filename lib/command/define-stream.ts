import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import type { Invocation, OperationContext } from './context.ts';
import { admit, withAuthorisedContext } from './steps.ts';

/** One server-sent event; `id` lets a browser resume. */
export interface StreamEvent<Payload> {
  readonly id: string;
  readonly payload: Payload;
}

export interface StreamParts<Input, Payload> {
  /** Milliseconds between two reads. */
  readonly intervalMs: number;
  /**
   * Reads the present state in a short transaction that is authorised each time, so a revoked session or role ends the
   * stream at its next turn. Null: nothing new since the event with `lastId`.
   */
  read(ctx: OperationContext, input: Input, lastId: string | undefined): Promise<StreamEvent<Payload> | null>;
}

export interface StreamExecutable<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly operation: Operation<Input, Output>;
  /** The first read happens before this resolves, so that refusals still have a status of their own. */
  open(
    invocation: Invocation,
    raw: unknown,
    lastId: string | undefined,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<StreamEvent<z.output<Output>> | null>>;
}

/** Carries out a live stream; yields null where nothing was new, which keeps the line open. */
export function defineStream<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<Input, Output>,
  parts: StreamParts<z.output<Input>, z.output<Output>>,
): StreamExecutable<Input, Output> {
  return {
    operation,
    async open(invocation, raw, resumeFrom, signal) {
      const call = admit(invocation, operation, raw);
      const read = (lastId: string | undefined) =>
        withAuthorisedContext(invocation, call, { readOnly: true }, (ctx) => parts.read(ctx, call.input, lastId));
      const first = await read(resumeFrom);
      return turns(first, resumeFrom, read, parts.intervalMs, signal);
    },
  };
}

async function* turns<Payload>(
  first: StreamEvent<Payload> | null,
  resumeFrom: string | undefined,
  read: (lastId: string | undefined) => Promise<StreamEvent<Payload> | null>,
  intervalMs: number,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent<Payload> | null> {
  let event = first;
  let lastId = resumeFrom;
  while (!signal.aborted) {
    yield event;
    lastId = event?.id ?? lastId;
    await pause(intervalMs, signal);
    if (signal.aborted) return;
    event = await read(lastId);
  }
}

/** Waits, but not past the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
