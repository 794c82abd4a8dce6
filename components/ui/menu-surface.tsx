'use client';
import { Check } from 'lucide-react';
import Link from 'next/link';
import * as DropdownMenu from 'radix-ui/dropdown-menu';
import { type ReactElement, type RefObject, useEffect, useRef } from 'react';
import { cn } from './cn.ts';
import { Kbd } from './kbd.tsx';
import type { MenuAction, MenuEntry } from './menu.tsx';
import type { Surface } from './use-on-demand.ts';

export interface MenuSurfaceProps extends Surface {
  trigger: ReactElement;
  label: string;
  entries: readonly MenuEntry[];
  align: 'start' | 'end';
}

/** The open menu. Use {@link Menu}, which loads this when it is needed. */
export function MenuSurface({ open, onOpenChange, trigger, label, entries, align }: MenuSurfaceProps) {
  const content = useRef<HTMLDivElement>(null);
  useFirstEntry(content);
  return (
    <DropdownMenu.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          ref={content}
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            'z-(--layer-menu) max-h-(--radix-dropdown-menu-content-available-height) min-w-44 max-w-80 overflow-y-auto rounded-lg border border-edge',
            'bg-raised p-1 text-control shadow-float data-[state=closed]:animate-menu-out data-[state=open]:animate-menu-in',
          )}
        >
          {entries.map((entry) => (
            <Entry key={entry.kind === 'separator' ? entry.id : entry.label} entry={entry} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/**
 * The key that opened the menu was pressed before this code was there to see it, so the first time the first entry gets
 * the focus from here.
 */
function useFirstEntry(content: RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    if (document.documentElement.dataset.input !== 'key') return;
    const frame = requestAnimationFrame(() => content.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus());
    return () => cancelAnimationFrame(frame);
  }, [content]);
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === 'separator') return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-hairline" />;
  if (entry.kind === 'heading') {
    return <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-caption text-quiet">{entry.label}</DropdownMenu.Label>;
  }
  return entry.checked === undefined ? <ActionItem action={entry} /> : <CheckItem action={entry} checked={entry.checked} />;
}

const itemClasses = (action: MenuAction): string =>
  cn(
    'flex min-h-7 cursor-pointer select-none items-center gap-2 rounded-sm px-2 py-1 outline-none touch:min-h-10 data-highlighted:bg-hover',
    action.danger === true && 'text-danger-text',
    action.disabledReason !== undefined && 'cursor-default text-quiet',
  );

function ActionItem({ action }: { action: MenuAction }) {
  const blocked = action.disabledReason !== undefined;
  const onSelect = (event: Event): void => {
    if (blocked) event.preventDefault();
    else action.onSelect?.();
  };
  const content = <ItemContent action={action} />;
  return (
    <DropdownMenu.Item
      asChild={action.href !== undefined && !blocked}
      aria-disabled={blocked || undefined}
      onSelect={onSelect}
      className={itemClasses(action)}
    >
      {action.href !== undefined && !blocked ? <Link href={action.href}>{content}</Link> : content}
    </DropdownMenu.Item>
  );
}

function CheckItem({ action, checked }: { action: MenuAction; checked: boolean }) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onSelect={(event) => {
        event.preventDefault();
        action.onSelect?.();
      }}
      className={cn(itemClasses(action), 'relative pl-7')}
    >
      <DropdownMenu.ItemIndicator className="absolute left-2">
        <Check />
      </DropdownMenu.ItemIndicator>
      <ItemContent action={action} />
    </DropdownMenu.CheckboxItem>
  );
}

function ItemContent({ action }: { action: MenuAction }) {
  return (
    <>
      {action.icon}
      <span className="min-w-0 flex-1">
        <span className="block truncate" dir="auto">
          {action.label}
        </span>
        {action.disabledReason === undefined ? null : <span className="block text-caption text-quiet">{action.disabledReason}</span>}
      </span>
      {action.keys === undefined ? null : <Kbd keys={action.keys} className="ml-4" />}
    </>
  );
}
