/** What a toast says. Secrets never go into one: it stays on screen while others look. */
export interface Toast {
  tone: 'info' | 'success' | 'error';
  text: string;
  /** Offered for 8 seconds; must carry out a real inverse command. */
  undo?: (() => void) | undefined;
  /** One link for what comes next, as in "Open job". */
  link?: { label: string; href: string } | undefined;
  /** Shown on errors with a copy button. */
  requestId?: string | undefined;
}

export interface ShownToast extends Toast {
  id: number;
}

const limit = 4;
let shown: readonly ShownToast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly ShownToast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Shows a toast from anywhere in the browser; the oldest makes room after four. Returns its id. */
export function toast(message: Toast): number {
  lastId += 1;
  publish([...shown, { ...message, id: lastId }].slice(-limit));
  return lastId;
}

export function dismissToast(id: number): void {
  publish(shown.filter((message) => message.id !== id));
}

/** How long a toast stays, in milliseconds; undefined stays until it is closed. */
export function toastLifetime(message: Toast): number | undefined {
  if (message.tone === 'error') return undefined;
  return message.undo ? 8000 : 5000;
}

/** The store in the form `useSyncExternalStore` wants. */
export const toastStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  snapshot: (): readonly ShownToast[] => shown,
  serverSnapshot: (): readonly ShownToast[] => nothing,
};

const nothing: readonly ShownToast[] = [];
