import { beforeEach, describe, expect, it } from 'vitest';
import { getCosts } from '#lib/analytics/index.ts';
import { createBudget } from '#lib/budgets/index.ts';
import { dashboardTemplates } from '#lib/contracts/dashboards.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import {
  createDashboard,
  deleteDashboard,
  getFigures,
  getSavedDashboard,
  listDashboards,
  previewWidgets,
  updateDashboard,
} from '#lib/dashboards/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf, type SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('dashboards');
const admin = () => scene.as(scene.company.admin);

const place = (at: number) => ({ x: (at % 3) * 4, y: Math.floor(at / 3) * 3, w: 4, h: 3 });
const widgets = [
  { kind: 'figure', id: 'spend', title: 'Spend', ...place(0), measure: 'cost' },
  { kind: 'series', id: 'days', title: 'By team', ...place(1), measure: 'cost', group_by: 'team', limit: 1 },
  { kind: 'bars', id: 'teams', title: 'Teams', ...place(2), measure: 'requests', group_by: 'team' },
  { kind: 'table', id: 'rows', title: 'Rows', ...place(3), group_by: ['team', 'model'] },
  { kind: 'text', id: 'note', title: 'Note', ...place(4), text: 'Read me' },
];
const make = (input: object = {}, by: SamplePerson = scene.company.admin) =>
  createDashboard.execute(scene.as(by), { name: 'Board', range: '7d', widgets, ...input });
const idOf = ({ id }: { readonly id: string }) => ({ dashboard_id: toPublicId('dashboard', id) });
const figuresFor = async (made: { readonly id: string }, by: SamplePerson) =>
  new Map((await getFigures.execute(scene.as(by), idOf(made))).widgets.map((answer) => [answer.widget_id, answer]));

beforeEach(async () => {
  const { searchId, fieldId } = scene.company;
  const atMs = Date.now() - 60_000;
  const call = (teamId: string, costNanoUsd: bigint) => companyCall(scene.company, { atMs, costNanoUsd, by: { teamId } });
  await postCalls(scene.database, [call(searchId, 3_000_000_000n), call(fieldId, 5_000_000_000n), call(searchId, 1_000_000_000n)]);
});

