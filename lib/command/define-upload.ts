import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import type { Invocation, OperationContext } from './context.ts';
import type { Outcome, Unchanged } from './executable.ts';
import { recordOutcome } from './record-outcome.ts';
import { admit, withAuthorisedContext } from './steps.ts';

/** Chunks of a request body, in order. */
export type ByteStream = AsyncIterable<Uint8Array>;

export interface UploadParts<Input, Received, Result> {
  /** Parses the stream with bounded memory; no transaction is open. Throws AppError for bad content. */
  receive(body: ByteStream, input: Input): Promise<Received>;
  run(ctx: OperationContext, input: Input, received: Received): Promise<Outcome<Result> | Unchanged<Result>>;
}

export interface UploadExecutable<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly operation: Operation<Input, Output>;
  execute(invocation: Invocation, raw: unknown, body: ByteStream): Promise<z.output<Output>>;
}

/** Carries out an upload: who may not store gets refused before the first byte is read. */
export function defineUpload<Input extends z.ZodType, Output extends z.ZodType, Received>(
  operation: Operation<Input, Output>,
  parts: UploadParts<z.output<Input>, Received, z.output<Output>>,
): UploadExecutable<Input, Output> {
  return {
    operation,
    async execute(invocation, raw, body) {
      const call = admit(invocation, operation, raw);
      await withAuthorisedContext(invocation, call, { readOnly: true }, async () => undefined);
      const received = await parts.receive(body, call.input);
      const result = await withAuthorisedContext(invocation, call, { readOnly: false }, async (ctx) => {
        const outcome = await parts.run(ctx, call.input, received);
        await recordOutcome(invocation, ctx, operation, outcome);
        return outcome.result;
      });
      if (operation.touches !== undefined) invocation.runtime.hintConfigChanged();
      return result;
    },
  };
}
