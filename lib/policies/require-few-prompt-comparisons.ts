import { and, eq, isNull, or } from 'drizzle-orm';
import { policy, policyVersion } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { promptComparisonsMax } from '#lib/contracts/policy-names.ts';
import { AppError } from '#lib/core/errors.ts';
import { fieldsOf } from './engine/fields-of.ts';
import { fromStoredDefinition } from './stored-definition.ts';

/** Comparisons of a stored definition that read the text of requests. */
const promptComparisonsIn = (stored: unknown): number =>
  fromStoredDefinition(stored)
    ?.rules.conditions.flatMap(fieldsOf)
    .filter((field) => field === 'prompt').length ?? 0;

/**
 * Refuses a change after which all that is in force or watches would read the text of each request too often: each comparison
 * goes through all of it, and calls of every tenant wait meanwhile. Asked when the change is written; `policyId` is whose
 * version it puts there, and one that reads no text passes. Throws `validation_failed`.
 */
export async function requireFewPromptComparisons({ tx, tenantId }: OperationContext, policyId: string, pointer: string): Promise<void> {
  const rows = await tx
    .select({ policyId: policy.id, stored: policyVersion.definition })
    .from(policy)
    .innerJoin(policyVersion, and(eq(policyVersion.tenantId, policy.tenantId), eq(policyVersion.policyId, policy.id)))
    .where(
      and(
        eq(policy.tenantId, tenantId),
        isNull(policy.archivedAt),
        or(eq(policyVersion.number, policy.activeVersion), eq(policyVersion.number, policy.shadowVersion)),
      ),
    );
  const counted = rows.map((row) => ({ ...row, comparisons: promptComparisonsIn(row.stored) }));
  if (!counted.some((row) => row.policyId === policyId && row.comparisons > 0)) return;
  const sum = counted.reduce((total, { comparisons }) => total + comparisons, 0);
  if (sum <= promptComparisonsMax) return;
  const detail = `All policies in force, and those that watch, may compare prompt ${promptComparisonsMax} times together; with this one they would ${sum} times. A pattern can look for several words at once: "a|b|c".`;
  throw new AppError('validation_failed', { errors: [{ pointer, detail }] });
}
