import { expect, test } from 'vitest';
import { defaultLevels } from '#lib/contracts/data-classes.ts';
import { classTable } from './class-of.ts';
import { classOfProject } from './class-of-project.ts';

const table = classTable(defaultLevels);
const classOf = (securityLevel: string, ...dataClasses: string[]) => classOfProject(table, { securityLevel, dataClasses });

test('[ORG-4] [GOV-2] a project is as sensitive as the data it names, and at least as its level', () => {
  expect(classOf('internal', 'pii')).toBe('confidential');
  expect(classOf('internal', 'pii', 'phi')).toBe('restricted');
  expect(classOf('internal', 'financial')).toBe('restricted');
  expect(classOf('restricted', 'pii')).toBe('restricted');
  expect(classOf('confidential')).toBe('confidential');
});

test('[ORG-4] [GOV-2] the level that every project begins with says nothing of its calls, and unknown words neither', () => {
  expect(classOf('internal')).toBeNull();
  expect(classOf('public')).toBeNull();
  expect(classOf('nonsense', 'weather')).toBeNull();
});
