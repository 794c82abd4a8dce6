import { type SQL, sql } from 'drizzle-orm';
import { auditEntry } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { plainArrayLiteral, textArrayLiteral } from '#lib/core/array-literal.ts';
import { nobody } from './note-terms.ts';

/** More names and actions than this in a search are so common that the newest entries are soon a page of hits. */
const termsMax = 200;
/** Entries that wait for their leaf, and so for their names: those of the last second, or more while sealing is behind. */
const waitingMax = 2000;
const publicId = /^[a-z]{2,5}_[0-9a-z]{26}$/;

interface Terms {
  readonly actorIds: readonly string[];
  readonly names: readonly string[];
  readonly actions: readonly string[];
  readonly resourceKinds: readonly string[];
}

/** What is known by the text: whose name it is part of, and of which actions; of a whole id, all kinds it may be of. */
async function readTerms(tx: TenantTransaction, tenantId: string, text: string): Promise<Terms | undefined> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const rows = await tx.execute<{ kind: string; term: string; actor_id: string }>(sql`
    select kind, term, actor_id from audit_term where tenant_id = ${tenantId}
      and case kind when 'resource' then ${publicId.test(text)}::boolean else term ilike ${pattern} end limit ${termsMax + 1}`);
  if (rows.length > termsMax) return undefined;
  const of = (kind: string) => rows.filter((row) => row.kind === kind);
  return {
    actorIds: [...new Set(of('actor').flatMap(({ actor_id: id }) => (id === nobody ? [] : [id])))],
    names: of('actor').flatMap(({ term, actor_id: id }) => (id === nobody ? [term] : [])),
    actions: of('action').map(({ term }) => term),
    resourceKinds: of('resource').map(({ term }) => term),
  };
}

/**
 * Ids of the newest entries that a text is about, newest first: part of the actor's name or of the action, or a whole resource id.
 * Each name, action and kind has an index that ends in the id, so that the newest of each are read and no others, however
 * rare they are and however long ago they were. `only` is what else must be true. Undefined where the text is in so many names that
 * entries are to be read one after the other.
 */
export async function searchEntries(
  tx: TenantTransaction,
  { tenantId, text, only, contains, limit }: { tenantId: string; text: string; only: SQL; contains: SQL; limit: number },
): Promise<string[] | undefined> {
  const terms = await readTerms(tx, tenantId, text);
  if (terms === undefined) return undefined;
  const newest = (values: SQL, matches: SQL): SQL => sql`
    (select f.id from ${values}, lateral (
      select ${auditEntry.id} as id from ${auditEntry} where ${only} and ${matches} order by ${auditEntry.id} desc limit ${limit}) as f)`;
  const uuids = (list: readonly string[]) => sql`unnest(${plainArrayLiteral(list)}::text::uuid[]) as t (value)`;
  const texts = (list: readonly string[]) => sql`unnest(${textArrayLiteral(list)}::text::text[]) as t (value)`;
  const rows = await tx.execute<{ id: string }>(sql`
    select id from (
      ${newest(uuids(terms.actorIds), sql`${auditEntry.actorId} = t.value`)}
      union ${newest(texts(terms.names), sql`${auditEntry.actorName} = t.value and ${auditEntry.actorId} is null and ${auditEntry.action} <> 'usage.batch'`)}
      union ${newest(texts(terms.actions), sql`${auditEntry.action} = t.value`)}
      union ${newest(texts(terms.resourceKinds), sql`${auditEntry.resourceKind} = t.value and ${auditEntry.resourceId} = ${text}`)}
      union (select ${auditEntry.id} from (select entry_id from audit_pending where tenant_id = ${tenantId} order by entry_id desc limit ${waitingMax}) as p
        join ${auditEntry} on ${auditEntry.id} = p.entry_id where ${only} and ${contains})
    ) as found order by id desc limit ${limit}`);
  return rows.map(({ id }) => id);
}
