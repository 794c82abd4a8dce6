import { expect, test } from 'vitest';
import { toPublicId } from '#lib/core/ids.ts';
import { updateDataClasses } from '#lib/data-classes/index.ts';
import {
  createProject,
  createRelease,
  getProject,
  listReleasesOfProject,
  publishRelease,
  rollbackRelease,
  updateProject,
  updateRelease,
} from '#lib/projects/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('releases');
const idOf = (id: string) => toPublicId('project', id);
const teamId = () => toPublicId('team', scene.company.searchId);
const as = (person: SamplePerson = scene.company.admin) => scene.as(person);
const create = (more: object = {}, person?: SamplePerson) =>
  createProject.execute(as(person), { name: 'Web Shop', team_id: teamId(), ...more });

test('[ORG-5] a release is drafted, released and rolled back, each once and with who and when', async () => {
  const { id } = await create();
  const draft = (version: string) =>
    createRelease.execute(as(), { project_id: idOf(id), semantic_version: version, name: 'Faster search' });
  const made = await draft('1.4.0-rc.1+build.5');
  for (const version of ['1.4', 'v1.4.0', '01.0.0', '1.0.0-'])
    expect(await faultOf(draft(version))).toBe('validation_failed /semantic_version');
  expect(await faultOf(draft('1.4.0-rc.1+build.5'))).toBe('conflict /semantic_version');
  const input = { release_id: toPublicId('release', made.id) };
  expect(await faultOf(rollbackRelease.execute(as(), input))).toMatch(/^conflict/);
  expect(await updateRelease.execute(as(), { ...input, notes: 'New ranking' })).toMatchObject({ notes: 'New ranking', status: 'draft' });
  expect(await publishRelease.execute(as(), input)).toMatchObject({
    status: 'released',
    released_at: expect.any(Date),
    decided_by_name: expect.any(String),
  });
  expect(await faultOf(publishRelease.execute(as(), input))).toMatch(/^conflict/);
  expect(await faultOf(updateRelease.execute(as(), { ...input, notes: 'x' }))).toMatch(/^conflict/);
  expect((await getProject.execute(as(), { project_id: idOf(id) })).deployments_30_days).toBe(1);
  expect(await rollbackRelease.execute(as(), input)).toMatchObject({ status: 'rolled_back', rolled_back_at: expect.any(Date) });
  const { data } = await listReleasesOfProject.execute(as(), { project_id: idOf(id), status: 'rolled_back' });
  expect(data.map((one) => one.id)).toEqual([made.id]);
});

test('[ORG-4] [ORG-5] a release goes out once it measured what its project asks for', async () => {
  const { id } = await create({ quality_gates: { coverage_percent: 80, test_success_percent: 99.5 } });
  const draft = { project_id: idOf(id), semantic_version: '2.0.0', name: 'Checkout', coverage_percent: 79.9 };
  expect(await faultOf(createRelease.execute(as(), { ...draft, coverage_percent: 101 }))).toBe('validation_failed /coverage_percent');
  const made = await createRelease.execute(as(), draft);
  expect(made).toMatchObject({ coverage_percent: 79.9, test_success_percent: null });
  const input = { release_id: toPublicId('release', made.id) };
  await expect(publishRelease.execute(as(), input)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(
      'coverage must be at least 80 %, and it is 79.9 %; passed tests must be at least 99.5 %, and nobody said',
    ),
  });
  await updateRelease.execute(as(), { ...input, coverage_percent: 80, test_success_percent: 99.5 });
  expect(await publishRelease.execute(as(), input)).toMatchObject({ status: 'released', coverage_percent: 80, test_success_percent: 99.5 });
});

test('[ORG-4] a project has what its compliance requirements ask for before a release goes out', async () => {
  const made = await create({
    compliance_requirements: ['Hipaa', 'SOC-2', 'Our own rules'],
    review_due_date: '2999-01-01',
    data_classes: ['pii'],
  });
  const asked = [
    'health data (phi) among its data classes',
    'a class for health data that asks for encryption and for a log of accesses',
    'an approval before it starts',
  ];
  expect(made.unmet_requirements).toEqual(asked);
  const { id } = await createRelease.execute(as(), { project_id: idOf(made.id), semantic_version: '1.0.0', name: 'First' });
  const publish = () => publishRelease.execute(as(), { release_id: toPublicId('release', id) });
  await expect(publish()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`needs ${asked.join(', ')}`) });
  const handling_requirements = { encryption_required: true, access_logging: true };
  await updateDataClasses.execute(as(), { levels: { restricted: { categories: ['phi'], handling_requirements } } });
  const mended = await updateProject.execute(as(), { project_id: idOf(made.id), data_classes: ['phi'], requires_approval: true });
  expect(mended.unmet_requirements).toEqual([]);
  expect(await publish()).toMatchObject({ status: 'released' });
  // A review that nobody did holds back the next release.
  const late = await updateProject.execute(as(), { project_id: idOf(made.id), review_due_date: '2020-01-01' });
  expect(late.unmet_requirements).toEqual(['a date of review that is not over']);
  expect((await create({ slug: 'free' })).unmet_requirements).toEqual([]);
});
