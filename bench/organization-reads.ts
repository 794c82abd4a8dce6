import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { inTenant } from '#db/tenant.ts';
import type { Executable } from '#lib/command/executable.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { loadPrincipals } from '#lib/gateway/snapshot/load-principals.ts';
import { loadTenant } from '#lib/gateway/snapshot/load-tenant.ts';
import { getMe, listUsers } from '#lib/identity/index.ts';
import { listKeys } from '#lib/keys/index.ts';
import { getTeam, listTeamMembers, listTeams, previewTeam } from '#lib/organization/index.ts';
import { listNodes } from '#lib/organization-tree/index.ts';
import { getTeamSettings } from '#lib/place-settings/index.ts';
import { commandRuntimeOf, insertVirtualKey, invocationOf, type SamplePerson } from '#tests/support/sample-company.ts';
import { temporaryPostgres } from '../scripts/postgres/temporary-postgres.ts';
import { createLargeOrganization } from './support/large-organization.ts';

/**
 * How long pages and permission checks take in an organization of 100 departments, 5,000 teams and 10,000 people, beside other
 * organizations (product row ORG-9): `node bench/organization-reads.ts [organizations]`, 1,000 unless said. The management API
 * should answer within 50 ms at the 95th percentile. Each figure is a whole operation: session, roles, place, work.
 */

const organizations = Number(process.argv[2] ?? 1000);
const runs = 41;

const server = await temporaryPostgres();
try {
  const { database, company } = await createLargeOrganization(server.url('postgres'), organizations);
  const { databases } = database;
  const runtime = commandRuntimeOf(database);
  const { admin: boss, lead, member } = company;
  const as = (person: SamplePerson) => invocationOf(runtime, company, person);
  const key = await insertVirtualKey(database, company.tenantId, { kind: 'team', teamId: company.searchId });

  const results: Record<string, { readonly p50Ms: number; readonly p95Ms: number }> = {};
  const measure = async (label: string, work: () => Promise<unknown>): Promise<void> => {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const began = performance.now();
      await work();
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): number => Math.round((times[Math.floor(share * (runs - 1))] ?? 0) * 10) / 10;
    const [p50Ms, p95Ms] = [at(0.5), at(0.95)];
    results[label] = { p50Ms, p95Ms };
    console.log(`${label.padEnd(52)}${p50Ms.toFixed(1).padStart(8)}${p95Ms.toFixed(1).padStart(8)}`);
  };
  const operation = (label: string, executable: Executable, person: SamplePerson, input: object) =>
    measure(label, () => executable.execute(as(person), input));

  const search = { team_id: toPublicId('team', company.searchId) };
  const inEngineering = { department_id: toPublicId('department', company.engineeringId) };
  console.log(`${'milliseconds'.padEnd(52)}${'p50'.padStart(8)}${'p95'.padStart(8)}`);
  await operation('session and permissions alone (who am I)', getMe, boss, {});
  await operation('permission check and one team', getTeam, boss, search);
  await operation('permission check and one team, as its lead', getTeam, lead, search);
  await operation('teams: first page', listTeams, boss, {});
  await operation('teams: search', listTeams, boss, { search: '499' });
  await operation('teams: as a member', listTeams, member, {});
  await operation('people: first page', listUsers, boss, {});
  await operation('people: search', listUsers, boss, { search: 'p999' });
  await operation('people: as a lead', listUsers, lead, {});
  await operation('keys: first page', listKeys, boss, {});
  await operation('members of one team', listTeamMembers, boss, search);
  await operation('tree: top, with the spend of the month', listNodes, boss, { limit: 200 });
  await operation('tree: one department', listNodes, boss, { ...inEngineering, limit: 200 });
  await operation('tree: search', listNodes, boss, { search: 'T49', limit: 50 });
  await operation('settings of a team, with what it inherits', getTeamSettings, boss, search);
  await operation('preview of a move', previewTeam, boss, { ...search, action: 'move', department_id: 'none' });
  await measure('gateway: principal of a key, read on a miss', () =>
    inTenant(databases.app, company.tenantId, (tx) => loadPrincipals(tx, company.tenantId, [key.id]), { readOnly: true }),
  );
  const loader = { masterKeys: runtime.masterKeys, inFlightMaxPerTenant: 100, logger: runtime.logger, clock: runtime.clock };
  await measure('gateway: the organization, read whole on a change', () =>
    inTenant(databases.app, company.tenantId, (tx) => loadTenant(tx, company.tenantId, loader), { readOnly: true }),
  );
  const folder = new URL('results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const load = { organizations, runs, loadAverage: loadavg(), results };
  await writeFile(new URL('organization-reads.json', folder), `${JSON.stringify(load, null, 2)}\n`);
  await runtime.outbound.transport.close();
  await database.drop();
} finally {
  await server.stop();
}
