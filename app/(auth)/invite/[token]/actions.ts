'use server';
import { joinByInvitation } from '#lib/http/invitation-door.ts';

/** Joins by the link of the page; what it sends is checked where it is used. */
export async function joinAction(input: Record<string, unknown>) {
  return joinByInvitation(input);
}
