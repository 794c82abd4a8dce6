/** What of a text is sealed, with how long it was: the first byte says whether it ends where it ended. */
export function encodeSaid(text: Buffer, isTruncated: boolean): Buffer {
  return Buffer.concat([Buffer.from([isTruncated ? 1 : 0]), text]);
}

/** The reverse; throws for what was not made so. */
export function decodeSaid(bytes: Buffer): { readonly text: string; readonly isTruncated: boolean } {
  const mark = bytes[0];
  if (mark !== 0 && mark !== 1) throw new Error('A kept text begins with its mark');
  return { text: bytes.toString('utf8', 1), isTruncated: mark === 1 };
}

/** What a seal is bound to: a ciphertext that is moved to another call or tenant does not open. */
export const saidContext = (tenantId: string, callId: string, what: 'request' | 'answer'): string =>
  `call-content:${tenantId}:${callId}:${what}`;
