'use server';
import { revalidatePath } from 'next/cache';
import type { legalHoldCreate } from '#lib/contracts/legal-holds.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  approveLegalHold,
  approvePrivacyRequest,
  completePrivacyRequest,
  createConsentPurpose,
  createLegalHold,
  createPrivacyRequest,
  extendPrivacyRequest,
  linkPrivacyPackage,
  rejectPrivacyRequest,
  releaseLegalHold,
  requestOwnPrivacy,
  setOwnConsent,
  updateConsentPurpose,
  updatePrivacySettings,
  verifyPrivacyRequest,
} from '#lib/privacy/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createRequestAction(values: unknown, options: PerformOptions) {
  return submit(createPrivacyRequest, values, options);
}

export async function verifyRequestAction(id: string, how: string) {
  const done = await perform(verifyPrivacyRequest, { privacy_request_id: id, how });
  revalidatePath('/privacy');
  return done;
}

export async function approveRequestAction(id: string) {
  const done = await perform(approvePrivacyRequest, { privacy_request_id: id });
  revalidatePath('/privacy');
  return done;
}

export async function extendRequestAction(id: string, reason: string) {
  const done = await perform(extendPrivacyRequest, { privacy_request_id: id, reason });
  revalidatePath('/privacy');
  return done;
}

export async function rejectRequestAction(id: string, reason: string) {
  const done = await perform(rejectPrivacyRequest, { privacy_request_id: id, reason });
  revalidatePath('/privacy');
  return done;
}

export async function completeRequestAction(id: string, outcome: string) {
  const done = await perform(completePrivacyRequest, { privacy_request_id: id, outcome });
  revalidatePath('/privacy');
  return done;
}

export async function linkPackageAction(id: string) {
  return perform(linkPrivacyPackage, { privacy_request_id: id });
}

export async function createPurposeAction(values: unknown, options: PerformOptions) {
  return submit(createConsentPurpose, values, options);
}

export async function archivePurposeAction(id: string) {
  const done = await perform(updateConsentPurpose, { purpose_id: id, archived: true });
  revalidatePath('/privacy/consents');
  return done;
}

/** A range says days; the others say whom or what. */
export async function createHoldAction(values: Record<string, unknown>, options: PerformOptions) {
  const { from_day: from, to_day: to, ...rest } = values;
  const instant = (day: unknown) => (typeof day === 'string' && day !== '' ? { at: `${day}T00:00:00.000Z` } : undefined);
  const [start, end] = [instant(from), instant(to)];
  const range = { ...(start === undefined ? {} : { from: start.at }), ...(end === undefined ? {} : { to: end.at }) };
  return submit<typeof legalHoldCreate.input, typeof legalHoldCreate.output>(createLegalHold, { ...rest, ...range }, options);
}

export async function approveHoldAction(id: string) {
  const done = await perform(approveLegalHold, { legal_hold_id: id });
  revalidatePath('/privacy/holds');
  return done;
}

export async function releaseHoldAction(id: string, reason: string) {
  const done = await perform(releaseLegalHold, { legal_hold_id: id, reason });
  revalidatePath('/privacy/holds');
  return done;
}

export async function setPseudonymsAction(isOn: boolean) {
  const done = await perform(updatePrivacySettings, { pseudonymous_analytics: isOn });
  revalidatePath('/privacy/consents');
  return done;
}

export async function setOwnConsentAction(purposeId: string, state: 'given' | 'withdrawn') {
  const done = await perform(setOwnConsent, { purpose_id: purposeId, state });
  revalidatePath('/account/privacy');
  return done;
}

export async function requestOwnPrivacyAction(values: unknown, options: PerformOptions) {
  const done = await submit(requestOwnPrivacy, values, options);
  revalidatePath('/account/privacy');
  return done;
}
