import type { z } from 'zod';
import type { Operation } from '#lib/contracts/operation.ts';
import type { OperationContext } from './context.ts';
import type { Executable, Outcome, Unchanged } from './executable.ts';
import { replayOf, runOnce } from './idempotency.ts';
import { recordOutcome } from './record-outcome.ts';
import { admit, withAuthorisedContext } from './steps.ts';

/** The three parts of an action; only `effect` may touch the network or take its time, and it holds no transaction. */
export interface ActionParts<Input, Plan, Effect, Result> {
  /** Reads what the effect needs. */
  prepare(ctx: OperationContext, input: Input): Promise<Plan>;
  /** Does the work; should turn expected failures into values, so that `record` can keep them. */
  effect(plan: Plan, input: Input): Promise<Effect>;
  /** Stores what came of it. Access is checked again: it may have been revoked meanwhile. */
  record(ctx: OperationContext, input: Input, effect: Effect): Promise<Outcome<Result> | Unchanged<Result>>;
}

/**
 * Carries out work that must answer now and cannot happen inside a transaction: a connection test, a password to be hashed.
 * Under one Idempotency-Key the effect may happen twice when two requests come at once; what is recorded happens once.
 */
export function defineAction<Input extends z.ZodType, Output extends z.ZodType, Plan, Effect>(
  operation: Operation<Input, Output>,
  parts: ActionParts<z.output<Input>, Plan, Effect, z.output<Output>>,
): Executable<Input, Output> {
  return {
    operation,
    async execute(invocation, raw) {
      const call = admit(invocation, operation, raw);
      const prepared = await withAuthorisedContext(invocation, call, { readOnly: true }, async (ctx) => {
        const replay = await replayOf(invocation, ctx, operation, raw);
        return replay === undefined ? { plan: await parts.prepare(ctx, call.input) } : { replay };
      });
      if (prepared.replay !== undefined) return prepared.replay.result;
      const effect = await parts.effect(prepared.plan, call.input);
      const result = await withAuthorisedContext(invocation, call, { readOnly: false }, (ctx) =>
        runOnce(invocation, ctx, operation, raw, async () => {
          const outcome = await parts.record(ctx, call.input, effect);
          await recordOutcome(invocation, ctx, operation, outcome);
          return outcome.result;
        }),
      );
      if (operation.touches !== undefined) invocation.runtime.hintConfigChanged();
      return result;
    },
  };
}
