import { createHmac } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { analyticsSetting, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { CostDimension } from '#lib/contracts/costs.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { DimensionName } from '#lib/usage/name-dimensions.ts';
import type { UsageFilters } from '#lib/usage/usage-scope.ts';
import type { TimeRange } from './time-range.ts';

/** Who will read an answer: the caller alone, or whoever a file of it is handed to. */
export type Readers = 'caller' | 'anybody';

/** How figures of people are shown in one answer. */
export interface MemberPrivacy {
  readonly mode: 'named' | 'pseudonyms';
  /** With pseudonyms: fewer active people than this and nobody is shown; 0 with names. */
  readonly groupMin: number;
  /** The pseudonym of a person (a UUID), the same all month; undefined where they are shown as they are. */
  pseudonymOf(userId: string): string | undefined;
  /** The pseudonym of a personal key (a UUID), for answers that anybody may read; undefined where its name is shown. */
  keyPseudonymOf(keyId: string): string | undefined;
}

const named: MemberPrivacy = { mode: 'named', groupMin: 0, pseudonymOf: () => undefined, keyPseudonymOf: () => undefined };

/** The calendar month in which a range ends, in its time zone: `2026-11`. */
function monthOf({ current, timeZone }: Pick<TimeRange, 'current' | 'timeZone'>): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit' });
  return parts.format(new Date(current.toMs - 1));
}

/** Base-32 digits: among a million people, two share a pseudonym with a chance of one in two thousand. */
const digits = 10;
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** The same for the same person, salt and month, and for nobody else to compute. */
export function pseudonymFor(salt: Uint8Array, month: string, id: string, prefix: 'member' | 'key' = 'member'): string {
  const hash = createHmac('sha256', salt).update(`${month} ${id}`).digest();
  return `${prefix}_${Array.from(hash.subarray(0, digits), (byte) => alphabet[byte % 32] ?? '0').join('')}`;
}

/** What the organization decided. People see themselves by name, but not in what others read too. */
export async function readMemberPrivacy(
  { tx, tenantId, caller }: OperationContext,
  range: Pick<TimeRange, 'current' | 'timeZone'>,
  readers: Readers = 'caller',
): Promise<MemberPrivacy> {
  const [row] = await tx.select().from(analyticsSetting).where(eq(analyticsSetting.tenantId, tenantId));
  if (row === undefined || row.memberPrivacy === 'named') return named;
  const month = monthOf(range);
  return {
    mode: 'pseudonyms',
    groupMin: row.groupMin,
    pseudonymOf: (userId) =>
      readers === 'caller' && userId === caller.userId ? undefined : pseudonymFor(row.pseudonymSalt, month, userId),
    keyPseudonymOf: (keyId) => (readers === 'caller' ? undefined : pseudonymFor(row.pseudonymSalt, month, keyId, 'key')),
  };
}

/** Whoever asks for one person's figures would know whose they are: with pseudonyms only the own ones are given. */
export function refuseHiddenMember({ caller }: OperationContext, { mode }: MemberPrivacy, { user_id: userId }: UsageFilters): void {
  if (mode === 'named' || userId === undefined || userId === caller.userId) return;
  throw new AppError('forbidden', {
    detail: 'This organization shows figures of people under pseudonyms, so they cannot be asked for by name.',
  });
}

/** What sums of people may be split by besides: neither says whose they are. */
const untelling: ReadonlySet<CostDimension> = new Set(['user', 'provider', 'model']);

/** With pseudonyms, a person beside their key, team or project would be known by it. Throws `forbidden`. */
export function refuseTellingGroups({ mode }: MemberPrivacy, by: readonly CostDimension[]): void {
  if (mode === 'named' || !by.includes('user') || by.every((of) => untelling.has(of))) return;
  throw new AppError('forbidden', {
    detail: 'This organization shows figures of people under pseudonyms, so they are split by provider and model alone.',
  });
}

/** A person in an answer: public id and name, or the pseudonym alone. */
export function toMemberName(
  privacy: MemberPrivacy,
  { value, name }: DimensionName,
): { readonly id: string; readonly name: string | null } {
  const pseudonym = privacy.pseudonymOf(value);
  return pseudonym === undefined ? { id: toPublicId('user', value), name } : { id: pseudonym, name: pseudonym };
}

/** Which of these keys belong to one person each, so that their names and figures are that person's. */
export async function personalKeysAmong({ tx, tenantId }: OperationContext, keyIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (keyIds.length === 0) return new Set();
  const rows = await tx
    .select({ id: virtualKey.id })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.kind, 'personal'), inArray(virtualKey.id, [...keyIds])));
  return new Set(rows.map(({ id }) => id));
}
