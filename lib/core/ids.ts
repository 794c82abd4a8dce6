import { z } from 'zod';

/**
 * Ids are UUID v7 (RFC 9562) in the database and `prefix_` + 26 Crockford base32 characters at the edge: sortable by
 * time of creation in both forms, and impossible to pass for an id of another kind.
 */

export const idPrefixes = {
  tenant: 'tnt',
  department: 'dep',
  team: 'team',
  user: 'usr',
  membership: 'mbr',
  invitation: 'inv',
  session: 'ses',
  apiToken: 'tok',
  oauthClient: 'ocl',
  secondFactor: 'fac',
  role: 'role',
  roleAssignment: 'asg',
  group: 'grp',
  groupRole: 'grr',
  connection: 'conn',
  mcpServer: 'mcp',
  route: 'rte',
  routingPreference: 'rpf',
  policy: 'pol',
  guardrail: 'grd',
  key: 'key',
  keyPolicy: 'kpl',
  connectionLoan: 'cln',
  keyLoan: 'kln',
  budget: 'bud',
  budgetLoan: 'bln',
  budgetLease: 'lse',
  project: 'prj',
  environment: 'env',
  release: 'rel',
  costCenter: 'cct',
  costAllocation: 'cal',
  rateLimit: 'rlm',
  rateTier: 'rlt',
  approval: 'apr',
  approvalRule: 'apl',
  approvalDelegation: 'dlg',
  priceVersion: 'prv',
  priceDecision: 'prd',
  priceOverride: 'pro',
  rerate: 'rrt',
  adjustment: 'adj',
  ledgerEntry: 'led',
  request: 'req',
  batch: 'bat',
  reservation: 'rsv',
  auditEntry: 'aud',
  auditTarget: 'aut',
  outboxEvent: 'evt',
  upload: 'upl',
  incident: 'inc',
  jobRun: 'run',
  complianceFramework: 'cfw',
  complianceRun: 'cru',
  finding: 'fnd',
  attestation: 'att',
  accessReview: 'arv',
  accessReviewItem: 'ari',
  alert: 'alt',
  alertRule: 'alr',
  anomaly: 'ano',
  recommendation: 'rec',
  channel: 'chn',
  delivery: 'msg',
  statement: 'stm',
  reconciliation: 'rcn',
  reconciliationSchedule: 'rcs',
  reportSchedule: 'rsc',
  reportDelivery: 'rdl',
  reportExport: 'rex',
  ssoConnection: 'sso',
  ssoDomain: 'sdm',
  ssoSyncEntry: 'ssl',
  supportAccess: 'sup',
  consentPurpose: 'cpu',
  consentRecord: 'cns',
  privacyRequest: 'dsr',
  legalHold: 'lgh',
  survey: 'srv',
  dashboard: 'dsh',
  embed: 'emb',
  biToken: 'bit',
} as const;

export type IdKind = keyof typeof idPrefixes;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const digitOf = new Map([...alphabet].map((character, value) => [character, BigInt(value)]));
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

// Random bytes are drawn in bulk: one system call serves 256 ids on the gateway's path.
const pool = new Uint8Array(16 * 256);
let poolOffset = pool.length;
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const hexAt = (bytes: Uint8Array, index: number): string => hex[bytes[index] ?? 0] ?? '00';

// RFC 9562, section 6.2, method 1: the 12 bits after the time count up within one millisecond, from a random number below
// their half, so that what one process makes in a millisecond stays in the order in which it was made.
let counterMs = -1;
let counter = 0;

function nextInMillisecond(nowMs: number, random: number): number {
  counter = nowMs === counterMs ? Math.min(counter + 1, 0xfff) : random & 0x7ff;
  counterMs = nowMs;
  return counter;
}

/** A new UUID v7 whose first 48 bits are `nowMs`; those of one process sort as they were made. */
export function newUuid(nowMs: number = Date.now()): string {
  if (poolOffset >= pool.length) {
    crypto.getRandomValues(pool);
    poolOffset = 0;
  }
  const bytes = pool.subarray(poolOffset, poolOffset + 16);
  poolOffset += 16;
  const high = Math.floor(nowMs / 0x1_0000_0000);
  const low = nowMs >>> 0;
  bytes[0] = high >>> 8;
  bytes[1] = high;
  bytes[2] = low >>> 24;
  bytes[3] = low >>> 16;
  bytes[4] = low >>> 8;
  bytes[5] = low;
  const count = nextInMillisecond(nowMs, ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0));
  bytes[6] = 0x70 | (count >>> 8);
  bytes[7] = count;
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += hexAt(bytes, index);
  }
  return text;
}

/** The millisecond inside a UUID v7. */
export function uuidTimeMs(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** The smallest UUID of a millisecond: what was made at or after it sorts at or after this. */
export function uuidFloorAt(ms: number): string {
  const text = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-0000-0000-000000000000`;
}

/** `kind`'s public id for a UUID. Written digit by digit, because BigInt arithmetic is ten times slower and every call has an id. */
export function toPublicId(kind: IdKind, uuid: string): string {
  let text = `${idPrefixes[kind]}_`;
  // 26 characters of 5 bits hold 130: two zero bits come first.
  let bits = 2;
  let pending = 0;
  for (let index = 0; index < uuid.length; index += 1) {
    const code = uuid.charCodeAt(index);
    if (code === 0x2d) continue;
    pending = ((pending << 4) | (code <= 0x39 ? code - 0x30 : code - 0x57)) & 0x1ff;
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    text += alphabet.charAt((pending >> bits) & 31);
  }
  return text;
}

/** The UUID behind a public id, or undefined when the text is not an id of that kind. Accepts lower case only. */
export function fromPublicId(kind: IdKind, id: string): string | undefined {
  const prefix = `${idPrefixes[kind]}_`;
  if (!id.startsWith(prefix) || id.length !== prefix.length + 26) return undefined;
  let value = 0n;
  for (const character of id.slice(prefix.length)) {
    const digit = digitOf.get(character);
    if (digit === undefined) return undefined;
    value = (value << 5n) | digit;
  }
  if (value >> 128n !== 0n) return undefined;
  const text = value.toString(16).padStart(32, '0');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

export const isUuid = (text: string): boolean => uuidPattern.test(text);

/** Schema of a public id on the wire that is a UUID inside; both directions are checked. */
export function publicId(kind: IdKind) {
  const example = toPublicId(kind, '01936b1e-7a00-7000-8000-000000000001');
  return z.codec(
    z
      .string()
      .max(64)
      .refine((text) => fromPublicId(kind, text) !== undefined, { error: `Not a ${kind} id; one looks like ${example}` })
      .meta({ description: `A ${kind} id`, examples: [example] }),
    z.string(),
    {
      // The refinement above has already proved that the text decodes.
      decode: (text) => fromPublicId(kind, text) ?? '',
      encode: (uuid) => toPublicId(kind, uuid),
    },
  );
}
