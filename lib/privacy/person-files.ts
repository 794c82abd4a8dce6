import type { TransactionSql } from 'postgres';
import type { OpenedText, SealedText } from '#lib/content-log/index.ts';
import { personalTables } from './erasure-steps.ts';
import { patternsOf, type Subject } from './subject.ts';
import type { ZipEntry } from './zip-stream.ts';

type Sql = TransactionSql<{ bigint: bigint }>;

/** Rows that are in memory at a time. */
const rowsAtOnce = 500;

/** Columns that open something, or are of no use without the machine: hashes, sealed secrets, keys. */
const isSecret = (name: string, type: string): boolean => type === 'bytea' || /hash|password|secret|credential|^key$|public_key/.test(name);

const quoted = (name: string): string => `"${name}"`;

/** The lines of a query that has one text column, `line`. */
async function* linesOf(sql: Sql, query: string, parameters: readonly (string | null)[]): AsyncGenerator<string> {
  for await (const rows of sql.unsafe<{ line: string }[]>(query, [...parameters]).cursor(rowsAtOnce))
    yield rows.map(({ line }) => `${line}\n`).join('');
}

/** Own rows that are no file as they stand: the request itself, and what is opened first. */
const writtenElsewhere = new Set(['privacy_request', 'call_content']);

/** What is theirs, table by table: the rows without what is secret. */
function* ownFiles(sql: Sql, { tenantId, userId }: Subject): Generator<ZipEntry> {
  for (const { name, columns, personal } of personalTables) {
    if (personal.own === undefined || writtenElsewhere.has(name)) continue;
    const hidden = [...columns.values()].filter((column) => isSecret(column.name, column.getSQLType())).map((column) => column.name);
    const own = personal.own.map((column) => `t.${quoted(column)} = $2::text::uuid`).join(' or ');
    const query = `select (to_jsonb(t) - $3::text::text[])::text as line from ${quoted(name)} t where t.tenant_id = $1::text::uuid and (${own})`;
    yield { name: `data/${name}.ndjson`, pieces: linesOf(sql, query, [tenantId, userId, `{${['tenant_id', ...hidden].join(',')}}`]) };
  }
}

const usageQuery = `
  select jsonb_build_object('id', e.id, 'occurred_at', e.occurred_at, 'provider', p.value, 'model', m.value, 'key_id', k.value, 'team_id', t.value,
    'project_id', j.value, 'protocol', e.protocol, 'status', e.status, 'http_status', e.http_status, 'error_code', e.error_code,
    'input_tokens', e.input_tokens, 'output_tokens', e.output_tokens, 'cost_nano_usd', e.cost_nano_usd::text, 'latency_ms', e.latency_ms,
    'tags', e.tags, 'policy', e.policy)::text as line
  from usage_event e
  join usage_dimension u on u.tenant_id = e.tenant_id and u.id = e.user_dim and u.kind = 'user' and u.value = $2
  left join usage_dimension p on p.tenant_id = e.tenant_id and p.id = e.provider_dim
  left join usage_dimension m on m.tenant_id = e.tenant_id and m.id = e.model_dim
  left join usage_dimension k on k.tenant_id = e.tenant_id and k.id = e.key_dim
  left join usage_dimension t on t.tenant_id = e.tenant_id and t.id = e.team_dim
  left join usage_dimension j on j.tenant_id = e.tenant_id and j.id = e.project_dim
  where e.tenant_id = $1::text::uuid`;

const auditQuery = `
  select (to_jsonb(e) - 'tenant_id')::text as line from audit_entry e
  where e.tenant_id = $1::text::uuid and (e.actor_id = $2::text::uuid
    or exists (select from audit_leaf l where l.tenant_id = e.tenant_id and l.entry_id = e.id and l.subject_id = $2::text::uuid))
  order by e.id`;

interface ContentRow {
  readonly call_id: string;
  readonly line: Record<string, unknown>;
  readonly key_id: string | null;
  readonly request: Buffer | null;
  readonly answer: Buffer | null;
}

/** Kept prompts and answers hold up to half a megabyte each. */
const contentsAtOnce = 20;

