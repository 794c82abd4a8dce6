'use client';
import { useRef } from 'react';

/**
 * Where focus was before a dialog without a trigger of its own opened, and its way back. Spread on the dialog's content;
 * `first` says where focus starts.
 */
export function useFocusReturn(first: (content: HTMLElement) => HTMLElement) {
  const opener = useRef<Element>(null);
  return {
    onOpenAutoFocus: (event: Event): void => {
      opener.current = document.activeElement;
      event.preventDefault();
      if (event.currentTarget instanceof HTMLElement) first(event.currentTarget).focus();
    },
    onCloseAutoFocus: (event: Event): void => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
    },
  };
}
