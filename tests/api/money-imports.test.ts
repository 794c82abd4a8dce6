import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { auditEntry, configVersion } from '#db/schema/index.ts';
import { importCostCenters, listCostCenters } from '#lib/cost-centers/index.ts';
import { importProjects, listProjects } from '#lib/projects/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('money-import');
const importers = { centers: importCostCenters, projects: importProjects };

async function* bytesOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(`${lines.join('\n')}\n`);
}

const run = (what: keyof typeof importers, lines: readonly string[], apply: boolean, person: SamplePerson = scene.company.admin) =>
  importers[what].execute(scene.as(person), { apply: apply ? 'true' : 'false' }, bytesOf(lines));
const centers = async () => (await listCostCenters.execute(scene.as(scene.company.admin), {})).data;
const projects = async () => (await listProjects.execute(scene.as(scene.company.admin), {})).data;
const audited = async (action: string) =>
  (await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, action)))).length;

describe('[ORG-6] a file of cost centers', () => {
  const file = () => ['code,name,parent,manager', `4711,Search,4700,LEAD@${scene.company.slug}.example`, '4700,Engineering,,'];

  test('is shown, then carried out as shown; columns that it lacks leave what there is', async () => {
    const preview = await run('centers', file(), false);
    expect(preview).toMatchObject({ applied: false, rows: 2, created: 2, changed: 0, fault_count: 0 });
    expect(preview.changes.map(({ name, detail }) => `${name} ${detail}`)).toEqual([
      '4700 Engineering, at the top',
      '4711 Search, under 4700',
    ]);
    expect(await centers()).toEqual([]);
    expect(await run('centers', file(), true)).toMatchObject({ applied: true, created: 2 });
    const [above, below] = (await centers()).toSorted((one, other) => (one.code < other.code ? -1 : 1));
    expect(above).toMatchObject({ code: '4700', name: 'Engineering', parent_id: null, manager_id: null });
    expect(below).toMatchObject({ code: '4711', parent_id: above?.id, manager_id: scene.company.lead.userId });
    expect(await run('centers', file(), true)).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    const renamed = await run('centers', ['code,name', '4711,Search and answers'], true);
    expect(renamed.changes).toEqual([{ line: 2, action: 'change', name: '4711', detail: 'Search → Search and answers' }]);
    expect((await centers()).find(({ code }) => code === '4711')).toMatchObject({
      ...{ name: 'Search and answers', parent_id: above?.id, manager_id: scene.company.lead.userId, version: 2 },
    });
    expect(await audited('cost_center.import')).toBe(3);
    // The gateway hears of who bears what.
    const versions = await scene.inside((tx) => tx.select().from(configVersion));
    expect(versions.map(({ section }) => section)).toContain('cost_centers');
  });

  test('with a wrong row does nothing and names all that are wrong', async () => {
    const wrong = [...file(), '4711,Again,,', '4800,Lost,9999,', '4900,Nobody’s,,nobody@example.com', '5000,,,'];
    const { faults } = await run('centers', wrong, false);
    expect(faults.map(({ line, column }) => `${line} ${column}`)).toEqual(['4 code', '5 parent', '6 manager', '7 name']);
    expect(await faultOf(run('centers', wrong, true))).toContain('validation_failed');
    expect(await faultOf(run('centers', ['code,name,parent', '1,One,2', '2,Two,1'], true))).toContain('validation_failed /lines/2/parent');
    expect(await centers()).toEqual([]);
    for (const apply of [false, true]) expect(await faultOf(run('centers', file(), apply, scene.company.lead))).toBe('forbidden');
  });
});

describe('[ORG-4] a file of projects', () => {
  const file = ['name,slug,team,cost_center,start_date,end_date', 'Web shop,,Search,4711,2026-01-01,2026-12-31', 'Answers,qa,,,,'];

  test('makes them, changes what it says, and tells projects apart by their slugs', async () => {
    await run('centers', ['code,name', '4711,Search'], true);
    const preview = await run('projects', file, false);
    expect(preview.changes.map(({ action, name, detail }) => `${action} ${name} ${detail}`)).toEqual([
      'create Web shop as web-shop',
      'create Answers as qa',
    ]);
    expect(await projects()).toEqual([]);
    expect(await run('projects', file, true)).toMatchObject({ created: 2 });
    const [center] = await centers();
    const made = new Map((await projects()).map((one) => [one.slug, one]));
    expect(made.get('web-shop')).toMatchObject({
      ...{
        name: 'Web shop',
        team_id: scene.company.searchId,
        cost_center_id: center?.id,
        start_date: '2026-01-01',
        end_date: '2026-12-31',
      },
      owner_id: scene.company.admin.userId,
    });
    expect(await run('projects', file, true)).toMatchObject({ created: 0, changed: 0, unchanged: 2 });
    const changed = await run('projects', ['name,slug,cost_center,end_date', 'Shop,web-shop,,2027-06-30'], true);
    expect(changed.changes).toEqual([{ line: 2, action: 'change', name: 'Shop', detail: 'name, end date, cost center' }]);
    expect((await projects()).find(({ slug }) => slug === 'web-shop')).toMatchObject({
      ...{ name: 'Shop', team_id: scene.company.searchId, cost_center_id: null, start_date: '2026-01-01', end_date: '2027-06-30' },
    });
    expect(await audited('project.import')).toBe(3);
  });

  test('with a wrong row does nothing: unknown places, slugs that meet, dates that run backwards, rules of a single one', async () => {
    const wrong = [
      'name,slug,team,owner,start_date,end_date',
      ...['One,,Atlantis,,,', 'Two,,,nobody@example.com,,', 'Three,,,,2026-02-02,2026-01-01', 'Four,four,,,,', 'Five,four,,,,', '!,,,,,'],
    ];
    const { faults } = await run('projects', wrong, false);
    expect(faults.map(({ line, column }) => `${line} ${column}`)).toEqual(['2 team', '3 owner', '4 end_date', '6 slug', '7 name']);
    expect(await faultOf(run('projects', wrong, true))).toContain('validation_failed');
    await run('projects', ['name,start_date', 'Late,2026-05-01'], true);
    // What only the stored project shows: its line is named.
    expect(await faultOf(run('projects', ['name,end_date', 'Late,2026-01-01'], true))).toBe('validation_failed /lines/2/end_date');
    expect((await projects()).map(({ name }) => name)).toEqual(['Late']);
    expect(await faultOf(run('projects', file, true, scene.company.lead))).toBe('forbidden');
  });
});
