import { and, count, eq, inArray } from 'drizzle-orm';
import { keyLoan, virtualKey } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { keyReportLeak, leakedKeysMax } from '#lib/contracts/key-safety.ts';
import { disableKeys } from '#lib/organization/index.ts';
import { mentionKeys } from './disable-all-keys.ts';
import { leakedMail } from './key-mail.ts';
import { mailStewards } from './key-stewards.ts';
import { mailLoanStewards } from './loan-stewards.ts';
import { stopLentSecrets } from './stop-lent-secrets.ts';
import { hashVirtualKey, looksLikeVirtualKey } from './virtual-key.ts';

/** What may be a key, in any text: the prefix, letters and digits. A longer run of them is none. */
const candidatePattern = /(?<![0-9A-Za-z_])tg_[0-9A-Za-z]{38}(?![0-9A-Za-z])/g;

/** Texts with the form and the checksum of a key, each once. */
export const keysIn = (text: string): string[] =>
  [...new Set(text.match(candidatePattern) ?? [])].filter(looksLikeVirtualKey).slice(0, leakedKeysMax);

/**
 * Whoever knows a key proves it by naming it, so everybody may report one. Nothing of the text is kept: what is looked up is its
 * hash. Keys of other organizations look like keys of nobody. Of a key that is lent, the secret of the borrower is told from
 * the others, and stops alone.
 */
export const reportLeak = defineCommand(keyReportLeak, async (ctx, input) => {
  const { tx, tenantId, runtime } = ctx;
  const hashes = keysIn(input.text).map((key) => hashVirtualKey(runtime.keyPepper, key));
  if (hashes.length === 0) return { result: { candidates: 0, disabled: [], known: 0 }, changes: null };
  const named = inArray(virtualKey.keyHash, hashes);
  const [row] = await tx
    .select({ known: count() })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), named));
  const disabled = await mentionKeys(ctx, named, leakedKeysMax);
  // What was disabled for another reason could be enabled again.
  await tx
    .update(virtualKey)
    .set({ disabledFor: 'leak' })
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.status, 'disabled'), named));
  const { ids, changes, events } = await disableKeys(ctx, named, 'leak');
  const lent = await stopLentSecrets(ctx, inArray(keyLoan.keyHash, hashes));
  const result = { candidates: hashes.length, disabled, known: (row?.known ?? 0) + lent.length };
  const [first, ...others] = [...changes, ...lent.map(({ change }) => change)].map((change) => ({
    ...change,
    after: { ...change.after, found_at: input.found_at ?? null },
  }));
  if (first === undefined) return { result, changes: null };
  const report = { reporter: ctx.caller.name || ctx.caller.email, foundAt: input.found_at ?? null };
  await mailStewards(ctx, ids, (key) => leakedMail(key, report));
  await mailLoanStewards(ctx, lent, report);
  return { result, changes: [first, ...others], events };
});
