import { and, desc, eq, sql } from 'drizzle-orm';
import { complianceRun } from '#db/schema/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { FrameworkStanding } from '#lib/contracts/governance.ts';
import { namedFrameworks } from './required-frameworks.ts';

/** How the last audit that looked at each of the frameworks found it; empty for who may not read compliance. */
export async function readFrameworkStandings(ctx: OperationContext, names: readonly string[]): Promise<FrameworkStanding[]> {
  if (!ctx.access.allows('compliance.read', tenantPlacement)) return [];
  const { keys } = await namedFrameworks(ctx, names);
  const standings: FrameworkStanding[] = [];
  for (const key of new Set(keys)) {
    if (key === null) continue;
    const [run] = await ctx.tx
      .select({ frameworks: complianceRun.frameworks, finishedAt: complianceRun.finishedAt, nextAuditAt: complianceRun.nextAuditAt })
      .from(complianceRun)
      .where(
        and(eq(complianceRun.tenantId, ctx.tenantId), sql`${complianceRun.frameworks} @> ${JSON.stringify([{ framework: key }])}::jsonb`),
      )
      .orderBy(desc(complianceRun.finishedAt))
      .limit(1);
    const found = run?.frameworks.find(({ framework }) => framework === key);
    if (run === undefined || found === undefined) continue;
    const { framework, name, score, evidenced } = found;
    standings.push({ framework, name, score, evidenced, audited_at: run.finishedAt, next_audit_at: run.nextAuditAt });
  }
  return standings;
}
