import { describe, expect, it } from 'vitest';
import { dueDate, extendedDueDate } from './due-dates.ts';

const day = (date: Date): string => date.toISOString().slice(0, 10);

describe('due dates [GOV-6]', () => {
  it.each([
    ['gdpr', '2026-01-15', '2026-02-15', '2026-04-15'],
    // A month that has no such day ends with its last.
    ['gdpr', '2026-01-31', '2026-02-28', '2026-04-30'],
    ['gdpr', '2028-01-31', '2028-02-29', '2028-04-30'],
    ['gdpr', '2026-11-30', '2026-12-30', '2027-02-28'],
    ['gdpr', '2026-12-31', '2027-01-31', '2027-03-31'],
    ['ccpa', '2026-01-15', '2026-03-01', '2026-04-15'],
    ['ccpa', '2026-12-31', '2027-02-14', '2027-03-31'],
  ] as const)('of %s from %s: %s, extended %s', (law, received, due, extended) => {
    const at = new Date(`${received}T10:20:30.000Z`);
    expect(day(dueDate(law, at))).toBe(due);
    expect(day(extendedDueDate(law, at))).toBe(extended);
    expect(dueDate(law, at).toISOString()).toContain('T10:20:30.000Z');
  });
});
