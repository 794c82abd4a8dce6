import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { loadReader } from '../_shell/load-reader.ts';

/** Pages of those who run the platform; for people of an organization they are not there. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const { me } = await loadReader();
  if (me.tenant.kind !== 'platform') notFound();
  return children;
}
