import { emailLengthMax } from '#lib/contracts/fields.ts';
import type { SsoClaims } from '#lib/contracts/sso-resource.ts';

/** What a provider said about a person, in our words. Nothing of it is believed beyond what `admit` checks. */
export interface ProviderPerson {
  /** What never changes there. */
  readonly subject: string;
  /** In lower case; null where none was sent that is one. */
  readonly email: string | null;
  readonly name: string | null;
  readonly groups: readonly string[];
  readonly role: string | null;
  readonly department: string | null;
  readonly team: string | null;
  readonly costCenter: string | null;
}

type Claims = Readonly<Record<string, unknown>>;

const groupsMax = 2_000;
const textMax = 300;
// PostgreSQL takes no NUL, and control characters in a name only mislead who reads it.
const controls = /[\p{Cc}\u2028\u2029]/gu;

/** A claim by its name, or by a path with dots where no claim has the whole name: `realm_access.roles`. */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

const clean = (text: string): string => text.replaceAll(controls, '').trim().slice(0, textMax);

function textOf(claims: Claims, name: string | undefined): string | null {
  if (name === undefined) return null;
  const value = claimOf(claims, name);
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== 'string') return null;
  const text = clean(first);
  return text === '' ? null : text;
}

/** Groups come as a list, or as one text with commas. */
function groupsOf(claims: Claims, name: string | undefined): string[] {
  const value = name === undefined ? undefined : claimOf(claims, name);
  const listed: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const groups = listed.filter((group): group is string => typeof group === 'string').map(clean);
  return [...new Set(groups.filter((group) => group !== ''))].slice(0, groupsMax);
}

/** One address, as `local@domain`; no spaces, no second @. */
const isAddress = (text: string): boolean => text.length <= emailLengthMax && /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/.test(text);

/** Reads claims or attributes by the names the tenant gave them. `fallbackEmail`: what SAML has where no attribute says it. */
export function readPerson(subject: string, claims: Claims, names: SsoClaims, fallbackEmail: string | null = null): ProviderPerson {
  const email = (textOf(claims, names.email) ?? fallbackEmail ?? '').toLowerCase();
  return {
    subject,
    email: isAddress(email) ? email : null,
    name: textOf(claims, names.name),
    groups: groupsOf(claims, names.groups),
    role: textOf(claims, names.role),
    department: textOf(claims, names.department),
    team: textOf(claims, names.team),
    costCenter: textOf(claims, names.cost_center),
  };
}

/** What stands behind the @ of an address that `readPerson` gave, or of one a person typed; empty where there is none. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();
