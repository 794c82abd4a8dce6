import { describe, expect, it } from 'vitest';
import { getAuditLogState } from '#lib/audit/index.ts';
import { leafHash } from '#lib/audit/merkle.ts';
import { verifyInclusion } from '#lib/audit/merkle-proofs.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { downloadLineageProof, getLineage } from '#lib/lineage/index.ts';
import { verifyProof } from '#scripts/verify-audit.mjs';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { collected } from '#tests/support/privacy-scene.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';
import { sealAll } from '#tests/support/seal-audit.ts';

const scene = companyScene('lineage');
const admin = () => scene.as(scene.company.admin);

/** Some calls of one batch; the second is asked about. */
async function posted(): Promise<{ request_id: string }> {
  const { tenantId, searchId, member } = scene.company;
  const key = await insertVirtualKey(scene.database, tenantId, {
    kind: 'personal',
    userId: member.userId,
    teamId: searchId,
    allowedAddresses: ['192.0.2.0/24'],
  });
  const by = { keyId: key.id, userId: member.userId, teamId: searchId };
  const calls = [3, 2, 1].map((seconds) =>
    companyCall(scene.company, { atMs: Date.now() - seconds * 1000, by, tags: { app: `a${seconds}` } }),
  );
  await postCalls(scene.database, calls);
  return { request_id: toPublicId('request', calls[1]?.id ?? '') };
}

describe('the lineage of a call [GOV-6]', () => {
  it('leads from the key over ledger and batch to the leaf of the audit log', async () => {
    const asked = await posted();
    const before = await getLineage.execute(admin(), asked);
    expect(before.audit).toMatchObject({ sealed: false });
    expect(await faultOf(downloadLineageProof.open(admin(), asked))).toBe('conflict');
    await sealAll(scene.database, undefined, scene.company.tenantId);
    const lineage = await getLineage.execute(admin(), asked);
    expect(lineage.caller).toMatchObject({ key_kind: 'personal', key_owner_name: 'member', allowed_addresses: ['192.0.2.0/24'] });
    expect(lineage.call).toMatchObject({ team: { name: 'Search' }, model: 'sandbox-small', tags: { app: 'a2' } });
    expect(lineage.reservation).toEqual({ mode: 'journal', state: null, reserved_usd: 2_000_000n });
    expect(lineage.batch).toMatchObject({ events: 3, index: 1, valid: true });
    expect(lineage.ledger).toMatchObject([{ kind: 'settle', amount_usd: 3_000_000n, of_this_call: false }]);
    expect(lineage.audit).toMatchObject({ sealed: true, epoch: 1 });

    const file = JSON.parse((await collected((await downloadLineageProof.open(admin(), asked)).pieces)).toString());
    const { canonical, hash, index, of, path, root } = file.call;
    expect(leafHash(canonical)).toBe(hash);
    expect(verifyInclusion({ leafIndex: BigInt(index), treeSize: BigInt(of), leafHash: hash, path }, root)).toBe(true);
    const { verifier_key: key } = await getAuditLogState.execute(admin(), {});
    const proof = await verifyProof(file.entry.tlog_proof, [key ?? '']);
    expect(proof).toMatchObject({ valid: true });
    // The entry that the log proves is the one that holds the root.
    const [, extra = ''] = /^extra (.*)$/m.exec(file.entry.tlog_proof) ?? [];
    expect(JSON.parse(Buffer.from(extra, 'base64').toString()).values.after).toContain(root);
  });

  it('shows a call that was changed after it was posted', async () => {
    const asked = await posted();
    await scene.database.superuser`update usage_event set output_tokens = 51 where tenant_id = ${scene.company.tenantId}`;
    expect((await getLineage.execute(admin(), asked)).batch).toMatchObject({ valid: false });
  });

  it('is for who reads the audit log, and of the own organization', async () => {
    const asked = await posted();
    expect(await faultOf(getLineage.execute(scene.as(scene.company.member), asked))).toBe('forbidden');
    const other = await scene.otherCompany();
    const foreign = companyCall(other, { atMs: Date.now() });
    await postCalls(scene.database, [foreign]);
    expect(await faultOf(getLineage.execute(admin(), { request_id: toPublicId('request', foreign.id) }))).toBe('not_found');
  });
});
