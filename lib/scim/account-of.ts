import { emailAddress, timeZone } from '#lib/contracts/fields.ts';
import { isRecord, type ScimResource } from './resource-kind.ts';
import { scimFault } from './scim-fault.ts';

/** What of a person the account itself has. */
export interface AccountFields {
  readonly email: string;
  readonly name: string;
  readonly timeZone: string | null;
}

/** Longest name of an account in UTF-16 code units, as the management API has it. */
const nameLengthMax = 120;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** E-mail addresses as the resource lists them. */
export const addressesOf = ({ emails }: ScimResource): string[] =>
  (Array.isArray(emails) ? emails : []).flatMap((item) => (isRecord(item) && typeof item.value === 'string' ? [item.value] : []));

/** The primary address, else the one for work, else the first; without any the user name, where it is one. */
function emailOf(resource: ScimResource): string {
  const items = Array.isArray(resource.emails) ? resource.emails.filter(isRecord).filter(({ value }) => typeof value === 'string') : [];
  const best = items.find(({ primary }) => primary === true) ?? items.find(({ type }) => textOf(type).toLowerCase() === 'work') ?? items[0];
  const email = textOf(best?.value ?? resource.userName).trim();
  if (emailAddress.safeParse(email).success) return email;
  throw scimFault('invalidValue', 'A person needs an e-mail address: as userName, or in emails.');
}

/** The name that is shown, on one line. */
function nameOf({ displayName, name, userName }: ScimResource): string {
  const parts = isRecord(name) ? name : {};
  const joined = [parts.givenName, parts.familyName].map(textOf).filter(Boolean).join(' ');
  const chosen = [displayName, parts.formatted, joined, userName].map(textOf).find((text) => text.trim() !== '') ?? '';
  return chosen
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, nameLengthMax);
}

/** The account behind a resource; `invalidValue` without a usable e-mail address. A time zone that is none counts as not given. */
export function accountOf(resource: ScimResource): AccountFields {
  const zone = timeZone.safeParse(resource.timezone);
  return { email: emailOf(resource), name: nameOf(resource), timeZone: zone.success ? zone.data : null };
}
