import { eq } from 'drizzle-orm';
import { complianceSetting } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { CheckLimits, Severity } from './checks/check.ts';

/** What a room of this house reads with. */
export type Reading = Pick<OperationContext, 'tx' | 'tenantId'>;

export interface StoredSettings {
  readonly frameworks: readonly string[] | null;
  readonly schedule: 'off' | 'weekly' | 'monthly' | 'quarterly';
  readonly monitoring: boolean;
  readonly limits: CheckLimits;
  readonly dueDays: Readonly<Record<Severity, number>>;
  readonly version: number;
}

/** How strict checks are unless the organization says otherwise. */
export const defaultLimits: CheckLimits = { idleMinutesMax: 60, keyDaysMax: 90, retentionDaysMax: 400 };

/** Days in which findings are to be mended unless the organization says otherwise. */
const dueDaysDefault: Readonly<Record<Severity, number>> = { critical: 7, high: 14, medium: 30, low: 90 };

/** How an organization looks at its compliance; what holds where nobody has said. */
export async function readComplianceSettings({ tx, tenantId }: Reading): Promise<StoredSettings> {
  const [row] = await tx.select().from(complianceSetting).where(eq(complianceSetting.tenantId, tenantId));
  return {
    frameworks: row?.frameworks ?? null,
    schedule: row?.schedule ?? 'quarterly',
    monitoring: row?.monitoring ?? true,
    limits: {
      idleMinutesMax: row?.idleMinutesMax ?? defaultLimits.idleMinutesMax,
      keyDaysMax: row?.keyDaysMax ?? defaultLimits.keyDaysMax,
      retentionDaysMax: row?.retentionDaysMax ?? defaultLimits.retentionDaysMax,
    },
    dueDays: { ...dueDaysDefault, ...row?.dueDays },
    version: row?.version ?? 0,
  };
}
