import { sql } from 'drizzle-orm';
import { counted, countsOf, type PostureCheck, stateBy } from './posture-check.ts';

/** Networks, the audit log, and what people asked for. */
export const recordChecks: readonly PostureCheck[] = [
  {
    id: 'networks',
    title: 'Networks of the console',
    async run(ctx) {
      const { without } = await countsOf(
        ctx,
        sql`select 1 as all, (case when exists (select from security_setting s where s.tenant_id = ${ctx.tenantId}
          and (s.allowed_networks <> '{}' or s.allowed_countries <> '{}')) then 0 else 1 end)::int as without`,
      );
      return {
        state: stateBy(without, false),
        summary: without === 0 ? 'People can sign in from named networks or countries only.' : 'People can sign in from every network.',
        ...{ count: without, of: null, mendAt: '/settings/security', mend: 'Name your networks' },
      };
    },
  },
  {
    id: 'audit_log',
    title: 'Audit log',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select (select count(*)::int from audit_log l where l.tenant_id = ${ctx.tenantId} and l.problem is not null) as without,
          (select count(*)::int from (select from audit_pending p where p.tenant_id = ${ctx.tenantId} limit 10000) as q) as all`,
      );
      const isSlow = all > 5000;
      return {
        state: stateBy(without + (isSlow ? 1 : 0), true),
        summary:
          without > 0
            ? 'Nothing is sealed any more: the log says why.'
            : isSlow
              ? `${all} entries wait to be sealed.`
              : 'Entries are sealed as they come.',
        ...{ count: without, of: null, mendAt: '/audit-logs/integrity', mend: 'See what is wrong' },
      };
    },
  },
  {
    id: 'audit_anchors',
    title: 'Anchors of the audit log',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where t.last_error is not null)::int as without
          from audit_target t where t.tenant_id = ${ctx.tenantId} and t.status = 'active' and (t.kind like 'anchor_%' or t.kind = 'archive')`,
      );
      const summary =
        all === 0
          ? 'Nobody else holds a checkpoint: who has the database and the secret could write another history.'
          : `${counted(all - without, 'anchor takes', 'anchors take')} checkpoints, ${without} do not.`;
      return {
        state: all === 0 ? 'act' : stateBy(without, without === all),
        summary,
        ...{ count: all === 0 ? 1 : without, of: all === 0 ? null : all, mendAt: '/audit-logs/targets', mend: 'Add an anchor' },
      };
    },
  },
  {
    id: 'policy_review',
    title: 'Policies by two people',
    async run(ctx) {
      const { without } = await countsOf(
        ctx,
        sql`select 1 as all, (case when exists (select from policy_setting s where s.tenant_id = ${ctx.tenantId} and s.needs_second_person) then 0 else 1 end)::int as without`,
      );
      return {
        state: stateBy(without, false),
        summary: without === 0 ? 'Nobody puts a policy in force alone.' : 'One person alone can put a policy in force.',
        ...{ count: without, of: null, mendAt: '/policies', mend: 'Ask for a second person' },
      };
    },
  },
  {
    id: 'privacy_requests',
    title: 'Privacy requests',
    async run(ctx) {
      const at = sql`${ctx.now.toISOString()}::timestamptz`;
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where p.due_at <= ${at})::int as without from privacy_request p
          where p.tenant_id = ${ctx.tenantId} and p.ended_at is null and not (p.kind = 'restriction' and p.state = 'approved')`,
      );
      return {
        state: stateBy(without, true),
        summary:
          without === 0
            ? `${counted(all, 'request is', 'requests are')} open, none is overdue.`
            : `${counted(without, 'request is', 'requests are')} overdue by law.`,
        ...{ count: without, of: all, mendAt: '/privacy', mend: 'Answer them' },
      };
    },
  },
];
