import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import type { OperationContext } from './context.ts';
import type { Executable } from './executable.ts';
import { admit, withAuthorisedContext } from './steps.ts';

/** Carries out a read: one read-only transaction, no audit entry. */
export function defineQuery<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<Input, Output>,
  run: (ctx: OperationContext, input: z.output<Input>) => Promise<z.output<Output>>,
): Executable<Input, Output> {
  return {
    operation,
    async execute(invocation, raw) {
      const call = admit(invocation, operation, raw);
      return withAuthorisedContext(invocation, call, { readOnly: true }, (ctx) => run(ctx, call.input));
    },
  };
}
