import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { type AuditReport, verifyExport } from '#scripts/verify-audit.mjs';
import { leafOf, saltOf } from './leaf.ts';
import { leafHash, merkleRoot } from './merkle.ts';
import { privateKeyOf, publicBytesOf, signCheckpoint, verifierKey } from './signed-note.ts';
import type { StoredEntry } from './stored-entry.ts';

const signing = privateKeyOf(randomBytes(32));
const tenantId = newUuid();
const tenant = toPublicId('tenant', tenantId);
const subjectKey = Buffer.alloc(32, 7);
const fields = ['actor_name', 'after', 'before', 'ip', 'user_agent'] as const;
const originOf = (epoch: number) => `gateway.example/audit/${tenant}/${epoch}`;
const keyOf = (epoch: number) => verifierKey(originOf(epoch), publicBytesOf(signing));
const keys = [keyOf(1), keyOf(2)];

const plainEntry: StoredEntry = {
  ...{ id: '', timeMs: '1767225600123', actorKind: 'user', actorId: newUuid(), actorName: 'Zoë', action: 'team.update' },
  ...{ resourceKind: 'team', resourceId: 'team_1', result: 'success', before: '{}', after: '{"name": "Zoë \\"Z\\""}', ip: '192.0.2.1' },
  ...{ userAgent: 'test', requestId: newUuid() },
};
/** Resource ids that a leaf writes with escapes, beyond ASCII, and as a hash; the others need nothing. */
const resourceIds = ['team_1', 'a"b\\c\u0001', 'tëam', '","previous":"', 'x'.repeat(2000), 'team_2'];

/** The lines of a log of two epochs, as an export has them, with the leaves' hashes before each. */
function makeLines(): string[] {
  let previous = '0'.repeat(64);
  const section = (epoch: number, entries: readonly StoredEntry[]): string[] => {
    const origin = originOf(epoch);
    const header = { type: 'log', format: 'tollgate-audit/1', origin, key: keyOf(epoch), tenant, epoch: String(epoch), first: '0' };
    const lines: object[] = [{ ...header, frontier: [], previous, complete: true }];
    const hashes: string[] = [];
    for (const [index, entry] of entries.entries()) {
      const place = { tenantId, epoch, index: BigInt(index), previous };
      const leaf = leafOf(entry, place, { actor: subjectKey, data: subjectKey }).toString();
      previous = leafHash(leaf);
      hashes.push(previous);
      const values = { actor_name: entry.actorName, after: entry.after, before: entry.before, ip: entry.ip, user_agent: entry.userAgent };
      const salts = Object.fromEntries(fields.map((field) => [field, saltOf(subjectKey, entry.id, field)]));
      lines.push({ type: 'entry', leaf, values, salts });
    }
    const size = BigInt(hashes.length);
    lines.push({ type: 'checkpoint', note: signCheckpoint({ origin, size, root: merkleRoot(hashes) }, signing) });
    return [...lines, { type: 'end', size: String(size) }].map((line) => JSON.stringify(line));
  };
  const first = resourceIds.map((resourceId) => ({ ...plainEntry, id: newUuid(), resourceId }));
  const resume = { ...plainEntry, id: newUuid(), action: 'audit.resume', after: '{"last_size": "9"}' };
  return [...section(1, first), ...section(2, [resume, { ...plainEntry, id: newUuid() }])];
}

const lines = makeLines();
const whole = Buffer.from(lines.join('\n'));

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const report = (bytes: Buffer, tree: boolean, checkpoints: string[] = []): Promise<AuditReport> =>
  verifyExport(chunksOf(bytes, 997), { keys, tree, checkpoints });
const faultsOf = async (text: string, tree = true) => (await report(Buffer.from(text), tree)).faults;

/** Whether a byte of the export lies behind an entry's leaf, among what opens it, which the tree is not over. */
function isOpening(at: number): boolean {
  const start = whole.lastIndexOf('\n', at - 1) + 1;
  return whole.subarray(start, start + 14).toString() === '{"type":"entry' && at >= whole.indexOf('"values":{', start) - 1;
}

