'use server';
import { revalidatePath } from 'next/cache';
import { perform } from '#lib/http/page-invocation.ts';
import { endSupportAccess, grantSupportAccess, refuseSupportAccess } from '#lib/support/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

const commands = { grant: grantSupportAccess, refuse: refuseSupportAccess, end: endSupportAccess } as const;

export async function decideSupportAction(accessId: string, decision: keyof typeof commands) {
  const done = await perform(commands[decision], { access_id: accessId });
  revalidatePath('/settings/support');
  return done;
}
