import type { Operation } from '#lib/contracts/operation.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import { auditOriginOf } from './audit-origin.ts';
import { writeAudit } from './audit-writer.ts';
import { bumpConfigVersions } from './config-version.ts';
import type { Invocation, OperationContext } from './context.ts';
import type { Outcome, Unchanged } from './executable.ts';

/** Audit entries, configuration versions and outbox of one outcome, in the transaction that made it. */
export async function recordOutcome(
  invocation: Invocation,
  ctx: OperationContext,
  operation: Operation,
  outcome: Outcome<unknown> | Unchanged<unknown>,
): Promise<void> {
  if (outcome.changes === null) return;
  await writeAudit(ctx.tx, auditOriginOf(invocation, ctx.caller), operation.name, outcome.changes, ctx.now);
  await bumpConfigVersions(ctx.tx, ctx.tenantId, operation.touches ?? []);
  await writeOutbox(ctx.tx, ctx.tenantId, outcome.events ?? []);
}
