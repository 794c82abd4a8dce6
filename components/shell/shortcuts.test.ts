import { describe, expect, it } from 'vitest';
import { addCommand, type Command, commandStore, createMatcher, keyName } from './shortcuts.ts';

const command = (id: string, keys: string): Command => ({ id, keys, label: id, group: 'Test', run: () => undefined });
const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

describe('UI-1 shortcuts', () => {
  it('names keys the same on every platform', () => {
    expect(press('k', { ctrlKey: true })).toBe('Mod+K');
    expect(press('k', { metaKey: true })).toBe('Mod+K');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('A', { shiftKey: true })).toBe('Shift+A');
    expect(press('J')).toBe('j');
    expect(press(' ')).toBe('Space');
    expect(press('t', { altKey: true })).toBeUndefined();
    expect(press('Shift')).toBeUndefined();
  });

  it('waits for the second key of a sequence, for a second', () => {
    const list = [command('usage', 'g u'), command('undo', 'u')];
    const match = createMatcher();
    expect(match('g', list, 0)).toBe('wait');
    expect(match('u', list, 500)).toMatchObject({ id: 'usage' });
    expect(match('u', list, 600)).toMatchObject({ id: 'undo' });
    expect(match('g', list, 1000)).toBe('wait');
    expect(match('u', list, 2500)).toMatchObject({ id: 'undo' });
    expect(match('z', list, 2600)).toBeUndefined();
  });

  it('lets the latest take a key and gives it back', () => {
    const match = createMatcher();
    const remove = [addCommand(command('page', 'c')), addCommand(command('dialog', 'c'))];
    expect(match('c', commandStore.snapshot(), 0)).toMatchObject({ id: 'dialog' });
    remove[1]?.();
    expect(match('c', commandStore.snapshot(), 0)).toMatchObject({ id: 'page' });
    remove[0]?.();
    expect(match('c', commandStore.snapshot(), 0)).toBeUndefined();
  });
});
