import { eq } from 'drizzle-orm';
import {
  adjustment,
  approval,
  cacheEntry,
  callContent,
  idempotencyRecord,
  mailMessage,
  outboxEvent,
  project,
  survey,
  surveyAnswer,
  team,
  userAccount,
} from '#db/schema/index.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { dataKeyForSealing } from '#lib/connections/keyring.ts';
import { encodeSaid, saidContext } from '#lib/content-log/sealed-text.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { seal } from '#lib/core/secrets.ts';
import { companyCall, postCalls } from './company-calls.ts';
import type { CompanyScene } from './company-scene.ts';
import { insertVirtualKey } from './sample-company.ts';

/** What they asked a model, and was kept. */
export const keptPrompt = 'Draft my letter of resignation';

/** What the planted person is called. */
export const fullName = 'Ann Marie Lee';

/** Puts the member of the company into whatever could hold them. */
export async function plantPerson(scene: CompanyScene): Promise<void> {
  const { tenantId, member, admin, searchId } = scene.company;
  const said = `asked by ${fullName} (${member.email.toUpperCase()})`;
  await scene.inside(async (tx) => {
    await tx.update(userAccount).set({ name: fullName, passwordHash: 'x' }).where(eq(userAccount.id, member.userId));
    await tx.update(team).set({ description: said }).where(eq(team.id, searchId));
    await tx
      .insert(project)
      .values({ tenantId, id: newUuid(), slug: 'p', name: 'P', teamId: searchId, description: said, profile: { contact: said } });
    await tx.insert(mailMessage).values([
      { tenantId, id: newUuid(), recipient: member.email, subject: 'Hello', text: `Dear ${fullName}`, html: '', linkPath: '/' },
      { tenantId, id: newUuid(), recipient: admin.email, subject: 'Note', text: 'x', html: 'x', linkPath: '/' },
    ]);
    await tx.insert(outboxEvent).values({ tenantId, id: newUuid(), name: 'x', payload: { said } });
    await tx.insert(approval).values({
      ...{ tenantId, id: newUuid(), kind: 'request', title: 'Call', reason: said, requesterId: member.userId, subject: { said } },
      ...{
        policy: { rule_id: null, rule_name: '', levels: [], needed: 1, timeout_hours: 1, on_timeout: 'reject', four_eyes: true },
        dueAt: new Date(),
      },
    });
    await tx.insert(adjustment).values({
      ...{ tenantId, id: newUuid(), kind: 'credit', amountNanoUsd: -1n, reason: said, scopeKind: 'tenant', scopeId: tenantId },
      ...{ appliesAt: new Date(), createdBy: admin.userId },
    });
    const record = { userId: member.userId, key: 'k', operation: 'x', requestHash: 'h', status: 200, body: Buffer.from(said) };
    await tx.insert(idempotencyRecord).values({ tenantId, ...record });
    const dataKey = await dataKeyForSealing(tx, tenantId, scene.runtime.masterKeys);
    await tx.insert(cacheEntry).values({
      ...{ tenantId, key: 'k', scope: 'tenant', protocol: 'p', model: 'm', streamed: false, answerBytes: 1, costNanoUsd: 1n },
      ...{ encryptionKeyId: dataKey.id, answer: Buffer.from(said), expiresAt: new Date(Date.now() + 3_600_000) },
    });
    const callId = newUuid();
    const sealed = (what: 'request' | 'answer', text: string) =>
      seal(dataKey.key, encodeSaid(Buffer.from(text), what === 'answer'), saidContext(tenantId, callId, what));
    await tx.insert(callContent).values({
      ...{ tenantId, callId, level: 'full', userId: member.userId, requestBytes: 9, answerBytes: 99, encryptionKeyId: dataKey.id },
      ...{ request: sealed('request', keptPrompt), answer: sealed('answer', 'Kept answer'), expiresAt: new Date(Date.now() + 3_600_000) },
    });
    const surveyId = newUuid();
    const asked = { title: 'Mood', questions: [], salt: Buffer.from('salt'), createdBy: admin.userId };
    await tx.insert(survey).values({ tenantId, id: surveyId, ...asked });
    await tx.insert(surveyAnswer).values({ tenantId, surveyId, respondent: 'somebody', answers: { q: said } });
    const origin = {
      tenantId,
      actorKind: 'user',
      actorId: member.userId,
      actorName: member.email,
      ip: '198.51.100.7',
      userAgent: 'Firefox',
    } as const;
    const change = { resource: 'team', id: toPublicId('team', searchId), before: null, after: { name: 'Search' } };
    await writeAudit(tx, { ...origin, requestId: newUuid() }, 'team.update', [change], new Date());
  });
  await insertVirtualKey(scene.database, tenantId, {
    kind: 'personal',
    userId: member.userId,
    name: `Key of ${fullName}`,
    teamId: searchId,
  });
  const by = { userId: member.userId, teamId: searchId };
  const atMs = Date.now() - 60_000;
  await postCalls(scene.database, [
    companyCall(scene.company, { atMs, by, tags: { who: member.email, app: 'x' } }),
    companyCall(scene.company, { atMs: atMs - 1000, by }),
    companyCall(scene.company, { atMs: atMs - 2000, by: { userId: scene.company.seller.userId }, tags: { who: 'somebody else' } }),
  ]);
}
