import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { TransactionSql } from 'postgres';
import { canonicalJson } from '#lib/audit/canonical-json.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Check, CheckScope } from './checks/check.ts';

export type ControlStatus = 'pass' | 'fail' | 'not_applicable' | 'needs_human';

/** What one check found, with what shows it. */
export interface CheckResult {
  readonly name: string;
  readonly status: ControlStatus;
  readonly examined: number;
  readonly failing: number;
  /** Public ids or names of the first that fail. */
  readonly sample: readonly string[];
  readonly measuredAt: Date;
  /** Canonical JSON, and its SHA-256 in hexadecimal. */
  readonly evidence: string;
  readonly digest: string;
}

/** Ids in a result at most: enough to begin with, and the page of the subject has them all. */
const sampleMax = 20;

/** The transaction that a check reads in, as postgres.js has it. */
export type CheckClient = TransactionSql<{ bigint: bigint }>;

const dialect = new PgDialect();
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

interface Counted {
  readonly examined: number;
  readonly failing: number;
  readonly sample: readonly string[] | null;
}

function statusOf({ examined, failing }: Counted, { none }: Check): ControlStatus {
  if (examined === 0) return none ?? 'not_applicable';
  return failing > 0 ? 'fail' : 'pass';
}

const shown = ({ subject }: Check, id: string): string => (subject === null || subject === 'name' ? id : toPublicId(subject, id));

/**
 * Carries a check out in a savepoint of the transaction. One that cannot be carried out is nobody's pass: it needs a human, and
 * `onFault` is told why.
 */
export async function runCheck(
  client: CheckClient,
  check: Check,
  scope: CheckScope,
  onFault: (error: unknown) => void = () => {},
): Promise<CheckResult> {
  const query = dialect.sqlToQuery(sql`
    select count(*)::int as examined, (count(*) filter (where s.failing))::int as failing,
      (array_agg(s.id order by s.id) filter (where s.failing and s.id <> ''))[1:${sampleMax}::int] as sample
    from (${check.subjects(scope)}) as s`);
  const startMs = performance.now();
  let counted: Counted | undefined;
  try {
    [counted] = await client.savepoint((inner) => inner.unsafe<Counted[]>(query.sql, query.params.map(String)));
  } catch (error) {
    onFault(error);
  }
  const status = counted === undefined ? 'needs_human' : statusOf(counted, check);
  const { examined = 0, failing = 0 } = counted ?? {};
  const sample = (counted?.sample ?? []).map((id) => shown(check, id));
  const { idleMinutesMax, keyDaysMax, retentionDaysMax } = scope.limits;
  const evidence = canonicalJson({
    v: '1',
    tenant: toPublicId('tenant', scope.tenantId),
    ...{ check: check.name, title: check.title, looks: check.looks, severity: check.severity, status },
    limits: { idle_minutes_max: `${idleMinutesMax}`, key_days_max: `${keyDaysMax}`, retention_days_max: `${retentionDaysMax}` },
    query_sha256: sha256(query.sql),
    measured_at: scope.now.toISOString(),
    duration_ms: (performance.now() - startMs).toFixed(1),
    ...{ examined: `${examined}`, failing: `${failing}`, sample },
  });
  return { name: check.name, status, examined, failing, sample, measuredAt: scope.now, evidence, digest: sha256(evidence) };
}
