import { and, eq } from 'drizzle-orm';
import { type AnomalyPart, type anomaly, team, virtualKey } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';

type Row = typeof anomaly.$inferSelect;

/** The name of a team, key or model as it is now; null for what is gone. */
export async function nameOf(tx: TenantTransaction, tenantId: string, kind: string, value: string): Promise<string | null> {
  if (kind === 'model') return value;
  const table = kind === 'team' ? team : kind === 'key' ? virtualKey : undefined;
  if (table === undefined) return null;
  const [row] = await tx
    .select({ name: table.name })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), eq(table.id, value)));
  return row?.name ?? null;
}

const figure = (metric: Row['metric'], value: number): string => {
  const number = value.toLocaleString('en-US', {
    maximumFractionDigits: metric === 'cost' ? 2 : 0,
    minimumFractionDigits: metric === 'cost' ? 2 : 0,
  });
  if (metric === 'cost') return `$${number}`;
  return metric === 'latency' ? `${number} ms` : number;
};

const nouns = { cost: 'Spend', requests: 'Calls', errors: 'Errors', latency: 'Latency' } as const;

/** An anomaly as a title and a sentence, for whoever is told of it. */
export async function runWords(tx: TenantTransaction, row: Row): Promise<{ readonly title: string; readonly summary: string }> {
  const { tenantId, metric, scopeKind, scopeValue, direction, actual, expected, startedAt, endedAt } = row;
  const name = scopeKind === 'tenant' ? 'the organization' : ((await nameOf(tx, tenantId, scopeKind, scopeValue)) ?? scopeKind);
  const [first]: readonly AnomalyPart[] = row.parts;
  const because =
    first === undefined
      ? ''
      : ` ${Math.round(first.share * 100)}% of the difference is ${first.dimension} ${(await nameOf(tx, tenantId, first.dimension, first.value)) ?? first.value}.`;
  return {
    title: `${nouns[metric]} of ${name} ${direction === 'above' ? 'far above' : 'far below'} the usual`,
    summary: `${figure(metric, actual)} instead of about ${figure(metric, expected)} from ${startedAt.toISOString()} to ${endedAt.toISOString()}.${because}`,
  };
}
