import type { Issuer, Seal } from './conversation.ts';

const mark = 'tollgate';
const issuers: ReadonlyMap<string, Issuer> = new Map([
  ['anthropic', 'anthropic'],
  ['gemini', 'gemini'],
  ['openai', 'openai'],
]);

/** A seal as read back from where another protocol keeps its own. */
export interface CarriedSeal {
  readonly seal: Seal;
  readonly isRedacted: boolean;
}

/**
 * A seal of one provider in the place that another's protocol has for its own (`signature`, `thoughtSignature`,
 * `encrypted_content`), from where clients send it back unread. Base64, because some clients decode and encode it.
 */
export function carrySeal({ issuer, data }: Seal, isRedacted: boolean): string {
  return Buffer.from(`${mark}:${issuer}:${isRedacted ? 'redacted' : 'signed'}:${data}`).toString('base64');
}

/** What `carrySeal` wrote; null for every other text, which is a seal of the protocol's own provider. */
export function readCarriedSeal(text: string): CarriedSeal | null {
  const [, issuer, form, data] = /^tollgate:(\w+):(redacted|signed):(.*)$/s.exec(Buffer.from(text, 'base64').toString()) ?? [];
  const known = issuers.get(issuer ?? '');
  return known === undefined || data === undefined ? null : { seal: { issuer: known, data }, isRedacted: form === 'redacted' };
}
