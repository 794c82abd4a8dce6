import { listCostCenters } from '#lib/cost-centers/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { listDepartments, listTeams } from '#lib/organization/index.ts';
import { listProjects } from '#lib/projects/index.ts';
import { listReportKinds } from '#lib/reports/index.ts';
import { everyPage } from '../../_shell/every-page.ts';
import { scopeWords } from './report-words.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

const optionsOf = (rows: readonly Named[]) => rows.map(({ id, name }) => ({ value: id, label: name }));

/** What a schedule can be made of, as far as its author may see it. */
export async function loadChoices() {
  const limit = 200;
  const [kinds, departments, teams, projects, centers, people] = await Promise.all([
    perform(listReportKinds, {}),
    everyPage(async (cursor) => (await perform(listDepartments, { cursor, limit })).data),
    everyPage(async (cursor) => (await perform(listTeams, { cursor, limit })).data),
    everyPage(async (cursor) => (await perform(listProjects, { cursor, limit })).data),
    everyPage(async (cursor) => (await perform(listCostCenters, { cursor, limit })).data),
    everyPage(async (cursor) => (await perform(listUsers, { cursor, limit })).data),
  ]);
  return {
    kinds: (kinds.data?.data ?? [])
      .filter(({ allowed }) => allowed)
      .map(({ kind, title, scopes, sections }) => ({
        ...{ kind, title },
        scopes: scopes.map((scope) => ({ value: scope, label: scopeWords[scope] })),
        sections: sections.map(({ id, title: label }) => ({ value: id, label })),
      })),
    choices: {
      department: optionsOf(departments),
      team: optionsOf(teams),
      project: optionsOf(projects),
      cost_center: centers.map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` })),
    },
    people: people.map(({ id, name, email }) => ({ value: id, label: name === '' ? email : name, detail: email })),
  };
}
