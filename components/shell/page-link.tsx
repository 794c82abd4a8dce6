'use client';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import type { ComponentProps } from 'react';
import { carriedSearch } from './url-state.ts';

export type PageLinkProps = Omit<ComponentProps<typeof Link>, 'href'> & { href: string };

/** A link to another page of the console that takes scope, range and comparison along. What the href already says wins. */
export function PageLink({ href, ...rest }: PageLinkProps) {
  const search = useSearchParams();
  return <Link {...rest} href={carryInto(href, new URLSearchParams(search.toString()))} />;
}

/** `/usage?f.model=is:a` with the scope and range of the current page added. */
export function carryInto(href: string, current: URLSearchParams): string {
  const [path = '', query = ''] = href.split('?');
  const own = new URLSearchParams(query);
  const ownRange = own.has('range') || own.has('from');
  for (const [name, value] of carriedSearch(current)) {
    if (!own.has(name) && !(ownRange && (name === 'range' || name === 'from' || name === 'to'))) own.set(name, value);
  }
  const text = own.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return text === '' ? path : `${path}?${text}`;
}