describe('the verifier with `tree` [AUD-2]', () => {
  it('finds the same tree as the whole verification, however the bytes are cut, and says what it leaves out', async () => {
    const full = await report(whole, false);
    expect(full).toMatchObject({ valid: true, entries: 8 });
    for (const size of [1, 64, 1000, whole.length]) {
      const { valid, entries, logs, warnings } = await verifyExport(chunksOf(whole, size), { keys, tree: true });
      expect({ valid, entries, logs }).toEqual({ valid: true, entries: 8, logs: full.logs });
      expect(warnings.join()).toMatch(/Only the tree was verified: .* were not judged/);
    }
  });

  it('finds every changed byte of leaves and of what signs them, and nothing that the whole verification does not find', async () => {
    const written = ['0', '"', '\\', '{', 'é', '\u0001', ' ', '\n'].map((text) => Buffer.from(text));
    // One byte in eleven: tests/api/audit-proofs.test.ts changes every one.
    for (let at = 0; at < whole.length; at += 11) {
      const by = written[(at / 11) % written.length] ?? Buffer.of();
      const changed = Buffer.concat([whole.subarray(0, at), by, whole.subarray(at + 1)]);
      if (changed.equals(whole)) continue;
      const where = `byte ${at} as ${by}: ${whole.subarray(Math.max(0, at - 20), at + 20)}`;
      const [tree, full] = [await report(changed, true), await report(changed, false)];
      expect(full.valid, where).toBe(false);
      if (!isOpening(at)) expect(tree.valid, where).toBe(false);
      for (const fault of tree.faults) expect(full.faults, where).toContain(fault);
    }
  }, 120_000);

  it('finds lines that are missing, doubled or moved', async () => {
    const entryAt = lines.flatMap((line, at) => (line.startsWith('{"type":"entry') ? [at] : []));
    for (const at of entryAt) {
      const without = lines.filter((_, index) => index !== at);
      expect(await faultsOf(without.join('\n')), `without line ${at}`).not.toEqual([]);
      expect(await faultsOf(lines.toSpliced(at, 0, lines[at] ?? '').join('\n')), `line ${at} twice`).not.toEqual([]);
      expect(await faultsOf(without.toSpliced(at - 1, 0, lines[at] ?? '').join('\n')), `line ${at} earlier`).not.toEqual([]);
      expect(await faultsOf(lines.slice(0, at).join('\n')), `cut off before line ${at}`).not.toEqual([]);
    }
  });

  it('takes the leaf that readers of JSON would see', async () => {
    const [sealed = '', other = ''] = [lines[2], lines[6]].map((line) => JSON.stringify(Object(JSON.parse(line ?? '')).leaf));
    const names = ['"leaf"', '"\\u006ceaf"', '"leaf" '];
    for (const name of names) {
      for (const [from, to] of [
        [',"values":{', `,${name}:${other},"values":{`],
        [',"salts":{', `,${name}:${other},"salts":{`],
        [/\}$/, `,${name}:${other}}`],
      ] as const) {
        const hidden = lines.toSpliced(
          2,
          1,
          (lines[2] ?? '').replace(from, () => to),
        );
        const [tree, full] = [await faultsOf(hidden.join('\n')), await faultsOf(hidden.join('\n'), false)];
        expect(tree, to.slice(0, 20)).toContain(`The first 6 entries of ${originOf(1)} are not those of their checkpoint.`);
        for (const fault of tree) expect(full).toContain(fault);
      }
      const shown = lines.toSpliced(2, 1, `{"type":"entry","leaf":${other},${name}:${sealed},"values":{},"salts":{}}`);
      expect(await faultsOf(shown.join('\n'))).toEqual([]);
    }
  });

  it('believes what explains a roll-back only when it was sealed', async () => {
    const held = signCheckpoint({ origin: originOf(1), size: 9n, root: leafHash('lost') }, signing);
    const explained = await report(whole, true, [held]);
    expect(explained.faults).toEqual([]);
    expect(explained.warnings.join()).toMatch(/had 9 entries .* A restore that says so/);
    const further = signCheckpoint({ origin: originOf(1), size: 10n, root: leafHash('lost') }, signing);
    expect((await report(whole, true, [further])).faults.join()).toMatch(/had 10 entries/);
    const claimed = Buffer.from(whole.toString().replace('\\"last_size\\": \\"9\\"', '\\"last_size\\": \\"10\\"'));
    expect((await report(claimed, true, [further])).faults).toEqual([`Entry 0 of ${originOf(2)}: after is not what was sealed.`]);
  });

  it('leaves values and salts alone', async () => {
    const changed = lines.map((line) => line.replace('Zoë', 'Zoé'));
    expect(await faultsOf(changed.toSpliced(10, 1, lines[10] ?? '').join('\n'))).toEqual([]);
    expect(await faultsOf(changed.join('\n'), false)).not.toEqual([]);
  });
});
