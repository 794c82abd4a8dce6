import { describe, expect, it } from 'vitest';
import { toPublicId } from '#lib/core/ids.ts';
import { answerSurvey, closeSurvey, createSurvey, getSurveyResults, listSurveys } from '#lib/surveys/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('surveys');

const questions = [
  { id: 'satisfaction', text: 'How content are you?', kind: 'scale' },
  { id: 'use', text: 'Where most?', kind: 'choice', options: ['Code', 'Mail'] },
  { id: 'missing', text: 'What is missing?', kind: 'text' },
];
const create = (more: object = {}) => createSurvey.execute(scene.as(scene.company.admin), { title: 'Assistants', questions, ...more });
const everybody = (): SamplePerson[] => {
  const { admin, lead, member, seller, guest } = scene.company;
  return [admin, lead, member, seller, guest];
};

describe('[ANA-4] surveys', () => {
  it('are answered once, and told after their end, from five answers on', async () => {
    const { id } = await create();
    const survey_id = toPublicId('survey', id);
    const results = () => getSurveyResults.execute(scene.as(scene.company.admin), { survey_id });
    for (const [index, person] of everybody().entries()) {
      expect((await results()).results).toBeNull();
      const answers = {
        satisfaction: 1 + index,
        use: index < 4 ? 'Code' : 'Mail',
        ...(index < 4 ? { missing: `Thing ${9 - index}` } : {}),
      };
      expect(await answerSurvey.execute(scene.as(person), { survey_id, answers })).toMatchObject({ has_answered: true });
      expect(await faultOf(answerSurvey.execute(scene.as(person), { survey_id, answers }))).toBe('conflict /survey_id');
    }
    // Not yet: the sixth answer would be what changes next.
    expect(await results()).toMatchObject({ answers: 5, results: null });
    await closeSurvey.execute(scene.as(scene.company.admin), { survey_id });
    const told = await results();
    expect(told.answers).toBe(5);
    expect(told.results).toEqual([
      { question_id: 'satisfaction', answered: 5, mean: 3, counts: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1 }, texts: [] },
      { question_id: 'use', answered: 5, mean: null, counts: { Code: 4, Mail: 1 }, texts: [] },
      { question_id: 'missing', answered: 4, mean: null, counts: {}, texts: [] },
    ]);
    const { tenantId } = scene.company;
    const trail = await scene.database
      .superuser`select after::text as after from audit_entry where tenant_id = ${tenantId} and action = 'survey.answer'`;
    expect(trail.map(({ after }) => after)).toEqual(Array.from({ length: 5 }, () => '{"answered": true}'));
    const stored = await scene.database.superuser`select row_to_json(a)::text as row from survey_answer a where tenant_id = ${tenantId}`;
    for (const { row } of stored) for (const { userId } of everybody()) expect(row).not.toContain(userId);
  });

  it('refuse answers to what was not asked, and after their end', async () => {
    const survey_id = toPublicId('survey', (await create()).id);
    const answer = (answers: object, person = scene.company.member) =>
      faultOf(answerSurvey.execute(scene.as(person), { survey_id, answers }));
    expect(await answer({ satisfaction: 'good', use: 'Sleep', other: 'x' })).toBe(
      'validation_failed /answers/satisfaction /answers/use /answers/other',
    );
    expect(await answer({ satisfaction: 6 })).toBe('validation_failed /answers/satisfaction');
    expect(await answer({})).toBe('validation_failed /answers');
    await closeSurvey.execute(scene.as(scene.company.admin), { survey_id });
    expect(await answer({ satisfaction: 4 })).toBe('conflict');
    const over = toPublicId('survey', (await create({ closes_at: '2020-01-01T00:00:00Z' })).id);
    expect(await faultOf(answerSurvey.execute(scene.as(scene.company.member), { survey_id: over, answers: { satisfaction: 4 } }))).toBe(
      'conflict',
    );
    expect((await listSurveys.execute(scene.as(scene.company.guest), {})).data.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });

  it('are asked and read by those who may, and of one’s own organization', async () => {
    const survey_id = toPublicId('survey', (await create()).id);
    expect(await faultOf(createSurvey.execute(scene.as(scene.company.lead), { title: 'Mine', questions }))).toBe('forbidden');
    expect(await faultOf(getSurveyResults.execute(scene.as(scene.company.lead), { survey_id }))).toBe('forbidden');
    const other = await scene.otherCompany();
    expect(await faultOf(answerSurvey.execute(scene.as({ ...other.admin }), { survey_id, answers: { satisfaction: 1 } }))).not.toBe(
      'success',
    );
    const twice = [questions[0], questions[0]];
    expect(await faultOf(createSurvey.execute(scene.as(scene.company.admin), { title: 'Twice', questions: twice }))).toBe(
      'validation_failed /questions',
    );
    const single = [{ id: 'one', text: 'One?', kind: 'choice', options: ['Yes', 'Yes'] }];
    expect(await faultOf(createSurvey.execute(scene.as(scene.company.admin), { title: 'Choice', questions: single }))).toBe(
      'validation_failed /questions/0/options',
    );
  });
});
