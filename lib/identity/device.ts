/** Programs by what only they write, the more special first: most browsers name several others besides themselves. */
const programs: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Vivaldi\//, 'Vivaldi'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\//, 'Headless Chrome'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/^python-requests\//i, 'Python requests'],
  [/^(?:node|undici)/i, 'Node'],
];

const systems: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
];

const nameIn = (names: typeof programs, userAgent: string): string | undefined => names.find(([pattern]) => pattern.test(userAgent))?.[1];

/** "Firefox on Linux": what a person knows a device by. A user agent is the caller's word and proves nothing. */
export function deviceOf(userAgent: string): string {
  const program = nameIn(programs, userAgent) ?? 'Unknown program';
  const system = nameIn(systems, userAgent);
  return system === undefined ? program : `${program} on ${system}`;
}
