/** What of the tenant's security settings decides who needs a second factor; columns of `security_setting`. */
export interface FactorRules {
  readonly factorRequired: 'nobody' | 'roles' | 'everybody';
  readonly factorRoles: readonly string[];
  /** Until then who has none still works as before. */
  readonly factorDueAt: Date | null;
}

/** Sign-ins of our own; whoever came by another way was asked there. */
const ownMethods: ReadonlySet<string> = new Set(['password', 'totp', 'passkey', 'recovery', 'sms']);

/** Whether the organization asks this person for a second factor, now or from `factorDueAt` on. */
export const needsFactor = (rules: FactorRules | null, roles: readonly string[]): boolean =>
  rules !== null &&
  (rules.factorRequired === 'everybody' || (rules.factorRequired === 'roles' && roles.some((name) => rules.factorRoles.includes(name))));

/** Whether somebody may do nothing but set a second factor up. */
export function mustEnrol(
  rules: FactorRules | null,
  person: { readonly hasFactor: boolean; readonly method: string; readonly roles: readonly string[] },
  now: Date,
): boolean {
  if (rules === null || person.hasFactor || !ownMethods.has(person.method)) return false;
  return needsFactor(rules, person.roles) && (rules.factorDueAt === null || rules.factorDueAt <= now);
}
