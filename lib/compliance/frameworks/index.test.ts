import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInFrameworks } from '#lib/contracts/compliance-frameworks.ts';
import { checkNamed, checks } from '../checks/index.ts';
import { frameworks } from './index.ts';

const folder = import.meta.dirname;
/** Files of a folder that declare one of a kind, by their names. */
const declared = (path: string, others: readonly string[]): string[] =>
  readdirSync(path)
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
    .map((file) => basename(file, '.ts'))
    .filter((name) => name !== 'index' && !others.includes(name))
    .sort();

describe('[CMP-1] frameworks', () => {
  it('are each a file with its line, under the keys that the API takes', () => {
    expect(frameworks.map(({ key }) => key).sort()).toEqual(declared(folder, ['framework']));
    expect(frameworks.map(({ key }) => key)).toEqual([...builtInFrameworks]);
  });

  it('have at least sixty controls that checks look at, each with a number of its own and only checks that are there', () => {
    const looked = frameworks.flatMap(({ controls }) => controls.filter((control) => control.checks.length > 0));
    expect(looked.length).toBeGreaterThanOrEqual(60);
    for (const { name, controls } of frameworks) {
      expect(new Set(controls.map(({ ref }) => ref)).size, name).toBe(controls.length);
      for (const { ref, checks: named, human } of controls) {
        expect(
          named.filter((check) => checkNamed(check) === undefined),
          `${name} ${ref}`,
        ).toEqual([]);
        expect(new Set(named).size, `${name} ${ref}`).toBe(named.length);
        if (named.length === 0) expect(human, `${name} ${ref}`).not.toBeNull();
      }
    }
  });

  it('never say that anybody is certified', () => {
    expect(JSON.stringify({ frameworks, checks })).not.toMatch(/certif/i);
  });
});

describe('[CMP-1] checks', () => {
  it('are each a file of their name with its line', () => {
    const others = ['administrators', 'channels-of-routing', 'check', 'used-providers'];
    expect(checks.map(({ name }) => name)).toEqual(declared(join(folder, '../checks'), others));
  });
});
