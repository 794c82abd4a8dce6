'use client';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { LiveIndicator, type LiveState } from '#components/shell/live-indicator.tsx';

/** Gateways report every two seconds; more often there is nothing new. */
const everyMs = 3_000;

/** Asks for the page's figures again every few seconds, as long as somebody sees it and the browser is online. */
export function KeepFresh() {
  const router = useRouter();
  const [state, setState] = useState<LiveState>({ kind: 'live' });
  useEffect(() => {
    const look = (): void => {
      const isSeen = !document.hidden && navigator.onLine;
      setState({ kind: isSeen ? 'live' : navigator.onLine ? 'paused' : 'reconnecting' });
      if (isSeen) router.refresh();
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [router]);
  return <LiveIndicator state={state} />;
}
