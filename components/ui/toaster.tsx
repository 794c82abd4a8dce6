'use client';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { toastStore } from './toast.ts';

/** Fetched with the first toast: most pages never show one. */
const ToastCard = lazy(() => import('./toast-card.tsx').then((module) => ({ default: module.ToastCard })));

/** Shows toasts at the foot of the page; once in the root layout. Alt T moves there, and time stands still under pointer or focus. */
export function Toaster() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.snapshot, toastStore.serverSnapshot);
  const region = useRef<HTMLElement>(null);
  const [held, setHeld] = useState(false);
  useToastKey(region);
  return (
    <section
      ref={region}
      aria-label="Notifications, Alt T"
      tabIndex={-1}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-none fixed inset-x-4 bottom-4 z-(--layer-toast) flex flex-col items-end gap-2 outline-none sm:left-auto sm:w-90"
    >
      <ol aria-live="polite" aria-relevant="additions" className="contents">
        {toasts
          .filter(({ tone }) => tone !== 'error')
          .map((message) => (
            <Suspense key={message.id}>
              <ToastCard message={message} held={held} />
            </Suspense>
          ))}
      </ol>
      <ol aria-live="assertive" aria-relevant="additions" className="contents">
        {toasts
          .filter(({ tone }) => tone === 'error')
          .map((message) => (
            <Suspense key={message.id}>
              <ToastCard message={message} held={held} />
            </Suspense>
          ))}
      </ol>
    </section>
  );
}

function useToastKey(region: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey && event.code === 'KeyT') {
        event.preventDefault();
        region.current?.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [region]);
}
