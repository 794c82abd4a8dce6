'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { LiveIndicator, type LiveState } from '#components/shell/live-indicator.tsx';
import { usePreferences } from '#components/shell/preferences.tsx';
import { createFormat } from '#lib/core/format.ts';

/** How long a cut line may be tried again before the figures count as stale. */
const staleAfterMs = 30_000;

/** Follows a stream of events and asks for a fresh page when something has changed; the stream itself speaks at most each second. */
export function Live({ address }: { address: string }) {
  const router = useRouter();
  const { reader } = usePreferences();
  const [state, setState] = useState<LiveState>({ kind: 'reconnecting' });
  const lastCall = useRef<string>(undefined);
  useEffect(() => {
    let staleTimer: ReturnType<typeof setTimeout> | undefined;
    let source: EventSource | undefined;
    const open = (): void => {
      source = new EventSource(address);
      source.onopen = () => {
        clearTimeout(staleTimer);
        staleTimer = undefined;
        setState({ kind: 'live' });
      };
      source.onmessage = (event) => {
        const figures: unknown = JSON.parse(event.data);
        const call = JSON.stringify(figures);
        if (lastCall.current !== undefined && lastCall.current !== call) router.refresh();
        lastCall.current = call;
      };
      source.onerror = () => {
        setState({ kind: 'reconnecting' });
        const since = createFormat(reader).hourMinute(new Date());
        staleTimer ??= setTimeout(() => setState({ kind: 'stale', since }), staleAfterMs);
      };
    };
    const close = (): void => {
      clearTimeout(staleTimer);
      source?.close();
    };
    // A page nobody sees costs nothing; it catches up when it is seen again.
    const onVisibility = (): void => {
      close();
      if (document.hidden) setState({ kind: 'paused' });
      else open();
    };
    open();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      close();
    };
  }, [address, reader, router]);
  return <LiveIndicator state={state} />;
}
