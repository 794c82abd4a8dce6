'use client';
import { Command as Cmdk } from 'cmdk';
import { useRouter } from 'next/navigation';
import * as DialogPrimitive from 'radix-ui/dialog';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { cn } from '#components/ui/cn.ts';
import { overlayClasses } from '#components/ui/dialog.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { matchOptions } from '#components/ui/match-options.ts';
import { useFocusReturn } from '#components/ui/use-focus-return.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { recentEntries, rememberEntry } from './palette-recents.ts';
import { type Command, commandStore } from './shortcuts.ts';

/** One object found by name or id: a key, a team, a person. */
export interface FoundObject {
  id: string;
  label: string;
  /** What it is: "Virtual key · Payments". */
  detail: string;
  href: string;
}

export type SearchObjects = (text: string) => Promise<readonly FoundObject[]>;

export interface CommandPaletteProps extends Surface {
  searchObjects?: SearchObjects | undefined;
  /** What was typed while this was on its way. */
  takeTyped: () => string;
}

interface Entry {
  id: string;
  label: string;
  detail?: string;
  group: string;
  keys?: string | undefined;
  disabledReason?: string | undefined;
  run: () => void;
}

/** Pages, actions and objects by name; recent ones first. What is forbidden says why. */
export function CommandPalette({ open, onOpenChange, searchObjects, takeTyped }: CommandPaletteProps) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState('');
  const router = useRouter();
  useEffect(() => {
    if (open) setText(takeTyped());
  }, [open, takeTyped]);
  const focus = useFocusReturn((content) => content.querySelector('input') ?? content);
  const found = useFoundObjects(text, searchObjects);
  const commands = useSyncExternalStore(commandStore.subscribe, commandStore.snapshot, commandStore.serverSnapshot);
  const groups = useMemo(
    () => inOrder(entriesFor(text, commands, found.objects, (href) => router.push(href))),
    [text, commands, found.objects, router],
  );
  const run = (entry: Entry): void => {
    if (entry.disabledReason !== undefined) return;
    rememberEntry(entry.id);
    onOpenChange(false);
    setText('');
    entry.run();
  };
  return (
    <DialogPrimitive.Root open={open} onOpenChange={onOpenChange}>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className={cn(overlayClasses, 'z-(--layer-palette)')} />
        <DialogPrimitive.Content
          aria-describedby={undefined}
          {...focus}
          className="fixed inset-x-2 top-2 z-(--layer-palette) overflow-hidden rounded-xl border border-edge bg-raised shadow-float outline-none data-[state=open]:animate-menu-in sm:top-[12vh] sm:left-1/2 sm:w-160 sm:-translate-x-1/2"
        >
          <DialogPrimitive.Title className="sr-only">Search and commands</DialogPrimitive.Title>
          <Cmdk label="Search and commands" shouldFilter={false} value={chosen} onValueChange={setChosen} loop>
            <Cmdk.Input
              value={text}
              onValueChange={(next) => {
                setText(next);
                setChosen('');
              }}
              placeholder="Page, action, name or id"
              className="h-12 w-full border-b bg-transparent px-4 text-body focus-visible:outline-none"
            />
            <Cmdk.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-2">
              {groups.map(([group, entries]) => (
                <Cmdk.Group
                  key={group}
                  heading={group}
                  className="mb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:text-quiet"
                >
                  {entries.map((entry) => (
                    <PaletteItem key={entry.id} entry={entry} onRun={() => run(entry)} />
                  ))}
                </Cmdk.Group>
              ))}
              <p role="status" className="px-2 py-1 text-control text-quiet empty:hidden">
                {found.searching
                  ? 'Searching…'
                  : groups.length === 0
                    ? `Nothing is called “${text}”. Try a part of the name, or an id.`
                    : ''}
              </p>
            </Cmdk.List>
          </Cmdk>
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}

function PaletteItem({ entry, onRun }: { entry: Entry; onRun: () => void }) {
  return (
    <Cmdk.Item
      value={entry.id}
      onSelect={onRun}
      aria-disabled={entry.disabledReason !== undefined || undefined}
      className={cn(
        'flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2 py-1 text-control data-[selected=true]:bg-hover touch:min-h-11',
        entry.disabledReason !== undefined && 'cursor-default text-quiet',
      )}
    >
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {entry.label}
      </span>
      <span className="truncate text-caption text-quiet">{entry.disabledReason ?? entry.detail}</span>
      {entry.keys === undefined ? null : <Kbd keys={entry.keys} />}
    </Cmdk.Item>
  );
}

function entriesFor(text: string, commands: readonly Command[], objects: readonly FoundObject[], go: (href: string) => void): Entry[] {
  const listed: Entry[] = commands.filter(({ keysOnly }) => !keysOnly).map((command) => ({ ...command, run: command.run }));
  const found: Entry[] = objects.map(({ id, label, detail, href }) => ({ id, label, detail, group: 'Found', run: () => go(href) }));
  if (text.trim() !== '') return [...matchOptions(listed, text), ...found];
  const order = recentEntries();
  const recent = order.flatMap((id) => listed.filter((entry) => entry.id === id)).map((entry) => ({ ...entry, group: 'Recent' }));
  return [...recent, ...listed.filter((entry) => !order.includes(entry.id))];
}

const groupOrder = ['Recent', 'This page', 'Found', 'Go to', 'View', 'Help'];

/** Groups as readers look for them; unknown ones stand after those of this page. */
function inOrder(entries: readonly Entry[]): [string, Entry[]][] {
  const rank = (group: string): number => (groupOrder.includes(group) ? groupOrder.indexOf(group) : 1.5);
  return [...Map.groupBy(entries, ({ group }) => group)].sort(([a], [b]) => rank(a) - rank(b));
}

/** Asks the server 150 ms after the last key; an answer that comes late for older text is thrown away. */
function useFoundObjects(text: string, search: SearchObjects | undefined) {
  const [result, setResult] = useState<{ for: string; objects: readonly FoundObject[] }>({ for: '', objects: [] });
  const wanted = text.trim();
  useEffect(() => {
    if (!search || wanted.length < 2) return;
    let current = true;
    const timer = setTimeout(() => {
      search(wanted).then(
        (objects) => current && setResult({ for: wanted, objects }),
        () => current && setResult({ for: wanted, objects: [] }),
      );
    }, 150);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted, search]);
  const asked = search !== undefined && wanted.length >= 2;
  return { objects: asked && result.for === wanted ? result.objects : noObjects, searching: asked && result.for !== wanted };
}

const noObjects: readonly FoundObject[] = [];
