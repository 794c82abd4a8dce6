'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useConfirm } from '#components/ui/use-confirm.tsx';

/** Asks before changes are left behind: on links of the page, and on closing or reloading the tab. */
export function LeaveGuard({ active }: { active: boolean }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  useEffect(() => {
    if (!active) return;
    const onClick = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (!link || !leavesPage(link, event)) return;
      event.preventDefault();
      event.stopPropagation();
      ask({
        title: 'Leave without saving?',
        consequence: 'What you changed here is not saved yet.',
        verb: 'Leave',
        danger: false,
        onConfirm: () => router.push(link.href),
      });
    };
    const onUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    document.addEventListener('click', onClick, true);
    window.addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, true);
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [active, ask, router]);
  return dialog;
}

function leavesPage(link: HTMLAnchorElement, event: MouseEvent): boolean {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const here = link.origin === location.origin && link.pathname === location.pathname;
  return plain && !here && link.target !== '_blank' && !link.hasAttribute('download');
}
