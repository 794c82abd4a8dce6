import { eq } from 'drizzle-orm';
import { securitySetting } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defaultSessionRules } from '#lib/command/session-rules.ts';
import type { SecuritySettings } from '#lib/contracts/security-settings.ts';

type Row = typeof securitySetting.$inferSelect;

/** The gateway for telephones in wire form, and back. */
const gatewayOf = (stored: Row['smsGateway']): SecuritySettings['sms_gateway'] =>
  stored === null
    ? null
    : {
        url: stored.url,
        method: stored.method,
        content_type: readContentType(stored.contentType),
        body: stored.body,
        header: stored.header,
      };

const formType = 'application/x-www-form-urlencoded';
const readContentType = (stored: string): 'application/json' | typeof formType => (stored === formType ? formType : 'application/json');

/** The settings as administrators see them; defaults for an organization that set none. The secret never leaves. */
export async function readSecuritySettings({ tx, tenantId, ip, country }: OperationContext): Promise<SecuritySettings> {
  const [row] = await tx.select().from(securitySetting).where(eq(securitySetting.tenantId, tenantId));
  return {
    factor_required: row?.factorRequired ?? 'nobody',
    factor_roles: row?.factorRoles ?? [],
    factor_due_at: row?.factorDueAt ?? null,
    idle_minutes: row?.idleMinutes ?? null,
    absolute_minutes: row?.absoluteMinutes ?? defaultSessionRules.absoluteMinutes,
    sessions_max: row?.sessionsMax ?? null,
    allowed_networks: row?.allowedNetworks ?? [],
    allowed_countries: row?.allowedCountries ?? [],
    audit_reads: row?.auditReads ?? 'content',
    ...{ country, address: ip },
    sms_gateway: gatewayOf(row?.smsGateway ?? null),
    sms_secret_set: row !== undefined && row.smsSecret !== null,
    updated_at: row?.updatedAt ?? null,
    version: row?.version ?? 1,
  };
}
