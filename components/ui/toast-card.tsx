'use client';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { Button, IconButton } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { dismissToast, type ShownToast, toastLifetime } from './toast.ts';

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

export interface ToastCardProps {
  message: ShownToast;
  /** Time stands still while somebody points at the toasts or is among them. */
  held: boolean;
}

/** One toast. The region it stands in is there from the start, so that it is heard. */
export function ToastCard({ message, held }: ToastCardProps) {
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
