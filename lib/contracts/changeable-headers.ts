/** Headers of providers' APIs that carry no credential. */
const providerHeaders: ReadonlySet<string> = new Set([
  'anthropic-beta',
  'anthropic-version',
  'http-referer',
  'openai-beta',
  'openai-organization',
  'openai-project',
  'user-agent',
]);

/** Of headers that a company makes up itself, those that look like credentials, identity or routing stay out of reach. */
const forbidden = /key|token|auth|secret|credential|signature|session|cookie|password|forwarded|real-ip|^x-(amz|goog|ms|tollgate)-/;

/** Whether a rule may add or take away the header: one of a provider's that is named here, or an `x-` header that is no credential. */
export const mayChangeHeader = (name: string): boolean =>
  providerHeaders.has(name) || (/^x-[a-z0-9-]{1,60}$/.test(name) && !forbidden.test(name));
