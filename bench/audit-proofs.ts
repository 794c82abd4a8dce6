import { hash } from 'node:crypto';
import { loadavg } from 'node:os';
import { clientOf, inTenant } from '#db/tenant.ts';
import { getAuditLogState, proveAuditConsistency, proveAuditEntry } from '#lib/audit/index.ts';
import { verifyInclusion } from '#lib/audit/merkle-proofs.ts';
import { type FullTile, TileTree } from '#lib/audit/tile-tree.ts';
import { TreeReader } from '#lib/audit/tree-reader.ts';
import { writeLeaves } from '#lib/audit/write-leaves.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { makeAuditAtScale } from '#tests/support/audit-at-scale.ts';
import { createFreshDatabase } from '#tests/support/fresh-database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf } from '#tests/support/sample-company.ts';
import { sealAll } from '#tests/support/seal-audit.ts';
import { temporaryPostgres } from '../scripts/postgres/temporary-postgres.ts';
import { median } from './support/median.ts';

/**
 * What a proof costs in a long log: `node bench/audit-proofs.ts [leaves]`, ten million unless said. The first entries are real
 * ones; behind them lie leaves of which there is only the hash, in tiles as the sequencer writes them. In turn: a proof whose
 * reader computes the roots of full tiles, one that reads them as they were stored, and the two questions of the API.
 */

const size = BigInt(process.argv[2] ?? 10_000_000);
const rounds = 21;
const tilesAtOnce = 2_000;
const server = await temporaryPostgres();
const database = await createFreshDatabase(server.url('postgres'));

/** Puts hashes behind the leaves of the log until the tree has its size, and a checkpoint over it. */
async function lengthen(tenantId: string): Promise<void> {
  const { superuser } = database;
  const leaves = await superuser<{ hash: string }[]>`
    select encode(leaf_hash, 'hex') as hash from audit_leaf where tenant_id = ${tenantId} and epoch = 1 order by leaf_index`;
  const tree = new TileTree();
  for (const { hash: leaf } of leaves) tree.append(leaf);
  let tiles: FullTile[] = [];
  const write = async () => {
    const written = tiles;
    tiles = [];
    await superuser.begin((tx) => writeLeaves(tx, { tenantId, epoch: 1, first: 0n, leaves: [], tiles: written }));
  };
  const last: { index: string; hash: string }[] = [];
  for (let index = tree.size; index < size; index += 1n) {
    const leaf = hash('sha256', `leaf ${index}`, 'hex');
    tiles.push(...tree.append(leaf));
    if (index >= size - (size % 256n)) last.push({ index: String(index), hash: leaf });
    if (tiles.length >= tilesAtOnce) await write();
  }
  await write();
  for (const { index, hash: leaf } of last)
    await superuser`insert into audit_leaf (tenant_id, epoch, leaf_index, entry_id, leaf, leaf_hash)
      values (${tenantId}, 1, ${index}::int8, ${newUuid()}, '', decode(${leaf}, 'hex'))`;
  await superuser`insert into audit_checkpoint (tenant_id, epoch, tree_size, note) values (${tenantId}, 1, ${String(size)}::int8, 'not signed')`;
  await superuser`analyze`;
}

try {
  const company = await createSampleCompany(database, 'audited');
  const { tenantId } = company;
  const asAdmin = () => invocationOf(commandRuntimeOf(database), company, company.admin);
  await makeAuditAtScale(database, { tenantId, entries: 200, nowMs: Date.now() });
  await sealAll(database);
  const { size: real } = await getAuditLogState.execute(asAdmin(), {});
  const startedAt = performance.now();
  await lengthen(tenantId);
  console.log(`${size} leaves, of which ${real} have an entry, made in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  const places = await database.superuser<{ id: string }[]>`
    select entry_id as id from audit_leaf where tenant_id = ${tenantId} and leaf <> '' order by leaf_index limit ${rounds}`;

  /** Inclusion of a leaf somewhere in the tree, with the root it leads to. */
  const read = (recomputes: boolean) => (round: number) =>
    inTenant(database.databases.app, tenantId, async (tx) => {
      const index = (size * BigInt(round)) / BigInt(rounds);
      const reader = new TreeReader(clientOf(tx), { tenantId, epoch: 1, size, recomputes });
      const path = await reader.inclusion(index, size);
      const [leaf] = [(await reader.tile(0, index / 256n))[Number(index % 256n)] ?? ''];
      const root = await reader.root(0n, size);
      if (!verifyInclusion({ leafIndex: index, treeSize: size, leafHash: leaf, path }, root))
        throw new Error(`Leaf ${index} is not proved`);
    });
  const questions: readonly (readonly [string, (round: number) => Promise<unknown>])[] = [
    ['inclusion and root, computed', read(true)],
    ['inclusion and root, stored', read(false)],
    [
      'API: proof of an entry',
      (round) => proveAuditEntry.execute(asAdmin(), { entry_id: toPublicId('auditEntry', places[round]?.id ?? '') }),
    ],
    [
      'API: consistency',
      (round) =>
        proveAuditConsistency.execute(asAdmin(), { first: String((size * BigInt(round + 1)) / BigInt(rounds + 1)), second: String(size) }),
    ],
  ];
  const took = questions.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [at, [, ask]] of questions.entries()) {
      const began = performance.now();
      await ask(round);
      took[at]?.push(performance.now() - began);
    }
  for (const [at, [what]] of questions.entries()) {
    const times = (took[at] ?? []).toSorted((left, right) => left - right);
    const p95 = times[Math.ceil(times.length * 0.95) - 1] ?? 0;
    console.log(
      `${what.padEnd(30)} p50 ${median(times).toFixed(1).padStart(6)} ms   p95 ${p95.toFixed(1).padStart(6)} ms   load ${loadavg()[0]?.toFixed(1)}`,
    );
  }
} finally {
  await database.drop();
  await server.stop();
}
