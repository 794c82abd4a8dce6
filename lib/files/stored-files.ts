import { and, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { storedFile, storedFilePart } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { partBytes, piecesOf } from './file-parts.ts';

/** Whose file it is, in whose transaction. */
export interface FileRoom {
  readonly tx: TenantTransaction;
  readonly tenantId: string;
}

/** What is known of a file. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

type NewFile = Omit<StoredFile, 'sizeBytes'> & { readonly now: Date; readonly expiresAt: Date | null };

/** Begins a file without bytes; `appendBytes` brings them. */
export async function createFile({ tx, tenantId }: FileRoom, { id, name, contentType, now, expiresAt }: NewFile): Promise<void> {
  await tx.insert(storedFile).values({ tenantId, id, name, contentType, expiresAt, createdAt: now });
}

/**
 * Puts bytes behind those that a file has. The part at its end is filled up first, so that all parts but the last are whole
 * and a range of bytes stays a range of parts. One writer at a time: whoever appends holds the row of what the file is of.
 */
export async function appendBytes({ tx, tenantId }: FileRoom, fileId: string, bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0) return;
  const own = and(eq(storedFile.tenantId, tenantId), eq(storedFile.id, fileId));
  const [file] = await tx.select({ sizeBytes: storedFile.sizeBytes }).from(storedFile).where(own);
  const size = file?.sizeBytes ?? 0;
  const position = Math.floor(size / partBytes);
  const tail = size % partBytes === 0 ? Buffer.alloc(0) : await readFileBytes({ tx, tenantId }, fileId, position * partBytes, size);
  const whole = Buffer.concat([tail, bytes]);
  for (let at = 0; at < whole.length; at += partBytes) {
    const content = whole.subarray(at, at + partBytes);
    await tx
      .insert(storedFilePart)
      .values({ tenantId, fileId, position: position + at / partBytes, content })
      .onConflictDoUpdate({ target: [storedFilePart.tenantId, storedFilePart.fileId, storedFilePart.position], set: { content } });
  }
  await tx
    .update(storedFile)
    .set({ sizeBytes: size + bytes.length })
    .where(own);
}

/** Deletes a file, where it is still there. */
export async function deleteFile({ tx, tenantId }: FileRoom, fileId: string): Promise<void> {
  await tx.delete(storedFile).where(and(eq(storedFile.tenantId, tenantId), eq(storedFile.id, fileId)));
}

/** Stores a file whose bytes are all there. */
export async function storeFile(room: FileRoom, file: NewFile, bytes: Uint8Array): Promise<void> {
  await createFile(room, file);
  await appendBytes(room, file.id, bytes);
}

/** Files by their ids, in no particular order; those that are gone are missing. */
export async function findFiles({ tx, tenantId }: FileRoom, ids: readonly string[]): Promise<StoredFile[]> {
  if (ids.length === 0) return [];
  return tx
    .select({ id: storedFile.id, name: storedFile.name, contentType: storedFile.contentType, sizeBytes: storedFile.sizeBytes })
    .from(storedFile)
    .where(and(eq(storedFile.tenantId, tenantId), inArray(storedFile.id, [...ids])));
}

/** Bytes of a file from `from` to before `to`; fewer where it is shorter. Holds as many in memory: ask for a few parts at once. */
export async function readFileBytes({ tx, tenantId }: FileRoom, fileId: string, from: number, to: number): Promise<Buffer> {
  const pieces = piecesOf(from, to);
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first === undefined || last === undefined) return Buffer.alloc(0);
  const rows = await tx
    .select({ position: storedFilePart.position, content: storedFilePart.content })
    .from(storedFilePart)
    .where(
      and(
        eq(storedFilePart.tenantId, tenantId),
        eq(storedFilePart.fileId, fileId),
        sql`${storedFilePart.position} between ${first.position} and ${last.position}`,
      ),
    )
    .orderBy(storedFilePart.position);
  const contents = new Map(rows.map(({ position, content }) => [position, content]));
  return Buffer.concat(pieces.map(({ position, from: start, to: end }) => contents.get(position)?.subarray(start, end) ?? Buffer.alloc(0)));
}

const tenantsAtOnce = 100;

/** Deletes files whose time is over. Safe to run twice. Answers how many. */
export async function purgeFiles(databases: Pick<Databases, 'app' | 'jobs'>, now: Date, signal: AbortSignal): Promise<number> {
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('purge-files', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let purged = 0;
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    const gone = await inTenant(databases.app, tenantId, (tx) =>
      tx
        .delete(storedFile)
        .where(and(eq(storedFile.tenantId, tenantId), lte(storedFile.expiresAt, now)))
        .returning({ id: storedFile.id }),
    );
    purged += gone.length;
  }
  return purged;
}
