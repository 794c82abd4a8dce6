import { sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';

/** What of an organization the set-up looks at, in one query. */
export interface StepFacts {
  readonly settingsSaved: boolean;
  /** Active people who signed in with a password of their own or through an identity provider. */
  readonly signedInPeople: number;
  /** Active people who hold the role tenant_admin on the whole organization by an assignment without an end. */
  readonly administrators: number;
  readonly departments: number;
  /** Active teams with at least one active person. */
  readonly peopledTeams: number;
  readonly connections: number;
  /** The active connection that answered its last test most recently; null where none did. */
  readonly answeredConnection: string | null;
  /** What the last failed test of an active connection said; null where none failed. */
  readonly lastTestFault: string | null;
  readonly activeKeys: number;
  /** Calls with a key that a provider answered. */
  readonly servedCalls: number;
  /** The code of the last call that was not served; null where all were. */
  readonly lastFault: string | null;
  readonly budgets: number;
  /** In force, or watching. */
  readonly policies: number;
  /** Channels and webhooks. */
  readonly channels: number;
  /** An active channel that alerts are told to, by settings, a rule that is on, or because it listens; one that took something first. */
  readonly toldChannel: string | null;
  /** Whether that channel has taken a message, be it a test. */
  readonly toldTook: boolean;
  /** What went wrong last with that channel. */
  readonly channelFault: string | null;
  /** Active ones. */
  readonly reportSchedules: number;
  /** Reports that the mail server took, and files that were written; one is enough. */
  readonly reportsHad: number;
  /** Why the last report did not arrive; null where it did, or where none was sent. */
  readonly reportFault: string | null;
}

interface FactsRow extends Record<string, unknown> {
  readonly settings_saved: boolean;
  readonly signed_in: number;
  readonly administrators: number;
  readonly departments: number;
  readonly peopled_teams: number;
  readonly connections: number;
  readonly answered: string | null;
  readonly test_fault: string | null;
  readonly active_keys: number;
  readonly served: number;
  readonly last_fault: string | null;
  readonly budgets: number;
  readonly policies: number;
  readonly channels: number;
  readonly told: { readonly name: string; readonly took: boolean; readonly fault: string | null } | null;
  readonly schedules: number;
  readonly reports: number;
  readonly report_fault: string | null;
}

/** The channel that alerts are told to, as JSON; ids of channels are unique, so that a routing that holds one as text names it. */
const toldChannel = (tenantId: string) => sql`
  select jsonb_build_object('name', c.name, 'took', c.delivered_at is not null or coalesce((c.test_result ->> 'ok')::boolean, false),
    'fault', coalesce(c.last_error, case when not (c.test_result ->> 'ok')::boolean then c.test_result ->> 'message' end))
  from notification_channel c
  where c.tenant_id = ${tenantId} and c.archived_at is null and c.status = 'active' and (
    c.events && array['*', 'alert.*', 'alert.opened']
    or exists (select from alert_setting s where s.tenant_id = ${tenantId}
      and (strpos(s.budget_routing::text, c.id::text) > 0 or strpos(s.anomaly_routing::text, c.id::text) > 0))
    or exists (select from alert_rule r where r.tenant_id = ${tenantId} and r.is_enabled and r.archived_at is null
      and strpos(r.routing::text, c.id::text) > 0))
  order by c.delivered_at is not null or coalesce((c.test_result ->> 'ok')::boolean, false) desc, c.name limit 1`;

/** Deliveries of reports with what became of their messages; a message that is not there any more was sent. */
const mailedReports = (tenantId: string) => sql`
  report_delivery d left join mail_message m on m.tenant_id = ${tenantId} and m.id = d.mail_id where d.tenant_id = ${tenantId}`;

/** Reads the facts as they are now. Of calls it wants to know whether there is one, so it looks no further. */
export async function readStepFacts(tx: TenantTransaction, tenantId: string): Promise<StepFacts> {
  const [row] = await tx.execute<FactsRow>(sql`
    select
      (select version > 1 from tenant where tenant_id = ${tenantId}) as settings_saved,
      (select count(*) from user_account where tenant_id = ${tenantId} and status = 'active' and last_sign_in_at is not null
        and temporary_password_expires_at is null)::integer as signed_in,
      (select count(distinct u.id) from role_assignment a
        join role r on r.tenant_id = ${tenantId} and r.id = a.role_id and r.name = 'tenant_admin' and r.built_in
        join user_account u on u.tenant_id = ${tenantId} and u.id = a.user_id and u.status = 'active' and u.kind = 'person'
        where a.tenant_id = ${tenantId} and a.scope_kind = 'tenant' and a.expires_at is null)::integer as administrators,
      (select count(*) from department where tenant_id = ${tenantId} and archived_at is null)::integer as departments,
      (select count(distinct t.id) from team t join membership m on m.tenant_id = ${tenantId} and m.team_id = t.id
        join user_account u on u.tenant_id = ${tenantId} and u.id = m.user_id and u.status = 'active'
        where t.tenant_id = ${tenantId} and t.archived_at is null)::integer as peopled_teams,
      (select count(*) from connection where tenant_id = ${tenantId} and archived_at is null and status = 'active')::integer as connections,
      (select name from connection where tenant_id = ${tenantId} and archived_at is null and status = 'active'
        and (test_result ->> 'ok')::boolean order by tested_at desc limit 1) as answered,
      (select test_result ->> 'message' from connection where tenant_id = ${tenantId} and archived_at is null and status = 'active'
        and not (test_result ->> 'ok')::boolean order by tested_at desc limit 1) as test_fault,
      (select count(*) from virtual_key where tenant_id = ${tenantId} and status = 'active' and (expires_at is null or expires_at > now()))::integer
        as active_keys,
      (select count(*) from (select from usage_event where tenant_id = ${tenantId} and status = 'succeeded' and key_dim <> 0 limit 1) c)::integer
        as served,
      (select error_code from usage_event where tenant_id = ${tenantId} and status <> 'succeeded' order by occurred_at desc limit 1) as last_fault,
      (select count(*) from budget where tenant_id = ${tenantId} and archived_at is null and status = 'active')::integer as budgets,
      (select count(*) from policy where tenant_id = ${tenantId} and archived_at is null
        and coalesce(active_version, shadow_version) is not null)::integer as policies,
      (select count(*) from notification_channel where tenant_id = ${tenantId} and archived_at is null)::integer as channels,
      (${toldChannel(tenantId)}) as told,
      (select count(*) from report_schedule where tenant_id = ${tenantId} and status = 'active')::integer as schedules,
      (select count(*) from (select from ${mailedReports(tenantId)} and d.state = 'mailed' and coalesce(m.state, 'sent') = 'sent' limit 1) r)::integer
        + (select count(*) from (select from report_export where tenant_id = ${tenantId} and finished_at is not null
          and state in ('ready', 'expired') limit 1) e)::integer as reports,
      (select case when d.state = 'failed' then d.reason when m.state = 'failed' then m.last_error end
        from ${mailedReports(tenantId)} and d.state <> 'skipped' order by d.created_at desc limit 1) as report_fault`);
  return {
    settingsSaved: row?.settings_saved ?? false,
    signedInPeople: row?.signed_in ?? 0,
    administrators: row?.administrators ?? 0,
    departments: row?.departments ?? 0,
    peopledTeams: row?.peopled_teams ?? 0,
    connections: row?.connections ?? 0,
    answeredConnection: row?.answered ?? null,
    lastTestFault: row?.test_fault ?? null,
    activeKeys: row?.active_keys ?? 0,
    servedCalls: row?.served ?? 0,
    lastFault: row?.last_fault ?? null,
    budgets: row?.budgets ?? 0,
    policies: row?.policies ?? 0,
    channels: row?.channels ?? 0,
    ...{ toldChannel: row?.told?.name ?? null, toldTook: row?.told?.took ?? false, channelFault: row?.told?.fault ?? null },
    ...{ reportSchedules: row?.schedules ?? 0, reportsHad: row?.reports ?? 0, reportFault: row?.report_fault ?? null },
  };
}
