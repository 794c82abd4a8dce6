export interface PasskeyRequest {
  readonly challenge: string;
  /** Empty: any passkey for this site that knows whose it is. */
  readonly passkeys: readonly { readonly id: string }[];
  readonly verification: 'preferred' | 'required';
}

/**
 * Lets the browser ask for a passkey; the answer as JSON, or undefined where the person left it. The library comes with the
 * first use: pages without a session load nothing that they can do without.
 */
export async function askPasskey({ challenge, passkeys, verification }: PasskeyRequest): Promise<string | undefined> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  try {
    const answer = await startAuthentication({
      optionsJSON: {
        ...{ challenge, userVerification: verification, timeout: 120_000, rpId: location.hostname },
        allowCredentials: passkeys.map(({ id }) => ({ id, type: 'public-key' })),
      },
    });
    return JSON.stringify(answer);
  } catch {
    return undefined;
  }
}
