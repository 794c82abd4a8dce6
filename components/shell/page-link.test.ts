import { describe, expect, it } from 'vitest';
import { isCurrent } from './navigation.tsx';
import { carryInto } from './page-link.tsx';

const current = new URLSearchParams('scope=team_1&range=7d&compare=year&f.model=is:a&open=x');

describe('UI-1 scope and range follow every link', () => {
  it('goes along, and what the link says itself wins', () => {
    expect(carryInto('/usage', current)).toBe('/usage?scope=team_1&range=7d&compare=year');
    expect(carryInto('/usage?f.model=is:a,b&scope=team_2', current)).toBe('/usage?f.model=is:a,b&scope=team_2&range=7d&compare=year');
  });

  it('a link with dates of its own does not get a second range', () => {
    expect(carryInto('/usage?from=2026-11-01&to=2026-11-02', current)).toBe(
      '/usage?from=2026-11-01&to=2026-11-02&scope=team_1&compare=year',
    );
    expect(carryInto('/usage?range=30d', new URLSearchParams('from=2026-11-01&to=2026-11-02'))).toBe('/usage?range=30d');
  });

  it('marks a page on itself and below, not beside', () => {
    expect(isCurrent('/keys', '/keys')).toBe(true);
    expect(isCurrent('/keys/key_1', '/keys')).toBe(true);
    expect(isCurrent('/keysets', '/keys')).toBe(false);
  });
});
