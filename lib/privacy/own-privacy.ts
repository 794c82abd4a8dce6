import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { consentPurpose, consentRecord, privacyRequest } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type OwnPrivacy, ownConsentSet, ownPrivacyGet, ownPrivacyRequest } from '#lib/contracts/consents.ts';
import { AuditedRequest, audited } from './move-request.ts';
import { noteConsent } from './note-consent.ts';
import { noteRequest } from './note-request.ts';
import { readRequests } from './request-rows.ts';
import { readProcessing } from './settle-processing.ts';

/** Purposes and requests shown at most. */
const shownMax = 200;

type OwnPurpose = OwnPrivacy['purposes'][number];

async function readOwnPurposes({ tx, tenantId, caller }: OperationContext): Promise<OwnPurpose[]> {
  const newest = tx
    .selectDistinctOn([consentRecord.purposeId])
    .from(consentRecord)
    .where(and(eq(consentRecord.tenantId, tenantId), eq(consentRecord.userId, caller.userId)))
    .orderBy(consentRecord.purposeId, desc(consentRecord.id))
    .as('newest');
  const rows = await tx
    .select({ purpose: consentPurpose, state: newest.state, textVersion: newest.textVersion, at: newest.createdAt })
    .from(consentPurpose)
    .leftJoin(newest, eq(newest.purposeId, consentPurpose.id))
    .where(and(eq(consentPurpose.tenantId, tenantId), isNull(consentPurpose.archivedAt)))
    .orderBy(sql`lower(${consentPurpose.name})`)
    .limit(shownMax);
  return rows.map(({ purpose, state, textVersion, at }) => ({
    ...{ purpose_id: purpose.id, name: purpose.name, description: purpose.description, basis: purpose.basis, effect: purpose.effect },
    text_version: purpose.textVersion,
    state: state === 'given' && textVersion !== purpose.textVersion ? 'outdated' : (state ?? 'never'),
    since: at,
  }));
}

async function readOwnPrivacy(ctx: OperationContext): Promise<OwnPrivacy> {
  const purposes = await readOwnPurposes(ctx);
  const where = eq(privacyRequest.userId, ctx.caller.userId);
  const requests = await readRequests(ctx, { where, orderBy: desc(privacyRequest.receivedAt), limit: shownMax });
  const { restrictedAt, objectedAt, isPseudonymous } = await readProcessing(ctx, ctx.caller.userId);
  return {
    purposes,
    requests: requests.map(({ created_by_name: _, verified_by_name: __, approved_by_name: ___, ...request }) => request),
    ...{ restricted: restrictedAt !== null, objected: objectedAt !== null, pseudonymous: isPseudonymous },
  };
}

export const getOwnPrivacy = defineQuery(ownPrivacyGet, readOwnPrivacy);

export const setOwnConsent = defineCommand(ownConsentSet, async (ctx, { purpose_id: purposeId, state, text_version: textVersion }) => {
  const said = { userId: ctx.caller.userId, purposeId, state, textVersion, evidence: 'Said so while signed in' };
  const { changes, events } = await noteConsent(ctx, said);
  return { result: await readOwnPrivacy(ctx), changes, events };
});

export const requestOwnPrivacy = defineCommand(ownPrivacyRequest, async (ctx, { kind, note }) => {
  const { userId } = ctx.caller;
  const request = await noteRequest(ctx, { kind, law: 'gdpr', userId, note, verifiedHow: 'Asked while signed in, with a recent proof' });
  const change = changeOf('privacy_request', 'privacyRequest', AuditedRequest, null, audited(request));
  return { result: await readOwnPrivacy(ctx), changes: [change] };
});
