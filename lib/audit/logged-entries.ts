import { canonicalJson } from './canonical-json.ts';
import { actorFields, type CommittedField, committedValue, dataFields, type LeafPlace, plainLeaf, saltOf } from './leaf.ts';
import type { LogSecrets } from './log-secrets.ts';
import { actorSubjectOf, type StoredEntry, storedEntryColumns } from './stored-entry.ts';
import { countsAt, readSubjectKeys, type SubjectKey } from './subject-keys.ts';
import type { LogSql } from './tree-reader.ts';

/** A leaf with what the entry's row says now; null where the row is gone. */
export interface LoggedEntry {
  readonly index: bigint;
  readonly leaf: string;
  /** As stored, in hexadecimal. */
  readonly leafHash: string;
  readonly entryId: string;
  readonly subjectId: string | null;
  readonly entry: StoredEntry | null;
}

type LoggedRow = Omit<LoggedEntry, 'entry' | 'leaf'> & { readonly leaf: Buffer; readonly id: string | null } & Omit<StoredEntry, 'id'>;

function toLogged({ index, leaf, leafHash, entryId, subjectId, id, ...fields }: LoggedRow): LoggedEntry {
  return { index, leaf: leaf.toString(), leafHash, entryId, subjectId, entry: id === null ? null : { id, ...fields } };
}

/** Leaves from `first` to before `end`, with their entries. */
export async function readLogged(sql: LogSql, tenantId: string, epoch: number, first: bigint, end: bigint): Promise<LoggedEntry[]> {
  const rows = await sql<LoggedRow[]>`
    SELECT l.leaf_index AS index, l.leaf, encode(l.leaf_hash, 'hex') AS "leafHash", l.entry_id AS "entryId", l.subject_id AS "subjectId",
      ${storedEntryColumns(sql)}
    FROM audit_leaf AS l LEFT JOIN audit_entry AS e ON e.tenant_id = l.tenant_id AND e.id = l.entry_id
    WHERE l.tenant_id = ${tenantId} AND l.epoch = ${epoch} AND l.leaf_index >= ${String(first)}::int8 AND l.leaf_index < ${String(end)}::int8
    ORDER BY l.leaf_index`;
  return rows.map(toLogged);
}

/** What opens a leaf's commitments: value and salt of each field, without those that were erased. */
export interface Opening {
  readonly values: Readonly<Partial<Record<CommittedField, string | null>>>;
  readonly salts: Readonly<Partial<Record<CommittedField, string>>>;
}

/** Whose keys open an entry's leaf: the person's, or the tenant's where it is nobody's. */
export const subjectsOfLogged = (logged: LoggedEntry, tenantId: string) => ({
  actor: (logged.entry === null ? null : (actorSubjectOf(logged.entry) ?? (isAnonymous(logged) ? logged.subjectId : null))) ?? tenantId,
  data: logged.subjectId ?? tenantId,
});
const isAnonymous = ({ entry }: LoggedEntry): boolean => entry?.actorKind === 'anonymous';

function openingOf(
  logged: LoggedEntry,
  { tenantId, epoch }: { tenantId: string; epoch: number },
  keys: ReadonlyMap<string, SubjectKey>,
): Opening {
  const { entry, index } = logged;
  if (entry === null) return { values: {}, salts: {} };
  const ids = subjectsOfLogged(logged, tenantId);
  const values: [CommittedField, string | null][] = [];
  const salts: [CommittedField, string][] = [];
  const add = (field: CommittedField, id: string): void => {
    const key = keys.get(id);
    const value = committedValue(entry, field);
    const counts = countsAt(key, epoch, index);
    if (counts) salts.push([field, saltOf(key.key, entry.id, field)]);
    // What is there although its key was erased is shown, so that it is found.
    if (counts || (value !== null && value !== '')) values.push([field, value]);
  };
  for (const field of actorFields) add(field, ids.actor);
  for (const field of dataFields) add(field, ids.data);
  return { values: Object.fromEntries(values), salts: Object.fromEntries(salts) };
}

/** An entry in an export: the leaf, what opens it, and what its row says instead, where that differs. */
export interface OpenedEntry extends Opening {
  readonly index: bigint;
  readonly leaf: string;
  readonly leafHash: string;
  /** The row's own fields in canonical form; undefined where they are the leaf's. */
  readonly row: string | undefined;
}

const openObject = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

/** The row's fields where they are not those of the leaf. */
function differing(logged: LoggedEntry, place: Omit<LeafPlace, 'previous'>): string | undefined {
  if (logged.entry === null || logged.entry.id !== logged.entryId) return logged.entry === null ? undefined : logged.entry.id;
  const { commitments: _, ...leaf } = openObject(logged.leaf);
  const previous = typeof leaf.previous === 'string' ? leaf.previous : '';
  const plain = plainLeaf(logged.entry, { ...place, previous }, logged.subjectId);
  const members = Object.entries(plain);
  const isSame = members.length === Object.keys(leaf).length && members.every(([name, value]) => leaf[name] === value);
  return isSame ? undefined : canonicalJson(plain);
}

/** Opens leaves with the keys that are still there. */
export async function openEntries(
  sql: LogSql,
  log: { readonly tenantId: string; readonly epoch: number },
  secrets: LogSecrets,
  logged: readonly LoggedEntry[],
): Promise<OpenedEntry[]> {
  const ids = logged.flatMap((each) => Object.values(subjectsOfLogged(each, log.tenantId)));
  const keys = await readSubjectKeys(sql, log.tenantId, secrets, ids);
  return logged.map((each) => ({
    ...openingOf(each, log, keys),
    index: each.index,
    leaf: each.leaf,
    leafHash: each.leafHash,
    row: differing(each, { ...log, index: each.index }),
  }));
}
