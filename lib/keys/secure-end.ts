import { and, eq, inArray } from 'drizzle-orm';
import { placeSetting } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { securityDemands, strictestLevel } from '#lib/contracts/security-levels.ts';
import { AppError } from '#lib/core/errors.ts';
import { readPlacePath } from '#lib/organization/place-path.ts';

/** Where a key lies; where both are null it lies in the organization alone. */
interface Place {
  readonly teamId: string | null;
  readonly departmentId: string | null;
}

const dayMs = 86_400_000;

interface Latest {
  readonly end: Date;
  readonly days: number;
  readonly level: string;
}

/** The latest end that the security levels around a key allow; null where they ask for none. */
async function latestEnd({ tx, tenantId, now }: OperationContext, { teamId, departmentId }: Place): Promise<Latest | null> {
  const set = await tx
    .select({ id: placeSetting.placeId, level: placeSetting.securityLevel })
    .from(placeSetting)
    .where(and(eq(placeSetting.tenantId, tenantId), inArray(placeSetting.securityLevel, ['elevated', 'strict'])));
  if (set.length === 0) return null;
  const id = teamId ?? departmentId;
  const path = await readPlacePath(tx, tenantId, teamId !== null ? 'team' : id === null ? 'tenant' : 'department', id ?? tenantId);
  const level = strictestLevel(path.map((place) => set.find((one) => one.id === place.id)?.level ?? null));
  const days = level === null ? null : securityDemands[level].keyDaysMax;
  return days === null || level === null ? null : { end: new Date(now.getTime() + days * dayMs), days, level };
}

/** Refuses an end that the security level of the place does not allow; what is undefined says nothing, null means never. */
export async function requireSecureEnd(ctx: OperationContext, place: Place, expiresAt: Date | null | undefined): Promise<void> {
  if (expiresAt === undefined) return;
  const latest = await latestEnd(ctx, place);
  if (latest === null || (expiresAt !== null && expiresAt <= latest.end)) return;
  const detail = `The security level here is ${latest.level}, where keys end within ${latest.days} days`;
  throw new AppError('validation_failed', { errors: [{ pointer: '/expires_at', detail }] });
}

/** The end of a key that is made now: as it was wanted, or as the security level of its place allows where that is sooner. */
export async function secureEnd(ctx: OperationContext, place: Place, wanted: Date | null): Promise<Date | null> {
  const latest = await latestEnd(ctx, place);
  return latest !== null && (wanted === null || wanted > latest.end) ? latest.end : wanted;
}
