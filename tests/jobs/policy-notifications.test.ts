import { describe, expect, it } from 'vitest';
import { newUuid, toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { createChannel, listDeliveries, tellEvents } from '#lib/notifications/index.ts';
import { createPolicy, notifyTargets, publishPolicy } from '#lib/policies/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('policy-notify');
const admin = () => scene.as(scene.company.admin);
const hourMs = 3_600_000;
/** The begin of an hour that is over, so that all of it can be called in. */
const hour = Math.floor(Date.now() / hourMs) * hourMs - hourMs;
const tell = () => tellEvents(scene.database.databases, new Date(), new AbortController().signal, notifyTargets);
const deliveries = async () => (await listDeliveries.execute(admin(), {})).data;
const mails = () =>
  scene.database.superuser<{ recipient: string; subject: string; text: string }[]>`
    select recipient, subject, text from mail_message where tenant_id = ${scene.company.tenantId}`;

/** A policy for every call that tells a channel, which listens to nothing by itself, and the lead. */
async function tellingPolicy() {
  const channel = await createChannel.execute(admin(), { name: 'Desk', kind: 'slack', secret: 'https://hooks.slack.com/services/T0/B0/x' });
  const parameters = { channels: [toPublicId('channel', channel.id)], users: [toPublicId('user', scene.company.lead.userId)] };
  const draft = { rules: { conditions: [], match: 'all', actions: [{ type: 'notify', parameters }] } } as const;
  const made = await createPolicy.execute(admin(), { name: 'Watched', type: 'access', draft });
  await publishPolicy.execute(admin(), { policy_id: toPublicId('policy', made.id), mode: 'active' });
  return made.id;
}

interface Matched {
  readonly keyId: string | null;
  readonly atMs: number;
  readonly mode?: 'active' | 'shadow';
}
const call = (policyId: string, { keyId, atMs, mode = 'active' }: Matched) => ({
  ...companyCall(scene.company, { atMs, by: { keyId } }),
  policy: { outcome: 'allow' as const, policies: [{ id: policyId, version: 1, mode, actions: ['notify'] }] },
});

describe('[GOV-1] a policy that notifies', () => {
  it('tells whom it names at most once for each key and hour, however often calls are posted and events are told', async () => {
    const policyId = await tellingPolicy();
    const [one, other] = [newUuid(), newUuid()];
    const calls = [1, 2, 3].map((offset) => call(policyId, { keyId: one, atMs: hour + offset }));
    await postCalls(scene.database, calls);
    await postCalls(scene.database, calls);
    expect([await tell(), await tell()]).toEqual([1, 0]);
    const [first, ...more] = await deliveries();
    expect([first?.event, more]).toEqual(['policy.matched', []]);
    expect(await mails()).toMatchObject([{ recipient: scene.company.lead.email, subject: expect.stringContaining('Watched') }]);

    // Late calls of an hour that was told, another key, another hour.
    await postCalls(scene.database, [
      call(policyId, { keyId: one, atMs: hour + 9 }),
      call(policyId, { keyId: other, atMs: hour + 10 }),
      call(policyId, { keyId: one, atMs: hour + hourMs - 1 }),
      call(policyId, { keyId: one, atMs: hour - 1 }),
    ]);
    await tell();
    expect(await deliveries()).toHaveLength(3);
    expect(await mails()).toHaveLength(3);
    const events = await scene.database.superuser<{ id: string }[]>`
      select id from outbox_event where tenant_id = ${scene.company.tenantId} and name = 'policy.matched'`;
    expect(events.map(({ id }) => uuidTimeMs(id)).toSorted()).toEqual([hour - hourMs, hour, hour]);
  });

  it('tells nobody while it only watches, and nobody of another organization', async () => {
    const policyId = await tellingPolicy();
    const other = await scene.otherCompany();
    const elsewhere = { ...call(policyId, { keyId: null, atMs: hour + 1 }) };
    await postCalls(scene.database, [
      call(policyId, { keyId: null, atMs: hour + 1, mode: 'shadow' }),
      { ...elsewhere, attribution: { ...elsewhere.attribution, tenantId: other.tenantId } },
    ]);
    await tell();
    expect([await deliveries(), await mails()]).toEqual([[], []]);
  });

  it('names channels and people who are there', async () => {
    const parameters = { channels: [toPublicId('channel', newUuid())], users: [toPublicId('user', newUuid())] };
    const draft = (given: object) => ({ rules: { conditions: [], actions: [{ type: 'notify', parameters: given }] } });
    const create = (given: object) =>
      faultOf(createPolicy.execute(admin(), { name: 'Lost', type: 'access', draft: draft(given) as never }));
    const base = '/draft/rules/actions/0/parameters';
    expect(await create(parameters)).toBe(`validation_failed ${base}/channels/0 ${base}/users/0`);
    expect(await create({})).toContain('validation_failed');
  });
});
