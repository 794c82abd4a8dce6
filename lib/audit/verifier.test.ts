import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { AuditVerifier } from '#scripts/verify-audit.mjs';
import { leafOf, saltOf } from './leaf.ts';
import { leafHash } from './merkle.ts';
import { privateKeyOf, publicBytesOf, signCheckpoint, verifierKey } from './signed-note.ts';
import type { StoredEntry } from './stored-entry.ts';

const signing = privateKeyOf(randomBytes(32));
const origin = 'gateway.example/audit/tnt_1/1';
const key = verifierKey(origin, publicBytesOf(signing));
const tenantId = newUuid();
const subjectKey = Buffer.alloc(32, 7);
const entry: StoredEntry = {
  ...{ id: newUuid(), timeMs: '1767225600123', actorKind: 'system', actorId: null, actorName: 'Zoë', action: 'team.update' },
  ...{ resourceKind: 'team', resourceId: 'team_1', result: 'success', before: null, after: '{"name": "Zoë"}', ip: null },
  ...{ userAgent: 'x'.repeat(100_000), requestId: newUuid() },
};
const previous = '0'.repeat(64);
const leaf = leafOf(entry, { tenantId, epoch: 1, index: 0n, previous }, { actor: subjectKey, data: subjectKey }).toString();
const opening = {
  values: { actor_name: entry.actorName, after: entry.after, before: null, ip: null, user_agent: entry.userAgent },
  salts: Object.fromEntries(
    (['actor_name', 'after', 'before', 'ip', 'user_agent'] as const).map((field) => [field, saltOf(subjectKey, entry.id, field)]),
  ),
};

/** What the verifier says of a log of one leaf, which its owner signed as it is. */
async function faultsOf(text: string, opened: object = opening, checkpoints: readonly string[] = []): Promise<readonly string[]> {
  const verifier = new AuditVerifier({ keys: [key], checkpoints });
  const header = { type: 'log', format: 'tollgate-audit/1', origin, key, tenant: toPublicId('tenant', tenantId), epoch: '1', first: '0' };
  const note = signCheckpoint({ origin, size: 1n, root: leafHash(text) }, signing);
  const lines = [
    { ...header, frontier: [], previous, complete: true },
    { type: 'entry', leaf: text, ...opened },
    { type: 'checkpoint', note },
    { type: 'end', size: '1' },
  ];
  for (const line of lines) await verifier.line(JSON.stringify(line));
  const { valid, faults } = await verifier.finish();
  expect(valid).toBe(faults.length === 0);
  return faults;
}

describe('the verifier [AUD-2]', () => {
  it('accepts a leaf that is what it has to be, whatever the length of a value', async () => {
    expect(await faultsOf(leaf)).toEqual([]);
  });

  it('refuses a leaf that is not canonical JSON, although its owner signed it', async () => {
    const notCanonical = [
      leaf.replace('{"action"', '{ "action"'),
      leaf.replace('"action":"team.update",', '"action":"key.create","action":"team.update",'),
      leaf.replace('"action":"team.update",', '').replace(/\}$/, ',"action":"team.update"}'),
      leaf.replace('"team.update"', '"team.\\u0075pdate"'),
      leaf.replace(/("actor_name":"[0-9a-f]{64}"),("after":"[0-9a-f]{64}")/, '$2,$1'),
    ];
    for (const text of notCanonical) {
      expect(text).not.toBe(leaf);
      expect(await faultsOf(text), text.slice(0, 80)).toEqual([`Entry 0 of ${origin} is not written as canonical JSON.`]);
    }
  });

  it('refuses salts and values of any other kind than those that were sealed', async () => {
    const { ip } = opening.salts;
    const salts = [ip?.toUpperCase(), `${ip?.slice(1)}é`, `${ip?.slice(1)}g`, ip?.slice(2), `${ip}00`, 7, null, [ip]];
    for (const salt of salts)
      expect(await faultsOf(leaf, { ...opening, salts: { ...opening.salts, ip: salt } }), String(salt)).toEqual([
        `Entry 0 of ${origin}: ip is not what was sealed.`,
      ]);
    for (const value of ['', '\0', 7, ['192.0.2.1']])
      expect(await faultsOf(leaf, { ...opening, values: { ...opening.values, ip: value } }), String(value)).toEqual([
        `Entry 0 of ${origin}: ip is not what was sealed.`,
      ]);
    expect(await faultsOf(leaf, { ...opening, values: { ...opening.values, ip: {} } })).toHaveLength(1);
  });

  it('compares with checkpoints that were kept, of which one may be unreadable', async () => {
    const kept = (size: bigint, root: string) => signCheckpoint({ origin, size, root }, signing);
    expect(await faultsOf(leaf, opening, [kept(1n, leafHash(leaf))])).toEqual([]);
    expect(await faultsOf(leaf, opening, [kept(1n, leafHash('another'))])).toEqual([
      'The first 1 entries are not those of the checkpoint that was given.',
    ]);
    expect(await faultsOf(leaf, opening, [kept(2n, leafHash('another'))])).toHaveLength(1);
    expect(await faultsOf(leaf, opening, [kept(1n, leafHash(leaf)), 'not a note'])).toHaveLength(1);
  });
});
