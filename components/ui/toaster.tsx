'use client';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { dismissToast, type ShownToast, toastLifetime, toastStore } from './toast.ts';

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
            <ToastCard key={message.id} message={message} held={held} />
          ))}
      </ol>
      <ol aria-live="assertive" aria-relevant="additions" className="contents">
        {toasts
          .filter(({ tone }) => tone === 'error')
          .map((message) => (
            <ToastCard key={message.id} message={message} held={held} />
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

/** Counts down while nobody holds it; what is left of the time survives a pause. */
function useLifetime(message: ShownToast, held: boolean): void {
  const left = useRef(toastLifetime(message));
  useEffect(() => {
    if (held || left.current === undefined) return;
    const started = Date.now();
    const timer = setTimeout(() => dismissToast(message.id), left.current);
    return () => {
      clearTimeout(timer);
      if (left.current !== undefined) left.current -= Date.now() - started;
    };
  }, [held, message.id]);
}

const icons = {
  info: <Info className="text-info" />,
  success: <CircleCheck className="text-success" />,
  error: <CircleAlert className="text-danger" />,
};

function ToastCard({ message, held }: { message: ShownToast; held: boolean }) {
  useLifetime(message, held);
  const close = (): void => dismissToast(message.id);
  const undo = message.undo;
  return (
    <li
      data-float
      className="pointer-events-auto flex w-full animate-menu-in items-start gap-2.5 rounded-lg border border-edge bg-raised p-3 shadow-float"
    >
      <span className="mt-0.5 shrink-0">{icons[message.tone]}</span>
      <div className="min-w-0 flex-1 text-control">
        <p className="break-words" dir="auto">
          {message.text}
        </p>
        {message.requestId === undefined ? null : (
          <p className="mt-1 flex items-center gap-1 font-mono text-caption text-quiet">
            {message.requestId}
            <CopyButton value={message.requestId} label="Copy request id" />
          </p>
        )}
        {message.link === undefined ? null : (
          <Link href={message.link.href} className="mt-1 inline-block font-medium text-brand-text hover:underline" onClick={close}>
            {message.link.label}
          </Link>
        )}
      </div>
      {undo === undefined ? null : (
        <Button
          size="small"
          onClick={() => {
            undo();
            close();
          }}
        >
          Undo
        </Button>
      )}
      <IconButton size="small" label="Close" icon={<X />} onClick={close} className="-my-1 -mr-1" />
    </li>
  );
}
