'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { carryInto } from './page-link.tsx';
import { addCommand, type Command } from './shortcuts.ts';

/** Offers a command while the component is on screen. `run` may change at each render. */
export function useCommand({ id, label, keys, group, keysOnly, disabledReason, run }: Command): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(
    () => addCommand({ id, label, keys, group, keysOnly, disabledReason, run: () => latest.current() }),
    [id, label, keys, group, keysOnly, disabledReason],
  );
}

export interface LinkCommandProps extends Omit<Command, 'run'> {
  href: string;
}

/** A command that goes to a page; server components can render it. */
export function LinkCommand({ href, ...command }: LinkCommandProps) {
  const router = useRouter();
  const search = useSearchParams();
  useCommand({ ...command, run: () => router.push(carryInto(href, new URLSearchParams(search.toString()))) });
  return null;
}
