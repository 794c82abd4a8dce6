import type { MasterKeys } from '#lib/core/master-keys.ts';
import { AuditVerifier } from '#scripts/verify-audit.mjs';
import { endLine, entryLines, headerLine } from './export-lines.ts';
import { logOrigin } from './log-origin.ts';
import type { LogRow } from './log-row.ts';
import type { LogSection } from './log-sections.ts';
import { leafHash, merkleRoot } from './merkle.ts';
import { verifierKey } from './signed-note.ts';
import { tileWidth } from './tile-tree.ts';
import { type LogSql, TreeReader } from './tree-reader.ts';

export interface LogFaults {
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** Entries read at once. */
const entriesAtOnce = 1000n;

/**
 * Verifies a section of the log as an auditor would who got it as an export, and besides what an export does not hold: the
 * stored leaf hashes, and the tiles, which proofs are read from.
 */
export async function verifySection(sql: LogSql, log: LogRow, masters: MasterKeys, section: LogSection): Promise<LogFaults> {
  const origin = logOrigin(log.host, log.tenantId, section.epoch);
  const verifier = new AuditVerifier({ keys: [verifierKey(origin, log.publicKey)] });
  const faults: string[] = [];
  const feed = async (text: string): Promise<void> => {
    for (const line of text.split('\n')) await verifier.line(line);
  };
  const header = await headerLine(sql, log, section).catch(() => undefined);
  if (header === undefined) return { faults: ['Tiles before this part of the log are missing'], notes: [] };
  await feed(header);
  for (let first = section.first; first < section.end; first += entriesAtOnce) {
    const end = first + entriesAtOnce < section.end ? first + entriesAtOnce : section.end;
    const { text, entries } = await entryLines(sql, log, masters, { epoch: section.epoch, first, end });
    await feed(text);
    for (const { index, leaf, leafHash: stored } of entries)
      if (leafHash(leaf) !== stored) faults.push(`The stored hash of entry ${index} is not that of its leaf`);
  }
  await feed(endLine(section));
  const report = await verifier.finish();
  return {
    faults: [...report.faults, ...faults, ...(await tileFaults(sql, log.tenantId, section))],
    notes: report.warnings.filter((note) => !note.startsWith('No checkpoint from elsewhere')),
  };
}

/** Compares the full tiles that end within the section with what lies below each. */
async function tileFaults(sql: LogSql, tenantId: string, { epoch, first, end, size }: LogSection): Promise<string[]> {
  const faults: string[] = [];
  const reader = new TreeReader(sql, { tenantId, epoch, size });
  const below = async (level: number, index: bigint): Promise<readonly string[]> => {
    const start = index * BigInt(tileWidth);
    if (level === 0) {
      const rows = await sql<{ hash: string }[]>`
        SELECT encode(leaf_hash, 'hex') AS hash FROM audit_leaf WHERE tenant_id = ${tenantId} AND epoch = ${epoch}
          AND leaf_index >= ${String(start)}::int8 AND leaf_index < ${String(start + BigInt(tileWidth))}::int8 ORDER BY leaf_index`;
      return rows.map(({ hash }) => hash);
    }
    const roots: string[] = [];
    for (let at = 0n; at < BigInt(tileWidth); at += 1n) roots.push(merkleRoot(await reader.tile(level - 1, start + at)));
    return roots;
  };
  for (let level = 0; ; level += 1) {
    const covered = BigInt(tileWidth) ** BigInt(level + 1);
    if (end / covered === 0n) break;
    const roots = await reader.storedRoots(level, first / covered, end / covered - 1n);
    for (let index = first / covered; index < end / covered; index += 1n) {
      const stored = await reader.tile(level, index).catch(() => []);
      const computed = await below(level, index).catch(() => []);
      if (stored.length !== tileWidth || stored.some((hash, at) => hash !== computed[at]))
        faults.push(`Tile ${level}/${index} does not hold what lies below it`);
      const root = roots.get(index);
      if (root !== undefined && root !== merkleRoot(stored))
        faults.push(`The stored root of tile ${level}/${index} is not that of its hashes`);
    }
  }
  return faults;
}

interface Counts {
  readonly size: bigint;
  readonly root: string;
  readonly problem: string | null;
  readonly sealedAt: string | null;
  readonly entries: bigint;
  readonly leaves: bigint;
  readonly vanished: bigint;
  readonly checkpoint: bigint | null;
}

/** One statement, so one moment: entries are sealed while this is asked. */
async function countsOf(sql: LogSql, tenantId: string): Promise<Counts | undefined> {
  const [counts] = await sql<Counts[]>`
    SELECT g.tree_size AS size, encode(g.root, 'hex') AS root, g.problem, g.sealed_at::text AS "sealedAt",
      (SELECT count(*) FROM audit_entry WHERE tenant_id = ${tenantId}) - (SELECT count(*) FROM audit_pending WHERE tenant_id = ${tenantId}) AS entries,
      (SELECT count(*) FROM audit_leaf WHERE tenant_id = ${tenantId}) AS leaves,
      (SELECT count(*) FROM audit_pending AS p WHERE tenant_id = ${tenantId}
        AND NOT EXISTS (SELECT FROM audit_entry AS e WHERE e.tenant_id = p.tenant_id AND e.id = p.entry_id)) AS vanished,
      (SELECT max(tree_size) FROM audit_checkpoint AS c WHERE c.tenant_id = ${tenantId} AND c.epoch = g.epoch) AS checkpoint
    FROM audit_log AS g WHERE g.tenant_id = ${tenantId}`;
  return counts;
}

/** What is wrong with the log as a whole: its head, and entries that have no leaf. */
export async function wholeFaults(sql: LogSql, { tenantId, epoch }: LogRow): Promise<string[]> {
  const counts = await countsOf(sql, tenantId);
  if (counts === undefined) return [];
  const { size, entries, leaves, vanished, checkpoint, problem, sealedAt } = counts;
  const faults: string[] = [];
  if (entries !== leaves) faults.push(`${entries} entries were sealed by ${leaves} leaves`);
  if (vanished > 0n) faults.push(`${vanished} entries vanished before they were sealed`);
  if ((checkpoint ?? 0n) !== size) faults.push(`The log says ${size} entries, its newest checkpoint ${checkpoint ?? 0n}`);
  if (size > 0n) {
    const root = await new TreeReader(sql, { tenantId, epoch, size, recomputes: true }).root(0n, size).catch(() => '');
    if (root !== counts.root) faults.push('The root of the log is not that of its leaves and tiles');
  }
  faults.push(...(await retirementFaults(sql, tenantId)));
  if (problem !== null) faults.push(`Nothing is sealed since ${sealedAt ?? 'the beginning'}: ${problem}`);
  return faults;
}

/** Leaves that are missing at the beginning of an epoch without a sealed entry that says they were deleted. */
async function retirementFaults(sql: LogSql, tenantId: string): Promise<string[]> {
  const rows = await sql<{ epoch: number; first: bigint }[]>`
    SELECT c.epoch, f.first FROM (SELECT DISTINCT epoch FROM audit_checkpoint WHERE tenant_id = ${tenantId}) AS c
    CROSS JOIN LATERAL (SELECT min(leaf_index) AS first FROM audit_leaf AS l WHERE l.tenant_id = ${tenantId} AND l.epoch = c.epoch) AS f
    WHERE f.first > 0 AND NOT EXISTS (
      SELECT FROM audit_entry AS e JOIN audit_leaf AS s ON s.tenant_id = e.tenant_id AND s.entry_id = e.id
      WHERE e.tenant_id = ${tenantId} AND e.action = 'audit.retire'
        AND e.after ->> 'epoch' = c.epoch::text AND e.after ->> 'before_index' = f.first::text)`;
  return rows.map(({ epoch, first }) => `The first ${first} entries of epoch ${epoch} are gone, and no entry says that they were deleted`);
}
