import { describe, expect, it } from 'vitest';
import { dismissToast, toast, toastLifetime, toastStore } from './toast.ts';

describe('UI-1 toasts', () => {
  it('stay 5 s, 8 s with Undo, and errors until they are closed', () => {
    expect(toastLifetime({ tone: 'success', text: 'Key created' })).toBe(5000);
    expect(toastLifetime({ tone: 'info', text: 'Renamed', undo: () => undefined })).toBe(8000);
    expect(toastLifetime({ tone: 'error', text: 'Not disabled' })).toBeUndefined();
  });

  it('show at most four, the oldest makes room, and listeners hear of it', () => {
    let heard = 0;
    const stop = toastStore.subscribe(() => {
      heard += 1;
    });
    const ids = [1, 2, 3, 4, 5].map((number) => toast({ tone: 'info', text: `${number}` }));
    expect(toastStore.snapshot().map(({ text }) => text)).toEqual(['2', '3', '4', '5']);
    dismissToast(ids[2] ?? 0);
    expect(toastStore.snapshot().map(({ text }) => text)).toEqual(['2', '4', '5']);
    expect(heard).toBe(6);
    stop();
    for (const { id } of toastStore.snapshot()) dismissToast(id);
    expect(heard).toBe(6);
    expect(toastStore.serverSnapshot()).toEqual([]);
  });
});
