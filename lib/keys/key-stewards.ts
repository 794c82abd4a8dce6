import { sql } from 'drizzle-orm';
import type { TenantTransaction } from '#db/tenant.ts';
import { sqlUuidArray } from '#lib/command/access.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import type { MailContent } from '#lib/mail/mail-text.ts';
import type { MailedKey } from './key-mail.ts';

/** Administrators who are told of a key that nobody else answers for, at most. */
const administratorsMax = 10;

interface StewardRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly display: string;
  readonly team_name: string | null;
  readonly email: string;
}

/**
 * Who answers for keys, with their addresses: the owner of a personal one; else the leads of its team; else whoever made it;
 * else the administrators. Only active people.
 */
export async function stewardsOf(tx: TenantTransaction, tenantId: string, keyIds: readonly string[]): Promise<StewardRow[]> {
  const rows = await tx.execute<StewardRow>(sql`
    with named as (
      select k.*, t.name as team_name from virtual_key k left join team t on t.tenant_id = k.tenant_id and t.id = k.team_id
      where k.tenant_id = ${tenantId} and k.id = any(${sqlUuidArray(keyIds)})
    ), people as (
      select id, 0 as rank, user_id from named where user_id is not null
      union all select n.id, 1, m.user_id from named n
        join membership m on m.tenant_id = ${tenantId} and m.team_id = n.team_id and m.team_role = 'lead' where n.user_id is null
      union all select id, 2, created_by from named where user_id is null and created_by is not null
      union all select n.id, 3, a.user_id from named n
        join lateral (select distinct a.user_id from role_assignment a join role r on r.tenant_id = a.tenant_id and r.id = a.role_id
          where a.tenant_id = ${tenantId} and a.scope_kind = 'tenant' and r.level >= 90 limit ${administratorsMax}) a on true
    ), alive as (
      select p.id, p.rank, u.email from people p join user_account u on u.tenant_id = ${tenantId} and u.id = p.user_id and u.status = 'active'
    )
    select distinct n.id, n.name, n.display, n.team_name, a.email from named n join alive a on a.id = n.id
    where a.rank = (select min(b.rank) from alive b where b.id = n.id)`);
  return [...rows];
}

/** Writes a message to whoever answers for each of the keys, in the transaction of what it tells of. */
export async function mailStewards(
  { tx, tenantId, now }: { readonly tx: TenantTransaction; readonly tenantId: string; readonly now: Date },
  keyIds: readonly string[],
  contentOf: (key: MailedKey) => MailContent,
): Promise<void> {
  if (keyIds.length === 0) return;
  const stewards = await stewardsOf(tx, tenantId, keyIds);
  const mails = stewards.map(({ id, name, display, team_name: teamName, email }) => ({
    recipient: email,
    content: contentOf({ id, name, display, teamName }),
    linkPath: `/keys?open=${toPublicId('key', id)}`,
    linkId: null,
  }));
  await enqueueMail(tx, tenantId, now, mails);
}
