import type { TenantTransaction } from '#db/tenant.ts';
import { clientOf } from '#db/tenant.ts';
import { logOrigin } from '#lib/audit/log-origin.ts';
import { readLog } from '#lib/audit/log-row.ts';
import { openLogSecrets } from '#lib/audit/log-secrets.ts';
import { isSigned, signNote, verifierKey } from '#lib/audit/signed-note.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { personalTables } from './erasure-steps.ts';
import type { Subject } from './subject.ts';

/** What an erasure did, without anything that leads back to the person. */
export interface ErasureStatement {
  readonly format: 'tollgate-erasure/1';
  readonly organization: string;
  readonly request: string;
  /** What stands in the person's place now. */
  readonly pseudonym: string;
  readonly law: string;
  readonly received_at: string;
  readonly completed_at: string;
  readonly erased: readonly { readonly what: string; readonly rows: number }[];
  readonly kept: readonly { readonly what: string; readonly why: string }[];
}

/** Beside the columns that the map keeps. */
const keptBesides: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: 'Calls, sums, ledger and budgets',
    why: 'Figures that the books need; they refer to the pseudonym, to which no name or address belongs any more',
  },
  {
    what: 'Leaves, tiles and checkpoints of the audit trail',
    why: 'Commitments that nobody can open without the key that was destroyed; all proofs stay valid',
  },
  {
    what: 'Entries of the audit trail about other things',
    why: 'Where others wrote the name into what they changed, the entry is part of the proof of that change',
  },
  { what: 'The journal of gateway processes', why: 'Holds ids and figures of calls until they are posted, then it is deleted' },
  {
    what: 'Copies that were sent to others',
    why: 'SIEMs, mail servers, providers and backups are beyond this product; archives of the trail cannot be opened without the key',
  },
];

export function erasureStatement(
  subject: Subject,
  facts: { readonly law: string; readonly receivedAt: Date; readonly now: Date; readonly progress: Readonly<Record<string, number>> },
): ErasureStatement {
  return {
    format: 'tollgate-erasure/1',
    ...{ organization: toPublicId('tenant', subject.tenantId), request: toPublicId('privacyRequest', subject.requestId) },
    ...{ pseudonym: subject.pseudonym, law: facts.law },
    ...{ received_at: facts.receivedAt.toISOString(), completed_at: facts.now.toISOString() },
    erased: Object.entries(facts.progress)
      .filter(([, rows]) => rows > 0)
      .map(([what, rows]) => ({ what, rows }))
      .sort((a, b) => (a.what < b.what ? -1 : 1)),
    kept: [
      ...personalTables.flatMap(({ name, personal }) =>
        Object.entries(personal.kept ?? {}).map(([column, why]) => ({ what: `${name}.${column}`, why })),
      ),
      ...keptBesides,
    ],
  };
}

/**
 * The statement as a signed note (C2SP signed-note): one line of JSON, signed by the key of the organization's
 * audit log. Undefined while the log has not begun.
 */
export async function signStatement(
  tx: TenantTransaction,
  masters: MasterKeys,
  tenantId: string,
  statement: ErasureStatement,
): Promise<string | undefined> {
  const log = await readLog(clientOf(tx), tenantId);
  if (log === undefined) return undefined;
  const { signingKey } = openLogSecrets(masters, tenantId, log);
  return signNote(`${JSON.stringify(statement)}\n`, logOrigin(log.host, tenantId, log.epoch), signingKey);
}

/** Whether a certificate was signed by the log's key of that name, and says what it said then. */
export const isCertificate = (note: string, name: string, publicKey: Buffer): boolean =>
  isSigned(note, note.slice(0, note.indexOf('\n') + 1), name, publicKey);

/** What verifies a tenant's certificates. */
export async function certificateKey(tx: TenantTransaction, tenantId: string): Promise<string | undefined> {
  const log = await readLog(clientOf(tx), tenantId);
  return log === undefined ? undefined : verifierKey(logOrigin(log.host, tenantId, log.epoch), log.publicKey);
}