describe('dashboards [ANA-6]', () => {
  it('show what the costs and the overview say, to the nano-dollar', async () => {
    const made = await make();
    const shown = await figuresFor(made, scene.company.admin);
    const costs = await getCosts.execute(admin(), { group_by: 'team', range: '7d' });
    expect(shown.get('spend')?.figures).toMatchObject({ value: formatUsd(costs.total.cost_usd) });
    const days = shown.get('days')?.figures;
    if (days?.kind !== 'series') throw new Error('no series');
    expect(days.lines.map(({ of, name }) => [of, name])).toEqual([
      ['group', costs.groups[0]?.group[0]?.name],
      ['other', null],
    ]);
    const sum = days.lines.flatMap(({ values }) => values).reduce((all, value) => all + Number(value), 0);
    expect(sum).toBe(9);
    expect(shown.get('teams')?.figures).toMatchObject({
      items: [{ value: '2' }, { value: '1' }],
      total: '3',
      other: { value: '0', count: 0 },
    });
    expect(shown.get('rows')?.figures).toMatchObject({ total: { cost: '9.000000000', requests: '3' }, other: { count: 0 } });
    expect(shown.get('note')).toEqual({ widget_id: 'note', figures: { kind: 'text' }, problem: null });
  });

  it('are previewed as they would be saved, to each person what they would see', async () => {
    const made = await make({ shares: [{ with: 'tenant', right: 'view' }] });
    for (const person of [scene.company.admin, scene.company.lead]) {
      const preview = await previewWidgets.execute(scene.as(person), { widgets, range: '7d' });
      const shown = await figuresFor(made, person);
      expect(preview.widgets).toHaveLength(widgets.length);
      // A series says the moment that it ends at.
      for (const answer of preview.widgets.filter(({ figures }) => figures?.kind !== 'series'))
        expect(answer).toEqual(shown.get(answer.widget_id));
    }
    const fault = await faultOf(previewWidgets.execute(admin(), { widgets: [{ ...widgets[0], title: '' }] }));
    expect(fault).toBe('validation_failed /widgets/0/title');
  });

  it('show each person what their own rights allow', async () => {
    const made = await make({ shares: [{ with: 'tenant', right: 'view' }] });
    const ofLead = await figuresFor(made, scene.company.lead);
    expect(ofLead.get('spend')?.figures).toMatchObject({ value: '4.000000000' });
    expect(JSON.stringify([...ofLead.values()])).not.toContain(toPublicId('team', scene.company.fieldId));
    const ofSeller = await figuresFor(made, scene.company.seller);
    expect(ofSeller.get('spend')?.figures).toMatchObject({ value: '0.000000000' });
  });

  it('narrow by filters of a widget, and take its own range', async () => {
    const filters = { team_id: toPublicId('team', scene.company.fieldId) };
    const [spend] = widgets;
    const made = await make({ widgets: [{ ...spend, filters }] });
    expect((await figuresFor(made, scene.company.admin)).get('spend')?.figures).toMatchObject({ value: '5.000000000' });
  });

  it('are there for whom they are shared with, and for nobody else', async () => {
    const { seller, lead, searchId } = scene.company;
    const own = await make();
    expect(await faultOf(getSavedDashboard.execute(scene.as(lead), idOf(own)))).toBe('not_found');
    const ofTeam = await make({ name: 'Team', shares: [{ with: 'team', team_id: toPublicId('team', searchId), right: 'edit' }] });
    const namesFor = async (by: SamplePerson) => (await listDashboards.execute(scene.as(by), {})).data.map(({ name }) => name);
    expect(await namesFor(lead)).toEqual(['Team']);
    expect(await namesFor(seller)).toEqual([]);
    expect(await namesFor(scene.company.admin)).toEqual(['Board', 'Team']);
    expect(await getSavedDashboard.execute(scene.as(lead), idOf(ofTeam))).toMatchObject({ can_edit: true, is_own: false });
    expect(await faultOf(getFigures.execute(scene.as(seller), idOf(ofTeam)))).toBe('not_found');
    const other = await scene.otherCompany();
    const foreign = invocationOf(scene.runtime, other, other.admin);
    expect(await faultOf(getSavedDashboard.execute(foreign, idOf(ofTeam)))).toBe('not_found');
  });

  it('are changed by whom the owner lets, but shared and deleted by the owner alone', async () => {
    const { lead, searchId } = scene.company;
    const team = { with: 'team', team_id: toPublicId('team', searchId) };
    const made = await make({ shares: [{ ...team, right: 'view' }] });
    const byLead = (input: object) => faultOf(updateDashboard.execute(scene.as(lead), { ...idOf(made), ...input }));
    expect(await byLead({ name: 'Mine' })).toBe('forbidden');
    await updateDashboard.execute(admin(), { ...idOf(made), shares: [{ ...team, right: 'edit' }] });
    expect(await byLead({ name: 'Ours' })).toBe('success');
    expect(await byLead({ shares: [] })).toBe('forbidden');
    expect(await faultOf(deleteDashboard.execute(scene.as(lead), idOf(made)))).toBe('forbidden');
    expect(await faultOf(deleteDashboard.execute(admin(), idOf(made)))).toBe('success');
    expect(await faultOf(getSavedDashboard.execute(admin(), idOf(made)))).toBe('not_found');
  });

  it('refuse the change of a version that is not theirs any more', async () => {
    const made = await make();
    const invocation = scene.as(scene.company.admin, { ifMatch: made.version });
    await updateDashboard.execute(invocation, { ...idOf(made), name: 'Second' });
    expect(await faultOf(updateDashboard.execute(invocation, { ...idOf(made), name: 'Third' }))).toBe('precondition_failed');
    expect(await getSavedDashboard.execute(admin(), idOf(made))).toMatchObject({ name: 'Second', version: 2 });
  });

  it('refuse layouts and questions that cannot be', async () => {
    const [spend, days] = widgets;
    const faults = [
      [{ ...spend }, { ...days, id: 'spend' }],
      [{ ...spend, x: 10 }],
      [{ ...spend }, { ...days, ...place(0) }],
      [{ ...days, measure: 'requests' }],
      [{ ...spend, measure: 'happiness' }],
    ];
    const told = await Promise.all(faults.map((faulty) => faultOf(make({ widgets: faulty }))));
    expect(told).toEqual([
      'validation_failed /widgets/1/id',
      'validation_failed /widgets/0/w',
      'validation_failed /widgets/1/y',
      'validation_failed /widgets/0/group_by',
      'validation_failed /widgets/0/measure',
    ]);
    expect(await faultOf(make({ shares: [{ with: 'team', team_id: toPublicId('team', newUuid()), right: 'view' }] }))).toBe(
      'not_found /shares/0/team_id',
    );
    const { fieldId } = await scene.otherCompany();
    expect(await faultOf(make({ shares: [{ with: 'team', team_id: toPublicId('team', fieldId), right: 'view' }] }))).toBe(
      'not_found /shares/0/team_id',
    );
  });

  it('say in one place what somebody may not see, and show the rest', async () => {
    const budget = await createBudget.execute(admin(), { name: 'All', scope: 'tenant', limit_usd: '100', period: 'monthly' });
    const meter = { kind: 'budget', id: 'meter', title: 'Budget', ...place(5), budget_id: toPublicId('budget', budget.id) };
    const made = await make({ widgets: [...widgets, meter], shares: [{ with: 'tenant', right: 'view' }] });
    expect((await figuresFor(made, scene.company.admin)).get('meter')?.figures).toMatchObject({
      ...{ kind: 'budget', name: 'All', limit: '100.000000000', spent: '9.000000000' },
    });
    const ofLead = await figuresFor(made, scene.company.lead);
    expect(ofLead.get('meter')).toMatchObject({ figures: null, problem: { code: 'not_found' } });
    expect(ofLead.get('spend')?.problem).toBeNull();
  });

  it('begin with each template, which all can be shown', async () => {
    for (const template of dashboardTemplates) {
      const made = await make({ name: template, template, widgets: undefined });
      const shown = await getFigures.execute(admin(), idOf(made));
      expect(shown.widgets.map(({ problem }) => problem)).toEqual(made.widgets.map(() => null));
      expect(made.widgets.length > 0).toBe(template !== 'blank');
    }
  });
});
