import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { analyticsSetting, embed, role, roleAssignment } from '#db/schema/index.ts';
import { parseEnv } from '#lib/core/env.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { createDashboard, deleteDashboard, updateDashboard } from '#lib/dashboards/index.ts';
import { signEmbed } from '#lib/embeds/embed-token.ts';
import { createEmbed, listEmbeds, revokeEmbed, signLink } from '#lib/embeds/index.ts';
import { showFrame } from '#lib/http/embed/show-frame.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf } from '#tests/support/sample-company.ts';

const scene = companyScene('embeds');
const admin = () => scene.as(scene.company.admin);
const origin = 'https://wall.example.com';
const lookMax = 40;

let runtime: Runtime;
beforeAll(() => {
  const { url, secret } = scene.database;
  const env = { DATABASE_URL: url, TOLLGATE_SECRET: secret, LOG_LEVEL: 'silent', MANAGEMENT_REQUESTS_PER_MINUTE: String(lookMax) };
  runtime = installRuntime(createRuntime(parseEnv(env), 'test'));
});
afterAll(() => runtime.databases.close(1));

let addresses = 0;
/** A look by a browser at a new address. */
const look = (path: string, headers: Record<string, string> = {}): Promise<Response> => {
  addresses += 1;
  const token = path.slice('/embed/'.length);
  const from = `198.51.${Math.floor(addresses / 250)}.${addresses % 250}`;
  const request = new Request(`http://tollgate.test${path}`, { headers: { 'x-forwarded-for': from, host: 'tollgate.test', ...headers } });
  return showFrame(request, { params: Promise.resolve({ token }) });
};

const widgets = [
  { kind: 'figure', id: 'spend', title: 'Spend', x: 0, y: 0, w: 4, h: 2, measure: 'cost' },
  { kind: 'bars', id: 'teams', title: 'Teams <script>', x: 4, y: 0, w: 8, h: 4, measure: 'cost', group_by: 'team' },
];
const idOf = ({ id }: { readonly id: string }) => ({ embed_id: toPublicId('embed', id) });
const boardId = ({ id }: { readonly id: string }) => toPublicId('dashboard', id);
const board = (more: object = {}) => createDashboard.execute(admin(), { name: 'Board', range: '7d', widgets, ...more });

async function embedded(input: object = {}, link: object = {}) {
  const made = await board();
  const of = await createEmbed.execute(admin(), { name: 'Wall', dashboard_id: boardId(made), origins: [origin], ...input });
  return { made, of, link: await signLink.execute(admin(), { ...idOf(of), ...link }) };
}

beforeEach(async () => {
  const { searchId, fieldId } = scene.company;
  const atMs = Date.now() - 60_000;
  const call = (teamId: string, costNanoUsd: bigint) => companyCall(scene.company, { atMs, costNanoUsd, by: { teamId } });
  await postCalls(scene.database, [call(searchId, 31_000_000_000n), call(fieldId, 57_000_000_000n)]);
});

