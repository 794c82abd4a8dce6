import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { AppDatabase } from '#db/client.ts';
import { privacyPackagePart, privacyRequest } from '#db/schema/index.ts';
import { clientOf, inTenant } from '#db/tenant.ts';
import { dataKeyForSealing } from '#lib/connections/keyring.ts';
import { contentOpener } from '#lib/content-log/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { seal } from '#lib/core/secrets.ts';
import { leaseUntil } from './lease.ts';
import { personFiles } from './person-files.ts';
import type { Subject } from './subject.ts';
import { type ZipEntry, zipStream } from './zip-stream.ts';

/** Bytes of one stored part. */
const partBytes = 1024 * 1024;

/** What a part's seal is bound to: parts can be neither exchanged nor put in another order. */
export const partContext = (tenantId: string, requestId: string, position: number): string =>
  `privacy-package:${tenantId}:${requestId}:${position}`;

async function* oneText(text: string): AsyncGenerator<string> {
  yield text;
}

/** Names each file with its sum; what is wrong in a copy shows. */
const manifestOf =
  ({ tenantId, requestId, userId, email, name }: Subject, now: Date) =>
  (files: readonly object[]): ZipEntry => {
    const subject = { user_id: userId === null ? null : toPublicId('user', userId), email, name };
    const head = {
      format: 'tollgate-person/1',
      organization: toPublicId('tenant', tenantId),
      request: toPublicId('privacyRequest', requestId),
    };
    const notes = [
      'data/: what is stored about the person, a file a table, a line a row; keys, hashes and sealed secrets are left out',
      'data/call_content.ndjson: what was kept of their prompts and the answers, as long as the organization keeps it',
      'activity.ndjson: what they did that is a record of the organization, by its place',
      'mentions.ndjson: where their address or full name stands in free text, by its place',
    ];
    return {
      name: 'manifest.json',
      pieces: oneText(`${JSON.stringify({ ...head, subject, made_at: now.toISOString(), notes, files }, null, 2)}\n`),
    };
  };

/**
 * Makes the package of a request and stores it in sealed parts; what an earlier try left is replaced. Holds one transaction that
 * reads and writes nothing, and a short one for each part.
 */
export async function makePackage(
  database: AppDatabase,
  masters: MasterKeys,
  subject: Subject,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<{ readonly digest: string; readonly bytes: number }> {
  const { tenantId, requestId } = subject;
  const dataKey = await inTenant(database, tenantId, async (tx) => {
    await tx.delete(privacyPackagePart).where(and(eq(privacyPackagePart.tenantId, tenantId), eq(privacyPackagePart.requestId, requestId)));
    return dataKeyForSealing(tx, tenantId, masters);
  });
  const digest = createHash('sha256');
  let [position, bytes] = [0, 0];
  let pending: Buffer[] = [];
  const store = async (content: Buffer): Promise<void> => {
    const sealed = seal(dataKey.key, content, partContext(tenantId, requestId, position));
    await inTenant(database, tenantId, async (tx) => {
      await tx.insert(privacyPackagePart).values({ tenantId, requestId, position, encryptionKeyId: dataKey.id, content: sealed });
      await tx
        .update(privacyRequest)
        .set({ nextAttemptAt: leaseUntil(now()) })
        .where(and(eq(privacyRequest.tenantId, tenantId), eq(privacyRequest.id, requestId)));
    });
    position += 1;
  };
  const flush = async (least: number): Promise<void> => {
    const whole = Buffer.concat(pending);
    if (whole.length < least || whole.length === 0) return;
    pending = [];
    await store(whole);
  };
  await inTenant(
    database,
    tenantId,
    async (tx) => {
      const files = personFiles(clientOf(tx), subject, await contentOpener(tx, tenantId, masters));
      for await (const chunk of zipStream(files, manifestOf(subject, new Date(now())))) {
        signal.throwIfAborted();
        digest.update(chunk);
        bytes += chunk.length;
        pending.push(chunk);
        await flush(partBytes);
      }
    },
    { readOnly: true, isolation: 'repeatable read' },
  );
  await flush(0);
  return { digest: digest.digest('hex'), bytes };
}
