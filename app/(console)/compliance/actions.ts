'use server';
import { revalidatePath } from 'next/cache';
import {
  archiveFramework,
  askAcceptance,
  completeReview,
  createAttestation,
  createFramework,
  decideAcceptance,
  decideReview,
  getFramework,
  remediateFinding,
  revokeAttestation,
  runAudit,
  setProviderRecord,
  startReview,
  undoRemediation,
  updateComplianceSettings,
  updateFinding,
  updateFramework,
} from '#lib/compliance/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

type Values = Record<string, unknown>;

/** What any of these changes may show on each page of compliance. */
const refresh = (): void => revalidatePath('/compliance', 'layout');

export async function runAuditAction() {
  const done = await perform(runAudit, {});
  refresh();
  return done;
}

export async function updateSettingsAction(values: Values, options: PerformOptions) {
  const done = await submit(updateComplianceSettings, values, options);
  refresh();
  return done;
}

export async function createFrameworkAction(values: Values, options: PerformOptions) {
  const done = await submit(createFramework, values, options);
  refresh();
  return done;
}

export async function updateFrameworkAction(values: Values, options: PerformOptions) {
  const done = await submit(updateFramework, values, options);
  refresh();
  return done;
}

/** The framework as it is now, for whoever saves over somebody else. */
export async function currentFrameworkAction(framework: string) {
  return perform(getFramework, { framework });
}

export async function archiveFrameworkAction(framework: string) {
  const done = await perform(archiveFramework, { framework });
  refresh();
  return done;
}

export async function updateFindingAction(values: Values, options: PerformOptions) {
  const done = await submit(updateFinding, values, options);
  refresh();
  return done;
}

export async function askAcceptanceAction(values: Values, options: PerformOptions) {
  const done = await submit(askAcceptance, values, options);
  refresh();
  return done;
}

export async function decideAcceptanceAction(findingId: string, accept: boolean) {
  const done = await perform(decideAcceptance, { finding_id: findingId, accept });
  refresh();
  return done;
}

export async function remediateAction(findingId: string) {
  const done = await perform(remediateFinding, { finding_id: findingId });
  refresh();
  return done;
}

export async function undoAction(findingId: string) {
  const done = await perform(undoRemediation, { finding_id: findingId });
  refresh();
  return done;
}

export async function attestAction(values: Values, options: PerformOptions) {
  const done = await submit(createAttestation, values, options);
  refresh();
  return done;
}

export async function revokeAttestationAction(attestationId: string) {
  const done = await perform(revokeAttestation, { attestation_id: attestationId });
  refresh();
  return done;
}

export async function setProviderAction(values: Values, options: PerformOptions) {
  const done = await submit(setProviderRecord, values, options);
  refresh();
  return done;
}

export async function startReviewAction(values: Values, options: PerformOptions) {
  const done = await submit(startReview, values, options);
  refresh();
  return done;
}

export async function decideReviewAction(itemId: string, decision: 'keep' | 'revoke') {
  const done = await perform(decideReview, { item_id: itemId, decision });
  refresh();
  return done;
}

export async function completeReviewAction(reviewId: string) {
  const done = await perform(completeReview, { review_id: reviewId });
  refresh();
  return done;
}
