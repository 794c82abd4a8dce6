import { expect, it } from 'vitest';
import { cutNote } from './cut-note.ts';

it('a form names the lists that it offers only the beginning of [ORG-9]', () => {
  const [whole, cut] = [{ next_cursor: null }, { next_cursor: 'more' }];
  expect(cutNote({ teams: whole, projects: undefined })).toBeUndefined();
  expect(cutNote({ departments: whole, teams: cut })).toMatch(/^The first 200 teams are shown\./);
  expect(cutNote({ departments: cut, teams: cut, keys: cut })).toMatch(/^The first 200 departments, teams, and keys are shown\./);
});
