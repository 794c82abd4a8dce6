import type { DataCategory } from '#lib/contracts/data-entities.ts';
import type { DataClass } from '#lib/contracts/route-names.ts';

/** Classes as people read them. */
export const classWords: Readonly<Record<DataClass, string>> = {
  public: 'Public',
  internal: 'Internal',
  confidential: 'Confidential',
  restricted: 'Restricted',
};

/** Categories as people read them. */
export const categoryWords: Readonly<Record<DataCategory, string>> = {
  pii: 'Personal data',
  phi: 'Health data',
  financial: 'Financial data',
  secrets: 'Keys and secrets',
};

const capitals = new Set([
  'ssn',
  'itin',
  'sin',
  'nino',
  'tfn',
  'abn',
  'pan',
  'nif',
  'cpf',
  'cnpj',
  'bsn',
  'iban',
  'ip',
  'us',
  'uk',
  'nhs',
  'npi',
  'dea',
  'mbi',
  'jwt',
  'aws',
  'gcp',
  'url',
  'mac',
  'id',
  'cpr',
  'ahv',
  'rrn',
  'nric',
  'curp',
  'hkid',
  'bic',
]);

/** `us_ssn` → "US SSN", `credit_card` → "Credit card". */
export function kindWords(kind: string): string {
  const words = kind.split('_').map((word) => (capitals.has(word) ? word.toUpperCase() : word));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
