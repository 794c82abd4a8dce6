'use server';
import { changeSubscription } from '#lib/http/subscription-door.ts';

/** Ends the messages that the link of the page came with, or lets them come again. */
export async function changeSubscriptionAction(token: string, isSubscribed: boolean) {
  return changeSubscription(token, isSubscribed);
}
