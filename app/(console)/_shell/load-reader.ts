import { cookies } from 'next/headers';
import { cache } from 'react';
import { perform } from '#lib/http/page-invocation.ts';
import { getMe } from '#lib/identity/index.ts';

const locale = 'en-US';

/** Who is reading and how they read, loaded once a request however many components ask. */
export const loadReader = cache(async () => {
  const { data: me, problem } = await perform(getMe, {});
  // Without the reader no page can be drawn; the error page shows the request id.
  if (problem !== undefined) throw new Error(`The signed-in person could not be loaded (${problem.code}, ${problem.request_id})`);
  const jar = await cookies();
  return {
    me,
    reader: { locale, timeZone: me.user.time_zone ?? me.tenant.time_zone },
    /** The moment of the page; every relative time on it counts from here. */
    now: new Date().toISOString(),
    theme: jar.get('tollgate_theme')?.value,
    isFolded: jar.get('tollgate_navigation')?.value === 'folded',
  };
});
