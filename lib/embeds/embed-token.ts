import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { isUuid } from '#lib/core/ids.ts';
import type { MasterKey, MasterKeys } from '#lib/core/master-keys.ts';

/** What the signature of an address holds; everything else about an embed is in its row. */
export interface EmbedClaims {
  readonly tenantId: string;
  readonly embedId: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  /** WidgetFilters of the contract in wire form. */
  readonly filters: Readonly<Record<string, string>>;
}

/** Bytes of an address before the signature is looked at; the longest that is signed has fewer than half of them. */
const tokenLengthMax = 4096;

const Payload = z.strictObject({
  k: z.string(),
  t: z.string().refine(isUuid),
  e: z.string().refine(isUuid),
  x: z.number().int(),
  f: z.record(z.string(), z.string()),
});

/** A key that nothing else signs with, and that signs for one embed of one tenant alone. */
const keyFor = ({ key }: MasterKey, tenantId: string, embedId: string): Buffer =>
  createHmac('sha256', key).update(`embed-link:v1:${tenantId}:${embedId}`).digest();

const signatureOf = (key: Buffer, payload: string): Buffer => createHmac('sha256', key).update(payload).digest();

/** `payload.signature`, both in base64url: an address without a secret that could be stored or leak with the database. */
export function signEmbed(masters: MasterKeys, { tenantId, embedId, expiresAt, filters }: EmbedClaims): string {
  const { current } = masters;
  const claims: z.input<typeof Payload> = { k: current.id, t: tenantId, e: embedId, x: expiresAt, f: { ...filters } };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${payload}.${signatureOf(keyFor(current, tenantId, embedId), payload).toString('base64url')}`;
}

function readPayload(text: string): z.output<typeof Payload> | undefined {
  try {
    return Payload.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/**
 * The claims of an address whose signature is good; undefined for any other, and nothing was asked of the database then. Whether
 * it has expired is not looked at. The encoding must be the one that was signed: base64url has others of the same bytes.
 */
export function openEmbed(masters: MasterKeys, token: string): EmbedClaims | undefined {
  const [payload = '', signature = '', ...more] = token.length > tokenLengthMax ? [] : token.split('.');
  const claims = more.length === 0 ? readPayload(payload) : undefined;
  const master = claims === undefined ? undefined : masters.find(claims.k);
  if (claims === undefined || master === undefined) return undefined;
  const expected = signatureOf(keyFor(master, claims.t, claims.e), payload);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || given.toString('base64url') !== signature) return undefined;
  return { tenantId: claims.t, embedId: claims.e, expiresAt: claims.x, filters: claims.f };
}
