import { cookies } from 'next/headers';
import { cache } from 'react';
import { perform } from '#lib/http/page-invocation.ts';
import { getMe } from '#lib/identity/index.ts';

/** Who is reading, loaded once a request however many components ask. */
export const loadReader = cache(async () => {
  const { data, problem } = await perform(getMe, {});
  // Without the reader no page can be drawn; the error page shows the request id.
  if (problem !== undefined) throw new Error(`The signed-in person could not be loaded (${problem.code}, ${problem.request_id})`);
  const jar = await cookies();
  return { me: data, theme: jar.get('tollgate_theme')?.value, isFolded: jar.get('tollgate_navigation')?.value === 'folded' };
});
