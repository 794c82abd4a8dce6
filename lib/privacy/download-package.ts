import { randomBytes } from 'node:crypto';
import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { encryptionKey, privacyPackagePart, privacyRequest } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineDownload } from '#lib/command/define-download.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { unwrapDataKey } from '#lib/connections/keyring.ts';
import { packageLinkMinutes, privacyPackageDownload, privacyPackageLink } from '#lib/contracts/privacy-requests.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { open } from '#lib/core/secrets.ts';
import { linkTokenHash } from '#lib/mail/link-token.ts';
import { partContext } from './make-package.ts';

/** A package is for whom it is about and for who handles requests; for others there is none. */
function requireMayFetch({ access, caller }: OperationContext, userId: string | null): void {
  if (userId !== caller.userId && !access.allows('privacy.write', tenantPlacement)) throw new AppError('not_found');
}

export const linkPrivacyPackage = defineCommand(privacyPackageLink, async (ctx, { privacy_request_id: id }) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, privacyRequest, tenantId, id);
  const isThis = and(eq(privacyRequest.tenantId, tenantId), eq(privacyRequest.id, id));
  const [request] = await tx.select().from(privacyRequest).where(isThis);
  if (request === undefined) throw new AppError('not_found');
  requireMayFetch(ctx, request.userId);
  if (request.downloadedAt !== null)
    throw new AppError('conflict', { detail: 'The package was downloaded already. It can be asked for again.' });
  if (request.packageBytes === null) throw new AppError('conflict', { detail: 'There is no package, or not any more.' });
  const token = randomBytes(32).toString('hex');
  const expiresAt = new Date(now.getTime() + packageLinkMinutes * 60_000);
  await tx
    .update(privacyRequest)
    .set({ linkHash: linkTokenHash(token), linkExpiresAt: expiresAt })
    .where(isThis);
  const change = { resource: 'privacy_package', id: toPublicId('privacyRequest', id), before: null, after: { link_expires_at: expiresAt } };
  return { result: { token, expires_at: expiresAt }, changes: [change] };
});

/** How long a download may take before the package is deleted, in milliseconds. */
const downloadMs = 3_600_000;

/** The request behind a link that is good now, marked as downloaded: the link is spent with its first byte. */
async function spendLink(ctx: OperationContext, token: string): Promise<Place> {
  const { tx, tenantId, now } = ctx;
  const isGood = and(
    eq(privacyRequest.tenantId, tenantId),
    eq(privacyRequest.linkHash, linkTokenHash(token)),
    gt(privacyRequest.linkExpiresAt, now),
    isNull(privacyRequest.downloadedAt),
  );
  const [request] = await tx.select().from(privacyRequest).where(isGood).for('update');
  if (request === undefined || request.packageBytes === null) throw new AppError('not_found');
  requireMayFetch(ctx, request.userId);
  await tx
    .update(privacyRequest)
    .set({ downloadedAt: now, linkHash: null, linkExpiresAt: null, nextAttemptAt: new Date(now.getTime() + downloadMs) })
    .where(and(eq(privacyRequest.tenantId, tenantId), eq(privacyRequest.id, request.id)));
  return { requestId: request.id, position: 0, bytesLeft: request.packageBytes };
}

async function readPart({ tx, tenantId, runtime }: OperationContext, requestId: string, position: number): Promise<Buffer | undefined> {
  const [part] = await tx
    .select({ content: privacyPackagePart.content, key: encryptionKey })
    .from(privacyPackagePart)
    .innerJoin(encryptionKey, and(eq(encryptionKey.tenantId, tenantId), eq(encryptionKey.id, privacyPackagePart.encryptionKeyId)))
    .where(
      and(
        eq(privacyPackagePart.tenantId, tenantId),
        eq(privacyPackagePart.requestId, requestId),
        eq(privacyPackagePart.position, position),
      ),
    )
    .orderBy(asc(privacyPackagePart.position));
  if (part === undefined) return undefined;
  const { key } = unwrapDataKey(runtime.masterKeys, tenantId, part.key);
  return open(key, part.content, partContext(tenantId, requestId, position));
}

interface Place {
  readonly requestId: string;
  readonly position: number;
  readonly bytesLeft: number;
}

export const downloadPrivacyPackage = defineDownload(privacyPackageDownload, {
  fileName: () => 'personal-data.zip',
  async read(ctx, { token }, from: Place | undefined) {
    const { requestId, position, bytesLeft } = from ?? (await spendLink(ctx, token));
    const content = await readPart(ctx, requestId, position);
    // Ended properly, a file that is not whole would look complete.
    if (content === undefined) throw new AppError('conflict', { detail: 'The package is gone before it was read to its end.' });
    const left = bytesLeft - content.length;
    return { text: content, next: left <= 0 ? null : { requestId, position: position + 1, bytesLeft: left } };
  },
});
