import { type SQL, sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { counted, countsOf, type PostureCheck, stateBy } from './posture-check.ts';

const instant = ({ now }: OperationContext): SQL => sql`${now.toISOString()}::timestamptz`;
const activeKeys = (ctx: OperationContext): SQL =>
  sql`virtual_key k where k.tenant_id = ${ctx.tenantId} and k.status = 'active' and coalesce(k.expires_at > ${instant(ctx)}, true)`;

/** What opens the gateway and the providers without a person. */
export const keyChecks: readonly PostureCheck[] = [
  {
    id: 'stale_keys',
    title: 'Unused virtual keys',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where coalesce(k.last_used_at, k.created_at) < ${instant(ctx)} - interval '90 days')::int as without
          from ${activeKeys(ctx)}`,
      );
      return {
        state: stateBy(without, false),
        summary:
          without === 0
            ? 'Every key was used within 90 days.'
            : `${counted(without, 'key was', 'keys were')} not used for 90 days and would still work.`,
        ...{ count: without, of: all, mendAt: '/keys', mend: 'Disable what nobody uses' },
      };
    },
  },
  {
    id: 'overdue_keys',
    title: 'Keys past their rotation',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where k.rotation_stage in ('warned', 'ended'))::int as without from ${activeKeys(ctx)}`,
      );
      return {
        state: stateBy(without, true),
        summary:
          without === 0
            ? 'No key is past what the rules say.'
            : `${counted(without, 'key is', 'keys are')} past the rotation that the rules ask for.`,
        ...{ count: without, of: all, mendAt: '/keys', mend: 'Rotate them' },
      };
    },
  },
  {
    id: 'exposed_keys',
    title: 'Keys that work from everywhere',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where k.allowed_addresses is null and k.expires_at is null)::int as without
          from ${activeKeys(ctx)} and k.kind in ('service', 'project')`,
      );
      return {
        state: stateBy(without, false),
        summary:
          without === 0
            ? 'Keys of programs are bound to networks, or end.'
            : `${counted(without, 'key of a program is', 'keys of programs are')} bound to no network and never end.`,
        ...{ count: without, of: all, mendAt: '/keys', mend: 'Name their networks' },
      };
    },
  },
  {
    id: 'old_credentials',
    title: 'Credentials at providers',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where coalesce(c.credential_rotated_at, c.created_at) < ${instant(ctx)} - interval '180 days')::int as without
          from connection c where c.tenant_id = ${ctx.tenantId} and c.archived_at is null and c.status = 'active' and c.credential is not null`,
      );
      return {
        state: stateBy(without, false),
        summary:
          without === 0
            ? 'Every credential is younger than 180 days.'
            : `${counted(without, 'credential is', 'credentials are')} older than 180 days.`,
        ...{ count: without, of: all, mendAt: '/connections', mend: 'Rotate them' },
      };
    },
  },
  {
    id: 'endless_tokens',
    title: 'API tokens',
    async run(ctx) {
      const { all, without } = await countsOf(
        ctx,
        sql`select count(*)::int as all, count(*) filter (where t.expires_at is null or coalesce(t.last_used_at, t.created_at) < ${instant(ctx)} - interval '90 days')::int
          as without from api_token t where t.tenant_id = ${ctx.tenantId} and t.revoked_at is null and coalesce(t.expires_at > ${instant(ctx)}, true)`,
      );
      return {
        state: stateBy(without, false),
        summary:
          without === 0
            ? 'Every token ends, and is used.'
            : `${counted(without, 'token never ends or is', 'tokens never end or are')} not used for 90 days.`,
        ...{ count: without, of: all, mendAt: '/settings/tokens', mend: 'Revoke or renew them' },
      };
    },
  },
];
