import { expect, test } from 'vitest';
import { toPublicId } from '#lib/core/ids.ts';
import { acknowledgeIncident, commentIncident, getIncident, listIncidents, openIncident, resolveIncident } from '#lib/incidents/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('incidents');
const admin = () => scene.as(scene.company.admin);
const described = { title: 'Answers are slow', summary: 'Support hears of it since nine.', severity: 'critical' as const };

test('[ALR-3] a person opens an incident; it is acknowledged, commented and resolved, with who and when', async () => {
  const opened = await openIncident.execute(admin(), described);
  expect(opened).toMatchObject({ ...described, source: 'person', state: 'open', seen_count: 1 });
  const id = { incident_id: toPublicId('incident', opened.id) };
  await acknowledgeIncident.execute(admin(), { ...id, note: 'Looking' });
  await commentIncident.execute(admin(), { ...id, note: 'One region alone' });
  await resolveIncident.execute(admin(), { ...id, note: 'The provider is back' });
  const { timeline, state } = await getIncident.execute(admin(), id);
  expect(state).toBe('resolved');
  expect(timeline.map(({ kind, note, user_name: name }) => [kind, note, name])).toEqual([
    ['opened', described.summary, 'admin'],
    ['acknowledged', 'Looking', 'admin'],
    ['comment', 'One region alone', 'admin'],
    ['resolved', 'The provider is back', 'admin'],
  ]);
  expect(await faultOf(resolveIncident.execute(admin(), id))).toBe('conflict');
});

test('[ALR-3] two that say the same are two, and who may not write opens none', async () => {
  const before = (await listIncidents.execute(admin(), { source: 'person' })).data.length;
  const [one, other] = [await openIncident.execute(admin(), described), await openIncident.execute(admin(), described)];
  expect(one.id).not.toBe(other.id);
  expect((await listIncidents.execute(admin(), { source: 'person', state: 'unresolved' })).data).toHaveLength(2 + before);
  expect(await faultOf(openIncident.execute(scene.as(scene.company.member), described))).toBe('forbidden');
  expect(await faultOf(openIncident.execute(admin(), { ...described, summary: '' }))).toBe('validation_failed /summary');
});

test('[ALR-3] channels and webhooks hear of it', async () => {
  const opened = await openIncident.execute(admin(), described);
  const id = toPublicId('incident', opened.id);
  const told = await scene.database.superuser`
    select name from outbox_event where tenant_id = ${scene.company.tenantId} and payload ->> 'incident_id' = ${id}`;
  expect(told.map(({ name }) => name)).toEqual(['incident.opened']);
});
