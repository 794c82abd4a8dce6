import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditEntry, membership, session, team, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { defineStream } from '#lib/command/define-stream.ts';
import { type ByteStream, defineUpload } from '#lib/command/define-upload.ts';
import { defineOperation } from '#lib/contracts/operation.ts';
import { newUuid, publicId, toPublicId } from '#lib/core/ids.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('flow');
const { as, inside } = scene;

const shared = { summary: 'Test', permission: 'teams.write', scope: { of: 'team', from: 'team_id' }, examples: [] } as const;
const input = z.strictObject({ team_id: publicId('team') });
const searchTeam = () => ({ team_id: toPublicId('team', scene.company.searchId) });

describe('defineUpload', () => {
  const operation = defineOperation({
    ...shared,
    name: 'thing.upload',
    input,
    output: z.strictObject({ bytes: z.int() }),
    http: { method: 'POST', path: '/things', kind: 'upload' },
  });
  let received: () => Promise<unknown> = async () => undefined;
  const upload = defineUpload(operation, {
    async receive(body) {
      let bytes = 0;
      for await (const chunk of body) bytes += chunk.byteLength;
      await received();
      return bytes;
    },
    async run(ctx, given, bytes) {
      await ctx.tx
        .update(team)
        .set({ description: `${bytes}` })
        .where(eq(team.id, given.team_id));
      return { result: { bytes }, changes: [{ resource: 'thing', id: 'x', before: null, after: { bytes } }] };
    },
  });
  let pulled = 0;
  async function* body(chunks: number): ByteStream & AsyncGenerator<Uint8Array> {
    for (let count = 0; count < chunks; count += 1) {
      pulled += 1;
      yield new Uint8Array(1000);
    }
  }
  const descriptionOf = () =>
    inside(async (tx) => (await tx.select().from(team).where(eq(team.id, scene.company.searchId)))[0]?.description);

  beforeEach(() => {
    pulled = 0;
    received = async () => undefined;
  });

  it('streams the body through without a transaction, then stores it with its audit entry', async () => {
    let open: unknown;
    received = async () => {
      const [row] = await scene.database
        .superuser`select count(*)::int as n from pg_stat_activity where datname = ${scene.database.name} and state like 'idle in transaction%'`;
      open = row?.n;
    };
    expect(await upload.execute(as(scene.company.lead), searchTeam(), body(5))).toEqual({ bytes: 5000 });
    expect(open).toBe(0);
    expect(await descriptionOf()).toBe('5000');
    expect(await inside((tx) => tx.select().from(auditEntry))).toMatchObject([
      { action: 'thing.upload', after: { bytes: 5000 }, result: 'success' },
    ]);
  });

  it('reads not one byte of who may not store, nor of what is not valid', async () => {
    expect(await faultOf(upload.execute(as(null), searchTeam(), body(5)))).toBe('unauthenticated');
    expect(await faultOf(upload.execute(as(scene.company.member), searchTeam(), body(5)))).toBe('forbidden');
    expect(await faultOf(upload.execute(as(scene.company.admin), { team_id: toPublicId('team', newUuid()) }, body(5)))).toBe('not_found');
    expect(await faultOf(upload.execute(as(scene.company.admin), { team_id: 'x' }, body(5)))).toBe('validation_failed /team_id');
    expect(pulled).toBe(0);
  });

  it('checks again before it stores: a lead who was demoted meanwhile stores nothing', async () => {
    received = () =>
      inside((tx) => tx.update(membership).set({ teamRole: 'member' }).where(eq(membership.userId, scene.company.lead.userId)));
    expect(await faultOf(upload.execute(as(scene.company.lead), searchTeam(), body(5)))).toBe('forbidden');
    expect(pulled).toBe(5);
    expect(await descriptionOf()).toBe('');
  });
});

describe('defineStream', () => {
  const operation = defineOperation({
    ...shared,
    name: 'thing.watch',
    permission: 'teams.read',
    input,
    output: z.string(),
    http: { method: 'GET', path: '/things', kind: 'sse' },
  });
  /** Tells the description of the team each time it has changed. */
  const watch = defineStream(operation, {
    intervalMs: 20,
    async read(ctx, given, lastId) {
      const [row] = await ctx.tx.select().from(team).where(eq(team.id, given.team_id));
      const id = String(row?.version);
      return id === lastId ? null : { id, payload: row?.description ?? '' };
    },
  });
  const describeTeam = (description: string, version: number) =>
    inside((tx) => tx.update(team).set({ description, version }).where(eq(team.id, scene.company.searchId)));

  it('gives the present state, then what changes, and nothing twice', async () => {
    const ended = new AbortController();
    const events = await watch.open(as(scene.company.lead), searchTeam(), undefined, ended.signal);
    expect((await events.next()).value).toEqual({ id: '1', payload: '' });
    expect((await events.next()).value).toBeNull();
    await describeTeam('new', 2);
    let event = (await events.next()).value;
    while (event === null) event = (await events.next()).value;
    expect(event).toEqual({ id: '2', payload: 'new' });
    ended.abort();
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('goes on after the event a browser has seen last', async () => {
    const events = await watch.open(as(scene.company.lead), searchTeam(), '1', AbortSignal.timeout(5000));
    expect((await events.next()).value).toBeNull();
    await events.return(undefined);
  });

  it('refuses before it opens, so that a refusal has a status', async () => {
    const open = (person: SamplePerson | null) => faultOf(watch.open(as(person), searchTeam(), undefined, AbortSignal.timeout(5000)));
    expect(await open(null)).toBe('unauthenticated');
    expect(await open(scene.company.guest)).toBe('not_found');
  });

  it.each([
    ['the session is revoked', 'unauthenticated', (tx: TenantTransaction) => tx.update(session).set({ revokedAt: new Date() })],
    ['the team is left', 'not_found', (tx: TenantTransaction) => tx.delete(membership)],
  ])('ends at its next turn when %s', async (_, code, change) => {
    const { tenantId } = scene.company;
    const bare = { userId: newUuid(), sessionId: newUuid(), email: 'bare@flow.example' };
    await inside(async (tx) => {
      await tx.insert(userAccount).values({ tenantId, id: bare.userId, email: bare.email });
      const expiresAt = new Date(Date.now() + 60_000);
      await tx.insert(session).values({ tenantId, id: bare.sessionId, userId: bare.userId, secretHash: bare.sessionId, expiresAt });
      await tx
        .insert(membership)
        .values({ tenantId, id: newUuid(), teamId: scene.company.searchId, userId: bare.userId, teamRole: 'lead' });
    });
    const events = await watch.open(as(bare), searchTeam(), undefined, AbortSignal.timeout(5000));
    expect((await events.next()).value).not.toBeNull();
    await inside((tx) => change(tx));
    expect(await faultOf(events.next())).toBe(code);
    expect((await events.next()).done).toBe(true);
  });

  it('stops waiting when the line is cut, and reads no more', async () => {
    let reads = 0;
    const slow = defineStream(operation, {
      intervalMs: 60_000,
      async read() {
        reads += 1;
        return null;
      },
    });
    const ended = new AbortController();
    const events = await slow.open(as(scene.company.lead), searchTeam(), undefined, ended.signal);
    await events.next();
    const next = events.next();
    ended.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(reads).toBe(1);
  });
});