/** What was kept of their calls, opened: it is theirs, and sealed it would be of no use to them. */
async function* contentLines(sql: Sql, { tenantId, userId }: Subject, opened: (text: SealedText) => OpenedText): AsyncGenerator<string> {
  const query = sql<ContentRow[]>`
    select call_id, encryption_key_id as key_id, request, answer,
      to_jsonb(c) - '{tenant_id,user_id,encryption_key_id,request,answer}'::text[] as line
    from call_content c where tenant_id = ${tenantId} and user_id = ${userId} order by call_id`;
  for await (const rows of query.cursor(contentsAtOnce)) {
    const lines = rows.map(({ call_id: callId, key_id: encryptionKeyId, line, ...sealed }) => {
      const said = (what: 'request' | 'answer') => {
        const text = opened({ callId, encryptionKeyId, what, sealed: sealed[what] });
        return text === null ? null : { text: text.text, is_truncated: text.isTruncated };
      };
      return JSON.stringify({ ...line, request: said('request'), answer: said('answer') });
    });
    yield `${lines.join('\n')}\n`;
  }
}

/** What they did that is somebody else’s record: where, not what it says. */
const activityQuery = (): string =>
  personalTables
    .flatMap(({ name, columns, personal }) =>
      (personal.acted ?? []).flatMap((column) => {
        const type = columns.get(column)?.getSQLType();
        if (!columns.has('id') || name === 'audit_entry' || type === undefined) return [];
        const is = type === 'uuid[]' ? `$2::text::uuid = any (t.${quoted(column)})` : `t.${quoted(column)} = $2::text::uuid`;
        return [
          `select jsonb_build_object('table', '${name}', 'column', '${column}', 'id', t.id)::text as line from ${quoted(name)} t where t.tenant_id = $1::text::uuid and ${is}`,
        ];
      }),
    )
    .join(' union all ');

/** Where others named them in free text: where, not what it says, because that may be about others too. */
const mentionsQuery = (): string =>
  personalTables
    .flatMap(({ name, columns, personal }) =>
      [...(personal.texts ?? []), ...(personal.appended ?? [])].flatMap((column) => {
        const type = columns.get(column)?.getSQLType();
        if (!columns.has('id') || type === undefined) return [];
        const text = type === 'text' ? `t.${quoted(column)}` : `t.${quoted(column)}::text`;
        const pattern = type === 'jsonb' ? '$3' : '$2';
        return [
          `select jsonb_build_object('table', '${name}', 'column', '${column}', 'id', t.id)::text as line from ${quoted(name)} t where t.tenant_id = $1::text::uuid and ${text} ~* ${pattern}`,
        ];
      }),
    )
    .join(' union all ');

const mailQuery = `select jsonb_build_object('id', id, 'subject', subject, 'text', text, 'state', state, 'created_at', created_at, 'sent_at', sent_at)::text as line
  from mail_message where tenant_id = $1::text::uuid and lower(recipient) = lower($2)`;

const invitationQuery = `select jsonb_build_object('id', id, 'email', email, 'name', name, 'created_at', created_at, 'accepted_at', accepted_at)::text as line
  from invitation where tenant_id = $1::text::uuid and lower(email) = lower($2)`;

/** All that is stored about a person, a file a table, in lines of JSON; read in one transaction, so that the files agree. */
export async function* personFiles(sql: Sql, subject: Subject, opened: (text: SealedText) => OpenedText): AsyncGenerator<ZipEntry> {
  const { tenantId, userId, email } = subject;
  const { text, json } = patternsOf(subject);
  if (userId !== null) {
    yield* ownFiles(sql, subject);
    yield { name: 'data/call_content.ndjson', pieces: contentLines(sql, subject, opened) };
    yield { name: 'data/usage_event.ndjson', pieces: linesOf(sql, usageQuery, [tenantId, userId]) };
    yield { name: 'data/audit_entry.ndjson', pieces: linesOf(sql, auditQuery, [tenantId, userId]) };
    yield { name: 'activity.ndjson', pieces: linesOf(sql, activityQuery(), [tenantId, userId]) };
  }
  yield { name: 'data/mail_message.ndjson', pieces: linesOf(sql, mailQuery, [tenantId, email]) };
  yield { name: 'data/invitations_by_address.ndjson', pieces: linesOf(sql, invitationQuery, [tenantId, email]) };
  yield { name: 'mentions.ndjson', pieces: linesOf(sql, mentionsQuery(), [tenantId, text, json]) };
}
