/** What a policy can take out of requests and answers; `lib/recognizers` says what each looks like, and `api_key` is every key of a vendor. */
export const redactionPatterns = [
  'email',
  'phone',
  'credit_card',
  'iban',
  'us_ssn',
  'ip_address',
  'api_key',
  'private_key',
  'jwt',
] as const;
export type RedactionPattern = (typeof redactionPatterns)[number];
