import { sql } from 'drizzle-orm';
import { counted, countsOf, type PostureCheck, stateBy } from './posture-check.ts';

/** Accounts of people that can sign in. */
const people = sql`user_account u where u.kind = 'person' and u.status = 'active'`;

/** How people get in, and who may do most. */
export const peopleChecks: readonly PostureCheck[] = [
  {
    id: 'second_factors',
    title: 'Second factors',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where not exists (select from second_factor f
          where f.tenant_id = u.tenant_id and f.user_id = u.id and f.confirmed_at is not null))::int as without
          from ${people} and u.tenant_id = ${ctx.tenantId}`,
      );
      const share = all === 0 ? 100 : Math.floor(((all - without) * 100) / all);
      return {
        state: stateBy(without, share < 50),
        summary: `${share}% of people have one: ${counted(without, 'person', 'people')} of ${all} ${without === 1 ? 'does' : 'do'} not.`,
        ...{ count: without, of: all, mendAt: '/settings/security', mend: 'Require a second factor' },
      };
    },
  },
  {
    id: 'factors_of_administrators',
    title: 'Second factors of administrators',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where not exists (select from second_factor f
          where f.tenant_id = u.tenant_id and f.user_id = u.id and f.confirmed_at is not null))::int as without
          from ${people} and u.tenant_id = ${ctx.tenantId} and exists (select from role_assignment a join role r on r.tenant_id = a.tenant_id
            and r.id = a.role_id where a.tenant_id = u.tenant_id and a.user_id = u.id and r.level >= 80)`,
      );
      return {
        state: stateBy(without, true),
        summary:
          without === 0
            ? 'Everybody who administers something has one.'
            : `${counted(without, 'person who administers something', 'people who administer something')} can get in with a password alone.`,
        ...{ count: without, of: all, mendAt: '/settings/security', mend: 'Require it of their roles' },
      };
    },
  },
  {
    id: 'single_sign_on',
    title: 'Single sign-on',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select (select count(*)::int from sso_connection c where c.tenant_id = ${ctx.tenantId} and c.status = 'active' and c.archived_at is null) as all,
          (case when exists (select from sso_setting s where s.tenant_id = ${ctx.tenantId} and s.enforced) then 0 else 1 end)::int as without`,
      );
      const summary =
        all === 0
          ? 'No identity provider is connected.'
          : without === 0
            ? 'It is enforced; passwords open break-glass accounts alone.'
            : 'An identity provider is connected, but passwords work beside it.';
      return {
        state: stateBy(without, false),
        summary,
        ...{ count: without, of: null, mendAt: '/settings/sign-in', mend: all === 0 ? 'Connect one' : 'Enforce it' },
      };
    },
  },
  {
    id: 'administrators',
    title: 'Administrators',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where exists (select from role_assignment a join role r on r.tenant_id = a.tenant_id
            and r.id = a.role_id where a.tenant_id = u.tenant_id and a.user_id = u.id and a.scope_kind = 'tenant' and r.level >= 90))::int as without
          from ${people} and u.tenant_id = ${ctx.tenantId}`,
      );
      // One is a single point of failure; many are many doors.
      const isMany = without > Math.max(5, all / 10);
      return {
        state: without < 2 || isMany ? 'mind' : 'good',
        summary: `${counted(without, 'person administers', 'people administer')} the whole organization${without < 2 ? '; nobody could step in' : isMany ? ', which is many' : ''}.`,
        ...{ count: without, of: all, mendAt: '/roles', mend: 'Look at who holds the role' },
      };
    },
  },
  {
    id: 'idle_people',
    title: 'Idle accounts',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where coalesce(u.last_sign_in_at, u.created_at) < ${ctx.now.toISOString()}::timestamptz - interval '90 days')::int
          as without from ${people} and u.tenant_id = ${ctx.tenantId}`,
      );
      return {
        state: stateBy(without, false),
        summary:
          without === 0
            ? 'Everybody signed in within 90 days.'
            : `${counted(without, 'person has', 'people have')} not signed in for 90 days.`,
        ...{ count: without, of: all, mendAt: '/users', mend: 'Deactivate who left' },
      };
    },
  },
];
