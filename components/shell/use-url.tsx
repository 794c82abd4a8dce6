'use client';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useTransition } from 'react';
import { patchSearch, type UrlPatch } from './url-state.ts';

interface UrlTransition {
  pending: boolean;
  go: (href: string, replace: boolean) => void;
}

const Context = createContext<UrlTransition | undefined>(undefined);

/** One transition for all that changes the URL, so that every part of the page knows that figures are on their way. */
export function UrlProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const go = useCallback(
    (href: string, replace: boolean) =>
      start(() => {
        if (replace) router.replace(href, { scroll: false });
        else router.push(href, { scroll: false });
      }),
    [router],
  );
  const value = useMemo(() => ({ pending, go }), [pending, go]);
  return <Context value={value}>{children}</Context>;
}

export interface UrlAccess {
  search: URLSearchParams;
  /** The page for the current URL is on its way; what is on screen is the page before. */
  pending: boolean;
  /** Choosing pushes, so that Back undoes it; typing replaces. */
  change: (patch: UrlPatch, how?: 'push' | 'replace') => void;
  /** The address after a patch, for links. */
  href: (patch: UrlPatch) => string;
}

/** Reads and changes the search part of the URL without knowing what other parts of the page keep there. */
export function useUrl(): UrlAccess {
  const transition = useContext(Context);
  if (!transition) throw new Error('useUrl needs a UrlProvider above it');
  const pathname = usePathname();
  const search = useSearchParams();
  const { go, pending } = transition;
  return useMemo(() => {
    const current = new URLSearchParams(search.toString());
    const href = (patch: UrlPatch): string => pathname + patchSearch(current, patch);
    return { search: current, pending, href, change: (patch, how = 'push') => go(href(patch), how === 'replace') };
  }, [pathname, search, go, pending]);
}
