import type { DashboardTemplate } from '#lib/contracts/dashboards.ts';
import type { Widget } from '#lib/contracts/widgets.ts';

type Figure = Extract<Widget, { kind: 'figure' }>['measure'];

const asked = { range: 'dashboard', filters: {} } as const;

/** A row of figures over the whole width, four at most. */
const figures = (of: readonly (readonly [measure: Figure, title: string])[]): Widget[] =>
  of.map(([measure, title], at) => ({
    ...asked,
    ...{ kind: 'figure', id: `figure${at + 1}`, title, measure },
    ...{ x: at * (12 / of.length), y: 0, w: 12 / of.length, h: 2 },
  }));

const series = (title: string, measure: 'cost' | 'requests' | 'failed', groupBy: 'team' | 'model' | 'provider' | null): Widget => ({
  ...asked,
  ...{ kind: 'series', id: 'series', title, measure, group_by: groupBy, limit: 5 },
  ...{ x: 0, y: 2, w: 8, h: 6 },
});

const bars = (id: string, title: string, groupBy: 'team' | 'model' | 'provider' | 'user' | 'project', x: number, y: number): Widget => ({
  ...asked,
  ...{ kind: 'bars', id, title, measure: 'cost', group_by: groupBy, limit: 8 },
  ...{ x, y, w: 4, h: 6 },
});

const table = (title: string, groupBy: ('team' | 'model' | 'project' | 'provider')[]): Widget => ({
  ...asked,
  ...{ kind: 'table', id: 'table', title, group_by: groupBy, limit: 12 },
  ...{ x: 0, y: 8, w: 12, h: 8 },
});

const templates: Readonly<Record<DashboardTemplate, readonly Widget[]>> = {
  blank: [],
  executive: [
    ...figures([
      ['cost', 'Spend'],
      ['requests', 'Requests'],
      ['active_users', 'People'],
      ['error_rate', 'Errors'],
    ]),
    series('Spend by team', 'cost', 'team'),
    bars('models', 'Models', 'model', 8, 2),
  ],
  finance: [
    ...figures([
      ['cost', 'Spend'],
      ['cost_per_request', 'Cost a request'],
      ['requests', 'Requests'],
    ]),
    series('Spend by provider', 'cost', 'provider'),
    bars('teams', 'Teams', 'team', 8, 2),
    table('Spend by team and model', ['team', 'model']),
  ],
  platform: [
    ...figures([
      ['error_rate', 'Errors'],
      ['latency_p50', 'Latency, median'],
      ['latency_p95', 'Latency, p95'],
      ['first_token_p95', 'First token, p95'],
    ]),
    series('Failed calls', 'failed', null),
    bars('providers', 'Providers', 'provider', 8, 2),
    table('Providers and models', ['provider', 'model']),
  ],
  team: [
    ...figures([
      ['cost', 'Spend'],
      ['requests', 'Requests'],
      ['active_users', 'People'],
    ]),
    series('Spend by model', 'cost', 'model'),
    bars('people', 'People', 'user', 8, 2),
  ],
};

/** The widgets that a template begins with; they are the new dashboard's own. */
export const widgetsOfTemplate = (name: DashboardTemplate): Widget[] => [...templates[name]];
