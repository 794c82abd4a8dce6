import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import type { OperationContext } from './context.ts';
import type { Executable, Outcome, Unchanged } from './executable.ts';
import { runOnce } from './idempotency.ts';
import { recordOutcome } from './record-outcome.ts';
import { admit, withAuthorisedContext } from './steps.ts';

/** Carries out a change: one transaction with the change, its audit entries, configuration versions and events. */
export function defineCommand<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<Input, Output>,
  run: (ctx: OperationContext, input: z.output<Input>) => Promise<Outcome<z.output<Output>> | Unchanged<z.output<Output>>>,
): Executable<Input, Output> {
  return {
    operation,
    async execute(invocation, raw) {
      const call = admit(invocation, operation, raw);
      const result = await withAuthorisedContext(invocation, call, { readOnly: false }, (ctx) =>
        runOnce(invocation, ctx, operation, raw, async () => {
          const outcome = await run(ctx, call.input);
          await recordOutcome(invocation, ctx, operation, outcome);
          return outcome.result;
        }),
      );
      if (operation.touches !== undefined) invocation.runtime.hintConfigChanged();
      return result;
    },
  };
}
