import type { TransactionSql } from 'postgres';
import { plainArrayLiteral, textArrayLiteral } from '#lib/core/array-literal.ts';
import type { StoredEntry } from './stored-entry.ts';

/** Stands in `audit_term` for an actor without an account. */
export const nobody = '00000000-0000-0000-0000-000000000000';

interface Term {
  readonly kind: 'actor' | 'action' | 'resource';
  readonly term: string;
  readonly actorId: string;
}

/** What a search can find an entry by; nothing of a name that was erased. */
const termsOf = (entry: StoredEntry): readonly Term[] => [
  ...(entry.actorName === '' ? [] : [{ kind: 'actor' as const, term: entry.actorName, actorId: entry.actorId ?? nobody }]),
  { kind: 'action', term: entry.action, actorId: nobody },
  { kind: 'resource', term: entry.resourceKind, actorId: nobody },
];

/** Notes the names, actions and kinds of entries that are being sealed. The lock on the log keeps other writers of the tenant out. */
export async function noteTerms(
  sql: Pick<TransactionSql<{ bigint: bigint }>, 'unsafe'>,
  tenantId: string,
  entries: readonly StoredEntry[],
): Promise<void> {
  const terms = [...new Map(entries.flatMap(termsOf).map((term) => [`${term.kind} ${term.actorId} ${term.term}`, term])).values()];
  await sql.unsafe(
    `INSERT INTO audit_term (tenant_id, kind, term, actor_id)
     SELECT $1, t.* FROM unnest($2::text::text[], $3::text::text[], $4::text::uuid[]) AS t ON CONFLICT DO NOTHING`,
    [
      tenantId,
      plainArrayLiteral(terms.map(({ kind }) => kind)),
      textArrayLiteral(terms.map(({ term }) => term)),
      plainArrayLiteral(terms.map(({ actorId }) => actorId)),
    ],
    { prepare: true },
  );
}
