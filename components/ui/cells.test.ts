import { describe, expect, it } from 'vitest';
import { cutMiddle } from './id-cell.tsx';
import { matchOptions } from './match-options.ts';
import { initials } from './person-cell.tsx';

describe('UI-1 what stands in cells', () => {
  it('cuts ids in the middle and keeps their prefix and last four', () => {
    expect(cutMiddle('team_01jdnhwyg0e0080000004f2a')).toBe('team_…4f2a');
    expect(cutMiddle('0123456789abcdef0')).toBe('0123…def0');
    expect(cutMiddle('key_short')).toBe('key_short');
  });

  it('takes whole characters of first and last name as initials', () => {
    expect(initials('Mara Lindt')).toBe('ML');
    expect(initials('mara.lindt@halden.example')).toBe('ME');
    expect(initials('Åsa')).toBe('Å');
    expect(initials('ليلى حداد')).toBe('لح');
    expect(initials('👩‍🔬 Research')).toHaveLength('👩'.length + 1);
    expect(initials('  ')).toBe('');
  });

  it('finds without accents and ranks what begins with the text first', () => {
    const options = [
      { label: 'Support for Müller' },
      { label: 'Jörg Müller', detail: 'Platform' },
      { label: 'Mullvad' },
      { label: 'Formula' },
    ];
    expect(matchOptions(options, 'mull').map(({ label }) => label)).toEqual(['Mullvad', 'Support for Müller', 'Jörg Müller']);
    expect(matchOptions(options, 'platform jorg').map(({ label }) => label)).toEqual(['Jörg Müller']);
    expect(matchOptions(options, '')).toHaveLength(4);
    expect(matchOptions(options, 'nobody')).toEqual([]);
  });
});
