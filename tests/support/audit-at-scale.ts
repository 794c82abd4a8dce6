import type { TestDatabase } from './database.ts';

/** What to make: entries over ninety days up to `nowMs`, of fifty people and a thousand teams; the first three are the only ones of `rarePerson`. */
export interface AuditAtScale {
  readonly tenantId: string;
  readonly entries: number;
  readonly nowMs: number;
}

export const rarePerson = 'rare.person@example.com';
/** Id of the team with a number below a thousand. */
export const teamAtScale = (number: number): string => `team_${String(number).padStart(26, '0')}`;

const spanMs = 90 * 86_400_000;
/** User agent of the entries made here, by which they are told from others. */
const madeBy = 'Mozilla/5.0 (scale)';
/** Entries of one transaction, as a large import would write them. */
const atOnce = 20_000;

/**
 * Appends entries through the table itself, so that its trigger queues each of them for the sequencer; answers how many. A run that was
 * killed goes on where it stood.
 */
export async function makeAuditAtScale({ superuser }: TestDatabase, { tenantId, entries, nowMs }: AuditAtScale): Promise<number> {
  const [there] = await superuser<{ count: bigint }[]>`
    select count(*) as count from audit_entry where tenant_id = ${tenantId} and user_agent = ${madeBy}`;
  const made = Number(there?.count ?? 0n);
  for (let from = made; from < entries; from += atOnce) {
    const to = Math.min(entries, from + atOnce) - 1;
    await superuser`
      insert into audit_entry (tenant_id, id, occurred_at, actor_kind, actor_id, actor_name, action, resource_kind, resource_id, after, ip, user_agent, request_id)
      select ${tenantId}::uuid, (lpad(to_hex(ms), 12, '0') || '7' || substr(digest, 1, 3) || '8' || substr(digest, 4, 15))::uuid,
        to_timestamp(ms / 1000.0), 'user', case when n < 3 then md5('rare')::uuid else md5((n % 50)::text)::uuid end,
        case when n < 3 then ${rarePerson} else 'person-' || n % 50 || '@example.com' end,
        (array['team.update', 'key.create', 'budget.update', 'session.sign_in'])[1 + n % 4], 'team', 'team_' || lpad((n % 1000)::text, 26, '0'),
        jsonb_build_object('name', 'No. ' || n, 'limit_usd', n::text), '192.0.2.1', ${madeBy}, md5('r' || n)::uuid
      from (select n, md5(n::text) as digest, ${nowMs - spanMs}::int8 + n * ${spanMs}::int8 / ${entries}::int8 as ms
        from generate_series(${from}::int8, ${to}::int8) as n) as made`;
  }
  return Math.max(0, entries - made);
}