describe('embeds [ANA-6]', () => {
  it('show their figures to the sites that may frame them, without scripts, cookies or the console', async () => {
    const { link } = await embedded();
    const answer = await look(link.path, { referer: `${origin}/start`, cookie: 'tollgate=session' });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('$88.00');
    expect(html).not.toMatch(/<script|href=|src=|<form/i);
    expect(html).toContain('Teams &lt;script&gt;');
    const policy = answer.headers.get('content-security-policy') ?? '';
    const directives = new Map(policy.split('; ').map((part) => [part.split(' ')[0], part]));
    expect(directives.get('frame-ancestors')).toBe(`frame-ancestors ${origin}`);
    expect(directives.get('default-src')).toBe("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect([answer.headers.get('set-cookie'), answer.headers.get('x-frame-options')]).toEqual([null, null]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('show one widget, narrowed by the filters of the embed and of the address', async () => {
    const team = (id: string) => ({ team_id: toPublicId('team', id) });
    const { of } = await embedded({ widget_id: 'spend', filters: team(scene.company.searchId) });
    const sign = (filters: object) => signLink.execute(admin(), { ...idOf(of), filters });
    const html = await (await look((await sign({})).path)).text();
    expect(html).toContain('$31.00');
    expect(html).not.toContain('Teams');
    expect(await (await look((await sign({ model: 'no such model' })).path)).text()).toContain('$0');
    expect(await faultOf(sign(team(scene.company.fieldId)))).toBe('conflict');
  });

  it('are not shown by addresses that were changed, borrowed or made up', async () => {
    const { link, of } = await embedded({}, { filters: { team_id: toPublicId('team', scene.company.searchId) } });
    const [payload = '', signature = ''] = link.path.slice('/embed/'.length).split('.');
    const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = (change: object) => `${Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url')}.${signature}`;
    const otherCompany = await scene.otherCompany();
    const other = { tenantId: scene.company.tenantId, embedId: of.id, expiresAt: Math.floor(Date.now() / 1000) + 60, filters: {} };
    const masters = createMasterKeys(scene.database.secret);
    const attacks = [
      changed({ f: {} }),
      changed({ x: 4_000_000_000 }),
      changed({ t: otherCompany.tenantId }),
      changed({ e: newUuid() }),
      `${payload}.${'A'.repeat(43)}`,
      payload,
      `${link.path.slice(7)}/`,
      '..%2f..%2fapi',
      signEmbed(createMasterKeys('somebody else’s secret of enough characters'), other),
      // Well signed, yet about what is not there: in another tenant, of no embed, over already.
      signEmbed(masters, { ...other, tenantId: otherCompany.tenantId }),
      signEmbed(masters, { ...other, embedId: newUuid() }),
      signEmbed(masters, { ...other, expiresAt: Math.floor(Date.now() / 1000) - 1 }),
    ];
    const told = new Set<string>();
    for (const token of attacks) {
      const answer = await look(`/embed/${token}`);
      expect([token, answer.status, answer.headers.get('content-security-policy')?.includes("frame-ancestors 'none'")]).toEqual([
        token,
        404,
        true,
      ]);
      told.add((await answer.text()).replaceAll(/nonce="[^"]*"/g, ''));
    }
    expect(told.size).toBe(1);
  });

  it('are refused to pages of other sites, whatever their browser makes of the policy', async () => {
    const { link } = await embedded();
    const statusWith = async (headers: Record<string, string>) => (await look(link.path, headers)).status;
    expect(await statusWith({ referer: 'https://evil.example/wall.example.com' })).toBe(404);
    expect(await statusWith({ referer: 'https://wall.example.com.evil.example/' })).toBe(404);
    expect(await statusWith({ origin: 'https://wall.example.com:8443' })).toBe(404);
    expect(await statusWith({ origin: 'not an origin' })).toBe(404);
    expect(await statusWith({ origin })).toBe(200);
    expect(await statusWith({ referer: 'http://tollgate.test/dashboards' })).toBe(200);
    expect(await statusWith({})).toBe(200);
  });

  it('end when they expire, are revoked, or their dashboard goes', async () => {
    const { of, link, made } = await embedded();
    expect((await look(link.path)).status).toBe(200);
    await scene.inside((tx) =>
      tx
        .update(embed)
        .set({ expiresAt: new Date(Date.now() - 1000) })
        .where(eq(embed.id, of.id)),
    );
    expect((await look(link.path)).status).toBe(404);
    expect(await faultOf(signLink.execute(admin(), idOf(of)))).toBe('conflict');
    const second = await createEmbed.execute(admin(), { name: 'Second', dashboard_id: boardId(made), origins: [origin] });
    const its = await signLink.execute(admin(), idOf(second));
    await revokeEmbed.execute(admin(), idOf(second));
    expect((await look(its.path)).status).toBe(404);
    expect((await listEmbeds.execute(admin(), {})).data.map(({ state }) => state)).toEqual(['revoked', 'expired']);
    const third = await createEmbed.execute(admin(), { name: 'Third', dashboard_id: boardId(made), origins: [origin] });
    const last = await signLink.execute(admin(), idOf(third));
    await deleteDashboard.execute(admin(), { dashboard_id: boardId(made) });
    expect((await look(last.path)).status).toBe(404);
    expect((await listEmbeds.execute(admin(), {})).data).toEqual([]);
  });

  it('show no more than their author may see at that moment', async () => {
    const { link } = await embedded();
    await scene.inside((tx) => tx.delete(roleAssignment).where(eq(roleAssignment.userId, scene.company.admin.userId)));
    expect((await look(link.path)).status).toBe(404);
  });

  it('are neither chosen nor signed by somebody who may see less than their author [IAM-2]', async () => {
    const { made, of } = await embedded();
    const { lead, member } = scene.company;
    const shared = { dashboard_id: boardId(made), shares: [{ with: 'tenant', right: 'edit' }] };
    await updateDashboard.execute(admin(), shared);
    const edit = (by: typeof lead, input: object) =>
      faultOf(updateDashboard.execute(scene.as(by), { dashboard_id: boardId(made), ...input }));
    const more = [{ kind: 'bars', id: 'people', title: 'People', x: 0, y: 0, w: 6, h: 4, measure: 'cost', group_by: 'user' }];
    expect(await edit(lead, { widgets: more })).toBe('forbidden');
    expect(await edit(lead, { range: '90d' })).toBe('forbidden');
    expect(await edit(lead, { name: 'Ours', widgets })).toBe('success');
    // Whoever may make embeds and sees one team alone does not read the whole organization by the embed of an administrator.
    const { tenantId } = scene.company;
    const roleId = newUuid();
    await scene.inside(async (tx) => {
      await tx.insert(role).values({ tenantId, id: roleId, name: 'framer', title: 'Framer', level: 50, permissions: ['embeds.*'] });
      await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: lead.userId, roleId, scopeKind: 'tenant' });
      await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: member.userId, roleId, scopeKind: 'tenant' });
    });
    for (const by of [lead, member]) expect(await faultOf(signLink.execute(scene.as(by), idOf(of)))).toBe('forbidden');
    const own = await createEmbed.execute(scene.as(lead), { name: 'Mine', dashboard_id: boardId(made), origins: [origin] });
    expect(await faultOf(signLink.execute(admin(), idOf(own)))).toBe('success');
    await revokeEmbed.execute(admin(), idOf(of));
    expect(await edit(lead, { widgets: more })).toBe('success');
  });

  it('name nobody where people have pseudonyms, not even their author', async () => {
    const people = { kind: 'bars', id: 'people', title: 'People', x: 0, y: 0, w: 6, h: 4, measure: 'cost', group_by: 'user' };
    const made = await board({ widgets: [people] });
    const { admin: author, member, seller, lead, guest } = scene.company;
    const atMs = Date.now() - 60_000;
    await postCalls(
      scene.database,
      [author, member, seller, lead, guest].map(({ userId }) => companyCall(scene.company, { atMs, by: { userId } })),
    );
    const of = await createEmbed.execute(admin(), { name: 'Wall', dashboard_id: boardId(made), origins: [origin] });
    const { path } = await signLink.execute(admin(), idOf(of));
    expect(await (await look(path)).text()).toContain('seller');
    await scene.inside((tx) =>
      tx
        .insert(analyticsSetting)
        .values({ tenantId: scene.company.tenantId, memberPrivacy: 'pseudonyms', pseudonymSalt: Buffer.alloc(32) }),
    );
    const html = await (await look(path)).text();
    expect(html).toContain('member_');
    for (const name of ['seller', 'lead', '>admin']) expect(html).not.toContain(name);
  });

  it('show no whole budget where figures are narrowed', async () => {
    const budget = { kind: 'budget', id: 'all', title: 'All', x: 0, y: 0, w: 6, h: 4, budget_id: toPublicId('budget', newUuid()) };
    const { of, made } = await embedded();
    await updateDashboard.execute(admin(), { dashboard_id: boardId(made), widgets: [budget] });
    const { path } = await signLink.execute(admin(), { ...idOf(of), filters: { model: 'gpt-4o' } });
    expect(await (await look(path)).text()).toContain('not shown where figures are narrowed');
  });

  it('can be made for sites alone, by whom may, of what they see', async () => {
    const made = await board();
    const make = (input: object, by = admin()) =>
      faultOf(createEmbed.execute(by, { name: 'Wall', dashboard_id: boardId(made), origins: [origin], ...input }));
    const origins = [
      '*',
      'https://*.example.com',
      'http://wall.example.com',
      'https://a.example/path',
      "https://a.example; script-src 'self'",
      'data:',
      'https://a.example:0',
      'https://user@a.example',
    ];
    for (const one of origins) expect([one, await make({ origins: [one] })]).toEqual([one, 'validation_failed /origins/0']);
    expect(await make({ origins: [] })).toBe('validation_failed /origins');
    expect(await make({ widget_id: 'none' })).toBe('not_found /widget_id');
    expect(await make({}, scene.as(scene.company.lead))).toBe('forbidden');
    const other = await scene.otherCompany();
    expect(await make({}, invocationOf(scene.runtime, other, other.admin))).toBe('not_found /dashboard_id');
  });

  it('are looked at so often a minute, from one address and in all', async () => {
    const { link } = await embedded();
    const statuses: number[] = [];
    for (let times = 0; times <= lookMax; times += 1) statuses.push((await look(link.path)).status);
    expect([statuses.filter((status) => status === 200).length, statuses.at(-1)]).toEqual([lookMax, 429]);
    const made: number[] = [];
    for (let times = 0; times <= lookMax; times += 1) made.push((await look('/embed/none', { 'x-forwarded-for': '203.0.113.9' })).status);
    expect(made.at(-1)).toBe(429);
  });
});
