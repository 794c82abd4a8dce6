'use client';
import { ArrowDown, ArrowUp, Maximize2, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { tip } from '#components/ui/tip.ts';
import { PanelHandle } from './panel-handle.tsx';
import { panelFollows, stepRow } from './row-stepper.ts';
import { useCommand } from './use-command.tsx';
import { useUrl } from './use-url.tsx';

export interface SidePanelProps {
  title: string;
  /** State beside the title. */
  badge?: ReactNode;
  /** The object's own page, for the expand button. */
  href?: string;
  /** Actions under the title; the panel has no ink button, the page does. */
  actions?: ReactNode;
  children: ReactNode;
}

/**
 * The object named by `open` in the URL, beside the list it came from; render it when `open` is set. The list stays usable:
 * this is no modal. Full screen under 768 px.
 */
export function SidePanel({ title, badge, href, actions, children }: SidePanelProps) {
  const { change, search } = useUrl();
  const heading = useId();
  const panel = useRef<HTMLElement>(null);
  const openId = search.get('open');
  const close = (): void => {
    change({ open: undefined });
    const row = openId === null ? null : document.querySelector<HTMLElement>(`[data-row="${CSS.escape(openId)}"] [data-row-link]`);
    row?.focus();
  };
  useCommand({ id: 'close-panel', label: 'Close panel', keys: ']', group: 'View', keysOnly: true, run: close });
  useEffect(() => {
    if (openId !== null && panelFollows()) panel.current?.focus();
  }, [openId]);
  useEffect(() => {
    // The row that was only peeked into is opened for good: the address stays, so nothing else tells.
    const onClick = (event: MouseEvent): void => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
      if (row && row.dataset.row === openId && panelFollows()) panel.current?.focus();
    };
    document.addEventListener('click', onClick);
    return () => document.removeEventListener('click', onClick);
  }, [openId]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  };
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-labelledby={heading}
      data-side-panel
      onKeyDown={onKeyDown}
      className="fixed inset-y-0 right-0 z-(--layer-panel) flex w-full animate-panel-in flex-col border-l bg-surface outline-none [--gutter:1rem] md:w-(--panel-width) max-xl:md:shadow-float"
    >
      <PanelHandle />
      <header className="flex min-h-12 shrink-0 items-center gap-1 border-b px-(--gutter) py-2">
        <h2 id={heading} className="min-w-0 flex-1 truncate font-semibold text-body" dir="auto">
          {title}
        </h2>
        {badge}
        <IconButton size="small" label="Previous row" keys="K" icon={<ArrowUp />} onClick={() => stepRow(-1)} className="ml-1" />
        <IconButton size="small" label="Next row" keys="J" icon={<ArrowDown />} onClick={() => stepRow(1)} />
        {href === undefined ? null : (
          <ButtonLink
            {...tip('Open page')}
            href={href}
            variant="ghost"
            size="small"
            shape="icon"
            aria-label="Open page"
            icon={<Maximize2 />}
          />
        )}
        <IconButton size="small" label="Close panel" keys="Esc" icon={<X />} onClick={close} />
      </header>
      {actions === undefined ? null : <div className="flex shrink-0 flex-wrap gap-2 border-b px-(--gutter) py-2">{actions}</div>}
      <div className="min-h-0 flex-1 overflow-y-auto p-(--gutter)">{children}</div>
    </aside>
  );
}
