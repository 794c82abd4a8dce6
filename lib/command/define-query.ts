import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import type { OperationContext } from './context.ts';
import type { Executable } from './executable.ts';
import { parseInput, requireAuthentication, withAuthorisedContext } from './steps.ts';

/** Carries out a read: one read-only transaction, no audit entry. */
export function defineQuery<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<Input, Output>,
  run: (ctx: OperationContext, input: z.output<Input>) => Promise<z.output<Output>>,
): Executable<Input, Output> {
  return {
    operation,
    async execute(invocation, raw) {
      const authentication = requireAuthentication(invocation);
      const input = parseInput(operation.input, raw);
      return withAuthorisedContext(invocation, authentication, operation, input, { readOnly: true }, (ctx) => run(ctx, input));
    },
  };
}
