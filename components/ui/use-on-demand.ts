'use client';
import { type ComponentType, useCallback, useRef, useState } from 'react';
import { toast } from './toast.ts';

export interface Surface {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/**
 * Code that is fetched when somebody reaches for it. `warm` starts the download (pointer near, focus); `show` waits for it
 * and opens. Until then the trigger is a plain button; after a failed download the next `show` tries again.
 */
export function useOnDemand<Props extends Surface>(load: () => Promise<ComponentType<Props>>) {
  const [Component, setComponent] = useState<ComponentType<Props>>();
  const [open, onOpenChange] = useState(false);
  const pending = useRef<Promise<ComponentType<Props>>>(undefined);

  const warm = useCallback((): Promise<ComponentType<Props>> => {
    pending.current ??= load().catch((cause: unknown) => {
      pending.current = undefined;
      throw cause;
    });
    return pending.current;
  }, [load]);

  const show = useCallback(async (): Promise<void> => {
    try {
      const loaded = await warm();
      setComponent(() => loaded);
      onOpenChange(true);
    } catch {
      toast({ tone: 'error', text: 'This part of the page did not load. Nothing was changed; check the connection and try again.' });
    }
  }, [warm]);

  const hint = useCallback(() => {
    // A hint may fail quietly: opening tries again and reports.
    warm().catch(() => undefined);
  }, [warm]);

  return { Component, open, onOpenChange, hint, show };
}
