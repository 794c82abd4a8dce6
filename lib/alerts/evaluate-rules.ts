import { and, desc, eq, ne, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { alert, alertRule } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { holdsNow } from './expression/evaluate-expression.ts';
import { namesIn } from './expression/expression.ts';
import { type MetricName, metrics } from './expression/metrics.ts';
import { parseExpression } from './expression/parse-expression.ts';
import { ExpressionFault } from './expression/tokens.ts';
import { endAlert, openAlert } from './open-alert.ts';
import { remediate } from './remediate.ts';
import { readFigures } from './rule-figures.ts';
import { filtersOf, type RuleRow } from './rule-rows.ts';

const tenantsAtOnce = 100;
const minuteMs = 60_000;
/** A rule is looked at once a minute. */
const everyMs = 50_000;
/** Nobody looked for longer than this: whether a condition held all the time is not known, and it begins anew. */
const gapMaxMs = 10 * minuteMs;

const written = (name: MetricName, value: number | null): string => {
  if (value === null) return 'not known';
  const { unit } = metrics[name];
  const number = value.toLocaleString('en-US', { maximumFractionDigits: unit === 'usd' ? 4 : 1 });
  if (unit === 'usd') return `$${number}`;
  return unit === 'percent' ? `${number}%` : `${number}${unit === 'ms' ? ' ms' : ''}`;
};

interface Seen {
  readonly holds: boolean | null;
  readonly values: Readonly<Record<string, number | null>>;
  readonly words: string;
}

async function look(tx: TenantTransaction, rule: RuleRow, now: Date): Promise<Seen> {
  const condition = parseExpression(rule.expression);
  const reading = { tx, tenantId: rule.tenantId, now };
  const figures = await readFigures(reading, condition, { filters: filtersOf(rule), minutes: rule.windowMinutes });
  const current = namesIn(condition, 'metric').map((name) => ({ key: `${name}`, name, value: figures.metric(name), label: name }));
  const usual = namesIn(condition, 'baseline').map((name) => ({
    key: `baseline(${name})`,
    name,
    value: figures.baseline(name),
    label: `usual ${name}`,
  }));
  const all = [...current, ...usual];
  return {
    holds: holdsNow(condition, figures),
    values: Object.fromEntries(all.map(({ key, value }) => [key, value])),
    words: all.map(({ label, name, value }) => `${label} ${written(name, value)}`).join(', '),
  };
}

async function isCooling(tx: TenantTransaction, rule: RuleRow, now: Date): Promise<boolean> {
  const [last] = await tx
    .select({ resolvedAt: alert.resolvedAt })
    .from(alert)
    .where(and(eq(alert.tenantId, rule.tenantId), eq(alert.ruleId, rule.id), eq(alert.state, 'resolved')))
    .orderBy(desc(alert.openedAt))
    .limit(1);
  return last?.resolvedAt != null && now.getTime() - last.resolvedAt.getTime() < rule.coolDownMinutes * minuteMs;
}

/** The alert of a rule that is not resolved, locked. */
async function openOf(tx: TenantTransaction, { tenantId, id }: RuleRow) {
  const [row] = await tx
    .select()
    .from(alert)
    .where(and(eq(alert.tenantId, tenantId), eq(alert.source, 'rule'), eq(alert.fingerprint, id), ne(alert.state, 'resolved')))
    .for('update');
  return row;
}

async function fire(tx: TenantTransaction, rule: RuleRow, { values, words }: Seen, now: Date): Promise<boolean> {
  if ((await openOf(tx, rule)) === undefined && (await isCooling(tx, rule, now))) return false;
  const { tenantId, id, name, description, expression, severity, routing, windowMinutes } = rule;
  const filters = filtersOf(rule);
  const found = {
    ...{ source: 'rule' as const, fingerprint: id, ruleId: id, severity, routing, opensIncident: rule.opensIncident },
    ...{ departmentId: filters.department_id ?? null, teamId: filters.team_id ?? null },
    title: name,
    // Whoever is woken reads there what its author advises.
    summary: `${expression} holds over ${windowMinutes} minutes: ${words}.${description === '' ? '' : `\n${description}`}`,
    detail: { rule_id: toPublicId('alertRule', id), expression, window_minutes: windowMinutes, values },
  };
  const opened = await openAlert(tx, tenantId, found, now);
  if (opened !== null) await remediate(tx, rule, opened.id, now);
  return opened !== null;
}

async function evaluate(tx: TenantTransaction, rule: RuleRow, now: Date): Promise<boolean> {
  const seen = await look(tx, rule, now);
  const wasWatched = rule.evaluatedAt !== null && now.getTime() - rule.evaluatedAt.getTime() <= gapMaxMs;
  const since = seen.holds === true ? ((wasWatched ? rule.holdsSinceAt : null) ?? now) : null;
  await tx
    .update(alertRule)
    .set({ holdsSinceAt: since, lastValues: seen.values, lastFault: null })
    .where(and(eq(alertRule.tenantId, rule.tenantId), eq(alertRule.id, rule.id)));
  if (since !== null) return now.getTime() - since.getTime() >= rule.forMinutes * minuteMs ? fire(tx, rule, seen, now) : false;
  // What is not known ends nothing: an alert whose figures went missing stays until they are back.
  if (seen.holds === false) {
    const row = await openOf(tx, rule);
    if (row !== undefined) await endAlert(tx, row, { now, userId: null, note: `It does not hold any more: ${seen.words}.` });
  }
  return false;
}

interface Evaluated {
  readonly opened: boolean;
  readonly failed?: { readonly ruleId: string; readonly error: unknown };
}

/** Takes the next rule that is due and evaluates it, in one transaction; null where none is due. */
async function evaluateNext(app: Databases['app'], tenantId: string, now: Date): Promise<Evaluated | null> {
  const due = new Date(now.getTime() - everyMs).toISOString();
  return inTenant(app, tenantId, async (tx) => {
    const [rule] = await tx
      .select()
      .from(alertRule)
      .where(
        and(
          eq(alertRule.tenantId, tenantId),
          sql`${alertRule.isEnabled} and ${alertRule.archivedAt} is null`,
          sql`(${alertRule.evaluatedAt} is null or ${alertRule.evaluatedAt} <= ${due}::timestamptz)`,
        ),
      )
      .orderBy(sql`${alertRule.evaluatedAt} asc nulls first`)
      .limit(1)
      .for('update', { skipLocked: true });
    if (rule === undefined) return null;
    await tx
      .update(alertRule)
      .set({ evaluatedAt: now })
      .where(and(eq(alertRule.tenantId, tenantId), eq(alertRule.id, rule.id)));
    try {
      return { opened: await tx.transaction((inner) => evaluate(inner, rule, now)) };
    } catch (error) {
      const lastFault = error instanceof ExpressionFault ? error.message : 'Something went wrong here; see the log of the worker';
      await tx
        .update(alertRule)
        .set({ lastFault, holdsSinceAt: null })
        .where(and(eq(alertRule.tenantId, tenantId), eq(alertRule.id, rule.id)));
      return { opened: false, failed: { ruleId: rule.id, error } };
    }
  });
}

/** Evaluates every rule that is due, of all tenants; answers how many alerts were opened. Two runners share the rules between them. */
export async function evaluateRules(
  { app, jobs }: Pick<Databases, 'app' | 'jobs'>,
  { now, logger, signal }: { readonly now: Date; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<number> {
  const due = await jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('evaluate-alert-rules', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let opened = 0;
  for (const { tenantId } of due) {
    for (
      let next = await evaluateNext(app, tenantId, now);
      next !== null && !signal.aborted;
      next = await evaluateNext(app, tenantId, now)
    ) {
      if (next.opened) opened += 1;
      const { failed } = next;
      if (failed !== undefined)
        logger.error({ err: failed.error, tenantId, ruleId: failed.ruleId }, 'An alert rule could not be evaluated');
    }
    if (signal.aborted) break;
  }
  return opened;
}
