import { z } from 'zod';

/**
 * What browsers answer for passkeys (WebAuthn Level 3, section 5.1: `PublicKeyCredential.toJSON()`). Unknown fields are
 * passed over, because browsers add some.
 */

const base64url = (lengthMax: number) =>
  z
    .string()
    .regex(/^[\w-]+$/, { error: 'Must be base64url' })
    .max(lengthMax);

const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
type Transport = (typeof transports)[number];

/** Those of the names that a browser knows. */
export const transportNames = (names: readonly string[]): Transport[] => transports.filter((name) => names.includes(name));

const common = {
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).default({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
};

/** The answer to a challenge by a passkey that was registered. */
export const PasskeyAnswer = z
  .object({
    ...common,
    response: z.object({
      clientDataJSON: base64url(4000),
      authenticatorData: base64url(4000),
      signature: base64url(4000),
      userHandle: base64url(200).optional().catch(undefined),
    }),
  })
  .meta({ id: 'PasskeyAnswer' });
export type PasskeyAnswer = z.output<typeof PasskeyAnswer>;

/** What a browser made for a new passkey. */
export const NewPasskey = z
  .object({
    ...common,
    response: z.object({
      clientDataJSON: base64url(4000),
      attestationObject: base64url(16_000),
      transports: z.array(z.string().max(40)).max(20).default([]),
    }),
  })
  .meta({ id: 'NewPasskey' });
export type NewPasskey = z.output<typeof NewPasskey>;
