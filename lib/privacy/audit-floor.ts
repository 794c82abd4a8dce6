import type { TenantTransaction } from '#db/tenant.ts';
import { clientOf } from '#db/tenant.ts';
import { firstFrom, oldestLeaf } from '#lib/audit/log-sections.ts';
import { tileWidth } from '#lib/audit/tile-tree.ts';

/** Before where a log could be cut now, and what keeps it from being cut further. */
export interface AuditFloor {
  readonly epoch: number;
  /** The oldest leaf that is kept. */
  readonly oldest: bigint;
  /** A multiple of a tile's width; not above `oldest` where nothing can go. */
  readonly before: bigint;
  readonly heldBy: string | null;
  readonly waitsFor: string | null;
}

/** Entries of one cut at most: each is one transaction. */
const entriesAtOnce = 51_200n;
/** Entries are sealed in the order of their transactions, not of their times. */
const slackMs = 300_000;

const least = (...values: readonly [bigint, ...bigint[]]): bigint => values.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? 0n;

interface Held {
  readonly name: string;
  readonly index: bigint;
}

/** The first leaf before `end` that a legal hold covers. */
async function firstHeld(sql: ReturnType<typeof clientOf>, tenantId: string, epoch: number, end: bigint): Promise<Held | undefined> {
  const [held] = await sql<Held[]>`
    SELECT h.name, l.leaf_index AS index FROM legal_hold AS h
    JOIN audit_leaf AS l ON l.tenant_id = h.tenant_id AND l.epoch = ${epoch} AND l.leaf_index < ${String(end)}::int8
    JOIN audit_entry AS e ON e.tenant_id = l.tenant_id AND e.id = l.entry_id
    WHERE h.tenant_id = ${tenantId} AND h.state IN ('active', 'release_proposed') AND CASE h.kind
      WHEN 'person' THEN e.actor_id = h.user_id OR l.subject_id = h.user_id
      WHEN 'range' THEN e.occurred_at >= coalesce(h.from_at, '-infinity') AND e.occurred_at < coalesce(h.to_at, 'infinity')
      ELSE e.resource_id = h.held_resource OR strpos(concat(e.before, e.after), h.held_resource) > 0 END
    ORDER BY l.leaf_index LIMIT 1`;
  return held;
}

/** How far the targets have got; archives are what is waited for even where they are paused. */
async function sentUpTo(sql: ReturnType<typeof clientOf>, tenantId: string, epoch: number, needsArchive: boolean) {
  const rows = await sql<{ name: string; kind: string; epoch: number; index: bigint }[]>`
    SELECT name, kind, cursor_epoch AS epoch, cursor_index AS index FROM audit_target
    WHERE tenant_id = ${tenantId} AND kind IN ('ocsf', 'ndjson', 'syslog', 'archive') AND (status = 'active' OR kind = 'archive')`;
  if (needsArchive && !rows.some(({ kind }) => kind === 'archive'))
    return { index: 0n, waitsFor: 'There is no archive to take the entries first' };
  const behind = rows.filter((row) => row.epoch <= epoch).sort((a, b) => (a.index < b.index ? -1 : 1));
  const [slowest] = behind;
  return slowest === undefined ? undefined : { index: slowest.index, waitsFor: `${slowest.name} has not taken the entries yet` };
}

/** Where a tenant's log can be cut by its retention; undefined where nothing was sealed or nothing is ever deleted. */
export async function auditFloor(
  tx: TenantTransaction,
  tenantId: string,
  { years, needsArchive, now }: { readonly years: number | null; readonly needsArchive: boolean; readonly now: Date },
): Promise<AuditFloor | undefined> {
  const sql = clientOf(tx);
  const epochs = await sql<{ epoch: number; size: bigint }[]>`
    SELECT epoch, max(tree_size) AS size FROM audit_checkpoint WHERE tenant_id = ${tenantId} GROUP BY epoch ORDER BY epoch`;
  const width = BigInt(tileWidth);
  let last: AuditFloor | undefined;
  for (const { epoch, size } of epochs) {
    const oldest = await oldestLeaf(sql, tenantId, epoch);
    last = { epoch, oldest, before: oldest, heldBy: null, waitsFor: null };
    if (years === null || size === 0n) continue;
    const old = await firstFrom(sql, tenantId, epoch, new Date(cutoffOf(now, years).getTime() - slackMs), size);
    // The last leaf of an epoch stays: what follows names its hash.
    const wanted = (least(old, size - 1n, oldest + entriesAtOnce) / width) * width;
    if (wanted <= oldest) continue;
    const held = await firstHeld(sql, tenantId, epoch, wanted);
    const sent = await sentUpTo(sql, tenantId, epoch, needsArchive);
    const before = (least(wanted, held?.index ?? wanted, sent?.index ?? wanted) / width) * width;
    const waitsFor = sent !== undefined && sent.index < wanted ? sent.waitsFor : null;
    last = { epoch, oldest, before, heldBy: held?.name ?? null, waitsFor };
    if (before > oldest || held !== undefined || waitsFor !== null) return last;
  }
  return last;
}

/** What was written before may go. */
export function cutoffOf(now: Date, years: number): Date {
  const cutoff = new Date(now);
  cutoff.setUTCFullYear(cutoff.getUTCFullYear() - years);
  return cutoff;
}
