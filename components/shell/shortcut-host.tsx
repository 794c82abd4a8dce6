'use client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { announce } from '#components/ui/announce.ts';
import { useOnDemand } from '#components/ui/use-on-demand.ts';
import { usePreferences } from './preferences.tsx';
import { commandStore, createMatcher, keyName } from './shortcuts.ts';
import { useCommand } from './use-command.tsx';

const loadHelp = () => import('./shortcut-help.tsx').then((module) => module.ShortcutHelp);

/** Listens for the keys of all commands; once in the shell. Single keys never act in fields, menus or while a dialog asks. */
export function ShortcutHost() {
  const { singleKeys } = usePreferences();
  const commands = useSyncExternalStore(commandStore.subscribe, commandStore.snapshot, commandStore.serverSnapshot);
  const [match] = useState(createMatcher);
  const help = useOnDemand(loadHelp);
  useCommand({ id: 'help', label: 'Keyboard shortcuts', keys: '?', group: 'Help', run: () => void help.show() });

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const key = keyName(event);
      if (key === undefined || event.defaultPrevented || event.isComposing || event.repeat) return;
      const chord = key.startsWith('Mod+');
      if (!chord && (!singleKeys || isTyping(event.target) || isAsking(event.target))) return;
      const found = match(key, commands, event.timeStamp);
      if (found === undefined) return;
      if (found === 'wait') return;
      event.preventDefault();
      if (found.disabledReason === undefined) found.run();
      else announce(found.disabledReason);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [commands, match, singleKeys]);

  return help.Component ? <help.Component open={help.open} onOpenChange={help.onOpenChange} commands={commands} /> : null;
}

/** Whether a key belongs to the element it was pressed in. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('select, textarea, [role="combobox"], [role="textbox"]')) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}

function isAsking(target: EventTarget | null): boolean {
  if (document.body.hasAttribute('data-scroll-locked')) return true;
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"], [role="tree"]') !== null;
}
