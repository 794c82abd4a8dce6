import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { type CarryingOut, carryOutPrivacyRequests } from '#lib/privacy/carry-out-requests.ts';
import { approvePrivacyRequest, createPrivacyRequest, verifyPrivacyRequest } from '#lib/privacy/index.ts';
import type { CompanyScene } from './company-scene.ts';
import type { SamplePerson } from './sample-company.ts';

/** One run of the job. */
export const carryOut = (scene: CompanyScene, change: Partial<CarryingOut> = {}): Promise<number> =>
  carryOutPrivacyRequests(
    { databases: scene.database.databases, masters: scene.runtime.masterKeys, logger: silentLogger, now: () => Date.now(), ...change },
    new AbortController().signal,
  );

/** All of a file. */
export async function collected(pieces: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const piece of pieces) chunks.push(Buffer.from(piece));
  return Buffer.concat(chunks);
}

/** A request about the member of the company, let through by somebody. */
export async function approvedRequest(scene: CompanyScene, kind: 'access' | 'erasure', approver: SamplePerson) {
  const admin = scene.as(scene.company.admin);
  const { id } = await createPrivacyRequest.execute(admin, { kind, user_id: toPublicId('user', scene.company.member.userId) });
  const named = { privacy_request_id: toPublicId('privacyRequest', id) };
  await verifyPrivacyRequest.execute(admin, { ...named, how: 'By telephone' });
  await approvePrivacyRequest.execute(scene.as(approver), named);
  return named;
}
