/** An action that keys and the palette can start. */
export interface Command {
  /** Unique; a later command with the same id takes the place of the earlier until it goes. */
  id: string;
  label: string;
  /** `Mod+K`, `?`, `g u`; without keys it is in the palette only. */
  keys?: string | undefined;
  /** Heading in palette and help: "Go to", "This page". */
  group: string;
  /** Hidden from the palette: moves within a list make no sense there. */
  keysOnly?: boolean | undefined;
  /** Why it cannot be done now; the palette shows it and keys announce it. */
  disabledReason?: string | undefined;
  run: () => void;
}

let commands: readonly Command[] = [];
const listeners = new Set<() => void>();

const publish = (next: readonly Command[]): void => {
  commands = next;
  for (const listener of listeners) listener();
};

/** Adds a command; the returned function takes it out again. */
export function addCommand(command: Command): () => void {
  publish([...commands, command]);
  return () => publish(commands.filter((other) => other !== command));
}

const none: readonly Command[] = [];

export const commandStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  snapshot: (): readonly Command[] => commands,
  serverSnapshot: (): readonly Command[] => none,
};

/** What a key press is called in {@link Command.keys}; undefined for modifiers alone and for chords we do not use. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string | undefined {
  if (event.altKey || event.key.length === 0) return undefined;
  if (event.ctrlKey || event.metaKey) return event.key.length === 1 ? `Mod+${event.key.toUpperCase()}` : `Mod+${event.key}`;
  if (event.key === ' ') return 'Space';
  if (event.key.length > 1) return ['Enter', 'Escape', 'Backspace'].includes(event.key) ? event.key : undefined;
  return event.shiftKey && event.key.toLowerCase() !== event.key.toUpperCase()
    ? `Shift+${event.key.toUpperCase()}`
    : event.key.toLowerCase();
}

const sequenceMs = 1000;

/** Turns key names into commands, with sequences such as `g u` whose keys follow within a second. */
export function createMatcher() {
  let pending: { key: string; at: number } | undefined;
  /** The command to run, `wait` when the key begins a sequence, undefined when it means nothing. The latest added wins. */
  return (key: string, list: readonly Command[], now: number): Command | 'wait' | undefined => {
    const latest = [...list].reverse();
    const sequence = pending && now - pending.at < sequenceMs ? `${pending.key} ${key}` : undefined;
    pending = undefined;
    const second = sequence === undefined ? undefined : latest.find(({ keys }) => keys === sequence);
    if (second) return second;
    const single = latest.find(({ keys }) => keys === key);
    if (single) return single;
    if (!list.some(({ keys }) => keys?.startsWith(`${key} `))) return undefined;
    pending = { key, at: now };
    return 'wait';
  };
}
