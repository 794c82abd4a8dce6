import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { virtualKey } from '#db/schema/index.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { disableKey, enableKey } from '#lib/keys/index.ts';
import { nothing } from '../estimate.ts';
import { counted } from '../money-words.ts';
import type { RecommendationKind, Step } from '../recommendation-kind.ts';

const dayMs = 86_400_000;
/** A key that nobody used for so long is forgotten rather than spared. */
const idleDays = 60;
/** Keys that one click disables, at most. */
const keysMax = 50;
/** Names shown as evidence. */
const namesShown = 10;

const Plan = z.object({ keyIds: z.array(z.string()) });
const Memo = z.object({ disabled: z.array(z.string()) });

/** Keys that are open and that nobody uses: no cost now, and whoever finds one can make some. */
export const unusedKeys: RecommendationKind = {
  name: 'unused_keys',
  isHousekeeping: true,
  find: ({ keys, now }) => {
    const since = now.getTime() - idleDays * dayMs;
    const idle = keys.filter(({ createdAt, lastUsedAt }) => (lastUsedAt ?? createdAt).getTime() < since).slice(0, keysMax);
    if (idle.length === 0) return [];
    const what = idle.length === 1 ? '1 key' : `${counted(idle.length)} keys`;
    return [
      {
        fingerprint: 'keys',
        title: `${what} unused for ${idleDays} days`,
        summary: 'An open key that nobody needs is only good for whoever finds it. Disabled keys can be enabled again.',
        risk: 'A job that runs less often than every two months would be refused.',
        estimate: nothing,
        ...{ confidence: 'high', effort: 'low' },
        evidence: idle.slice(0, namesShown).map(({ id, name, lastUsedAt }) => ({
          label: name,
          value: lastUsedAt === null ? 'never used' : `last used ${lastUsedAt.toISOString().slice(0, 10)}`,
          href: `/keys?open=${toPublicId('key', id)}`,
        })),
        plan: { keyIds: idle.map(({ id }) => id) },
      },
    ];
  },
  change: {
    apply: async ({ tx, tenantId, now }, plan) => {
      const { keyIds } = Plan.parse(plan);
      const rows = await tx
        .select({ id: virtualKey.id, lastUsedAt: virtualKey.lastUsedAt })
        .from(virtualKey)
        .where(and(eq(virtualKey.tenantId, tenantId), inArray(virtualKey.id, keyIds), eq(virtualKey.status, 'active')));
      // What was used since it was found is needed after all.
      const idle = rows.filter(({ lastUsedAt }) => lastUsedAt === null || lastUsedAt.getTime() < now.getTime() - idleDays * dayMs);
      const [first, ...rest] = idle.map(({ id }): Step => {
        const input = { key_id: toPublicId('key', id) };
        return { executable: disableKey, input, takeBack: { executable: enableKey, input } };
      });
      if (first === undefined) throw new AppError('conflict', { detail: 'None of the keys is active and unused any more.' });
      return { steps: [first, ...rest], memo: { disabled: idle.map(({ id }) => id) } };
    },
    undo: async ({ tx, tenantId }, _plan, memo) => {
      const { disabled } = Memo.parse(memo);
      const rows = await tx
        .select({ id: virtualKey.id })
        .from(virtualKey)
        .where(and(eq(virtualKey.tenantId, tenantId), inArray(virtualKey.id, disabled), eq(virtualKey.status, 'disabled')));
      const [first, ...rest] = rows.map(({ id }): Step => ({ executable: enableKey, input: { key_id: toPublicId('key', id) } }));
      if (first === undefined) throw new AppError('conflict', { detail: 'None of the keys is disabled any more.' });
      return [first, ...rest];
    },
  },
};
