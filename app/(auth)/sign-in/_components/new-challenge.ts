/** A challenge for a passkey of somebody who has not said who they are. */
export async function newChallenge(): Promise<string> {
  const answer: unknown = await (await fetch('/api/auth/passkey', { cache: 'no-store' })).json();
  return typeof answer === 'object' && answer !== null && 'challenge' in answer ? String(answer.challenge) : '';
}
