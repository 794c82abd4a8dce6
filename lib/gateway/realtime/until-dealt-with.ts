import type { FrameLane } from './frame-lane.ts';

/** Messages that are still dealt with once a session is over. */
const farewellRounds = 64;

/**
 * Waits until no message of a session that is over is being judged and nothing else is under way. While one message is waited for,
 * the next can begin to hold money, so that is looked at until nothing is left; a provider that never stops is not listened to for
 * ever.
 */
export async function untilDealtWith(
  lanes: readonly FrameLane[],
  otherWork: () => Promise<void> | null,
  provider: { stopListening(): void },
): Promise<void> {
  for (let round = 1; lanes.some((lane) => !lane.isIdle) || otherWork() !== null; round += 1) {
    if (round >= farewellRounds) provider.stopListening();
    await Promise.all([...lanes.map((lane) => lane.idle()), otherWork()]);
  }
}
