import { eq, sql } from 'drizzle-orm';
import { consentPurpose, consentRecord, userAccount } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Consent } from '#lib/contracts/consents.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { TollgateEvent } from '#lib/events/events.ts';
import { readConsents } from './consent-rows.ts';
import { readPurpose } from './purpose-rows.ts';
import { settleProcessing } from './settle-processing.ts';

export interface SaidConsent {
  readonly userId: string;
  readonly purposeId: string;
  readonly state: 'given' | 'withdrawn';
  readonly textVersion: number | undefined;
  readonly evidence: string;
}

/** Stores what a person said, and brings how their data is processed in line with it. `conflict` where that cannot be said. */
export async function noteConsent(
  ctx: OperationContext,
  { userId, purposeId, state, textVersion, evidence }: SaidConsent,
): Promise<{ consent: Consent; changes: [Change, ...Change[]]; events: readonly TollgateEvent[] }> {
  const { tx, tenantId, caller, now } = ctx;
  await lockRow(tx, userAccount, tenantId, userId);
  // Shared with whoever else consents, apart from whoever changes the text.
  await lockRow(tx, consentPurpose, tenantId, purposeId);
  const purpose = await readPurpose(ctx, purposeId);
  if (purpose.archived_at !== null) throw new AppError('conflict', { detail: 'This purpose is archived.' });
  if (purpose.basis !== 'consent')
    throw new AppError('conflict', { detail: 'This purpose does not rest on consent. Somebody who minds can object to it.' });
  const version = textVersion ?? purpose.text_version;
  if (version > purpose.text_version || (state === 'given' && version < purpose.text_version))
    throw new AppError('conflict', { detail: `The text is at version ${purpose.text_version} now. Show it again.` });
  const id = newUuid(now.getTime());
  const row = { tenantId, id, purposeId, userId, state, textVersion: version, evidence, recordedBy: caller.userId, createdAt: now };
  await tx.insert(consentRecord).values(row);
  const [consent] = await readConsents(ctx, { where: eq(consentRecord.id, id), orderBy: sql`1`, limit: 1 });
  if (consent === undefined) throw new AppError('not_found');
  const settled = await settleProcessing(ctx, userId);
  return {
    consent,
    changes: [changeOf('consent', 'consentRecord', Consent, null, consent), ...settled.changes],
    events: settled.events,
  };
}
