import { describe, expect, it } from 'vitest';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { giveFeedback, giveFeedbackByKey, listFeedback } from '#lib/feedback/index.ts';
import { issueKeyLoan, lendKey, recallKey } from '#lib/keys/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';

const scene = companyScene('feedback');

async function calls() {
  const { company, database } = scene;
  const key = await insertVirtualKey(database, company.tenantId, { teamId: company.searchId });
  const other = await insertVirtualKey(database, company.tenantId);
  const event = companyCall(company, {
    atMs: Date.now() - 60_000,
    by: { teamId: company.searchId, userId: company.member.userId, keyId: key.id },
  });
  await postCalls(database, [event]);
  return { key, other, id: event.id, request_id: toPublicId('request', event.id) };
}

describe('[ANA-4] feedback', () => {
  it('is one thumb a person and request; a second one changes it, the same one again nothing', async () => {
    const { company } = scene;
    const { request_id } = await calls();
    const first = await giveFeedback.execute(scene.as(company.member), { request_id, rating: 'down', comment: 'Invented a paragraph' });
    expect(first).toMatchObject({ rating: 'down', comment: 'Invented a paragraph', is_own: true, model: 'sandbox-small', author: 'user' });
    await giveFeedback.execute(scene.as(company.member), { request_id, rating: 'up' });
    await giveFeedback.execute(scene.as(company.member), { request_id, rating: 'up' });
    await giveFeedback.execute(scene.as(company.lead), { request_id, rating: 'down' });
    const seen = await listFeedback.execute(scene.as(company.admin), {});
    expect(seen.data.map(({ rating, comment }) => [rating, comment])).toEqual([
      ['down', null],
      ['up', null],
    ]);
    expect((await listFeedback.execute(scene.as(company.admin), { rating: 'up' })).data).toHaveLength(1);
    const page = await listFeedback.execute(scene.as(company.admin), { limit: 1 });
    const next = await listFeedback.execute(scene.as(company.admin), { limit: 1, cursor: page.next_cursor });
    expect([page.data[0]?.rating, next.data[0]?.rating, next.next_cursor]).toEqual(['down', 'up', null]);
    const changes = await scene.database
      .superuser`select 1 from audit_entry where tenant_id = ${company.tenantId} and action = 'feedback.give'`;
    expect(changes).toHaveLength(3);
  });

  it('is of requests that one sees: others’, other companies’ and none are not found', async () => {
    const { company } = scene;
    const { request_id } = await calls();
    const give = (person: typeof company.admin, id: string) =>
      faultOf(giveFeedback.execute(scene.as(person), { request_id: id, rating: 'up' }));
    expect(await give(company.seller, request_id)).toBe('not_found');
    expect(await give(company.guest, request_id)).toBe('forbidden');
    expect(await give(company.admin, toPublicId('request', newUuid()))).toBe('not_found');
    expect(await faultOf(giveFeedback.execute(scene.as(company.admin), { request_id, rating: 'meh' }))).toBe('validation_failed /rating');
    expect((await listFeedback.execute(scene.as(company.seller), {})).data).toEqual([]);
  });

  it('[ORG-11] comes by a key that is lent from whom it is lent to, of his calls alone', async () => {
    const { company, runtime, database } = scene;
    const { key, request_id: ofLender } = await calls();
    const lent = (place: object) => lendKey.execute(scene.as(company.admin), { key_id: toPublicId('key', key.id), ...place });
    const take = (id: string) => issueKeyLoan.execute(scene.as(company.admin), { key_loan_id: toPublicId('keyLoan', id) });
    const toTeam = await lent({ team_id: toPublicId('team', company.fieldId) });
    const toDepartment = await lent({ department_id: toPublicId('department', company.salesId) });
    const [team, department] = [(await take(toTeam.id)).secret, (await take(toDepartment.id)).secret];
    const by = { departmentId: company.salesId, keyId: key.id };
    const events = [{ ...by, teamId: company.fieldId }, by].map((one) => companyCall(company, { atMs: Date.now() - 60_000, by: one }));
    await postCalls(database, events);
    const [ofTeam = '', ofDepartment = ''] = events.map(({ id }) => toPublicId('request', id));
    const outcomes = async (secret: string) =>
      Promise.all(
        [ofLender, ofTeam, ofDepartment].map((id) => faultOf(giveFeedbackByKey(runtime, secret, { request_id: id, rating: 'up' }))),
      );
    expect(await outcomes(team)).toEqual(['not_found', 'success', 'not_found']);
    expect(await outcomes(department)).toEqual(['not_found', 'not_found', 'success']);
    await recallKey.execute(scene.as(company.admin), {
      key_id: toPublicId('key', key.id),
      key_loan_id: toPublicId('keyLoan', toTeam.id),
    });
    expect(await outcomes(team)).toEqual(['invalid_key', 'invalid_key', 'invalid_key']);
  });

  it('comes from apps by the virtual key that made the request, and no other', async () => {
    const { company, runtime, database } = scene;
    const { key, other, request_id } = await calls();
    const given = await giveFeedbackByKey(runtime, key.key, { request_id, rating: 'up' });
    expect(given).toMatchObject({ author: 'key', is_own: true, rating: 'up' });
    await giveFeedbackByKey(runtime, key.key, { request_id, rating: 'down' });
    expect((await listFeedback.execute(scene.as(company.admin), {})).data.map(({ author, rating }) => [author, rating])).toEqual([
      ['key', 'down'],
    ]);
    expect(await faultOf(giveFeedbackByKey(runtime, other.key, { request_id, rating: 'up' }))).toBe('not_found');
    expect(await faultOf(giveFeedbackByKey(runtime, `${key.key.slice(0, -1)}x`, { request_id, rating: 'up' }))).toBe('invalid_key');
    await database.superuser`update virtual_key set status = 'disabled' where id = ${key.id}`;
    expect(await faultOf(giveFeedbackByKey(runtime, key.key, { request_id, rating: 'up' }))).toBe('invalid_key');
  });
});
