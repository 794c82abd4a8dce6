import { updateSecuritySettings } from '#lib/identity/index.ts';
import { readSecuritySettings } from '#lib/identity/security-rows.ts';
import { readComplianceSettings } from '../compliance-settings.ts';
import type { RemediationKind } from './remediation.ts';

/** Days that people have to set up a second factor before nothing else is open to them. */
const graceDays = 14;
const administrators = ['super_admin', 'tenant_admin'];
const executable = updateSecuritySettings;

/** The idle time-out is made so long, or as long as a session lives where that is less. */
const idleWithin = (check: string, minutesOf: (limit: number) => number): RemediationKind => ({
  check,
  executable,
  async plan(ctx) {
    const { idle_minutes: idle, absolute_minutes: absolute } = await readSecuritySettings(ctx);
    const { limits } = await readComplianceSettings(ctx);
    const before = { idle_minutes: idle };
    return { input: { idle_minutes: Math.min(minutesOf(limits.idleMinutesMax), absolute) }, before, undo: before };
  },
});

/** What the security settings can mend. */
export const sessionRemediations: readonly RemediationKind[] = [
  idleWithin('idle-sessions-end', (limit) => limit),
  idleWithin('idle-sessions-end-in-fifteen-minutes', () => 15),
  {
    check: 'second-factor-required',
    executable,
    async plan(ctx) {
      const { factor_required: required, factor_roles: roles } = await readSecuritySettings(ctx);
      const input = { factor_required: 'roles', factor_roles: [...new Set([...roles, ...administrators])], factor_grace_days: graceDays };
      const before = { factor_required: required, factor_roles: roles };
      return { input, before, undo: before };
    },
  },
  {
    check: 'sessions-end-within-a-day',
    executable,
    async plan(ctx) {
      const { absolute_minutes: absolute, idle_minutes: idle } = await readSecuritySettings(ctx);
      const day = 1440;
      const isIdleLonger = idle !== null && idle > day;
      const before = { absolute_minutes: absolute, ...(isIdleLonger ? { idle_minutes: idle } : {}) };
      return { input: { absolute_minutes: day, ...(isIdleLonger ? { idle_minutes: day } : {}) }, before, undo: before };
    },
  },
];
