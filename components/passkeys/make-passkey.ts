/** What a browser needs to make a passkey, as the API gives it. */
export interface PasskeyOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly display_name: string };
  readonly exclude: readonly { readonly id: string }[];
  readonly user_verification: 'preferred' | 'required';
}

const es256 = -7;
const eddsa = -8;
const rs256 = -257;

/** Lets the browser make a passkey; undefined where the person left it or this device has one already. */
export async function makePasskey({
  challenge,
  rp,
  user,
  exclude,
  user_verification: userVerification,
}: PasskeyOptions): Promise<object | undefined> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  try {
    return await startRegistration({
      optionsJSON: {
        ...{ challenge, rp, timeout: 120_000, attestation: 'none' },
        user: { id: user.id, name: user.name, displayName: user.display_name },
        pubKeyCredParams: [es256, eddsa, rs256].map((alg) => ({ alg, type: 'public-key' })),
        excludeCredentials: exclude.map(({ id }) => ({ id, type: 'public-key' })),
        // Discoverable where the device can, so that it also signs in alone.
        authenticatorSelection: { residentKey: 'preferred', userVerification },
      },
    });
  } catch {
    return undefined;
  }
}
