import type { Seeded } from '#db/seed/seed.ts';

/** What to type to see a first call go through; works as pasted, in any POSIX shell. */
const curlOf = (address: string, key: string): string[] => [
  `curl ${address}/api/v1/chat/completions \\`,
  `  -H 'authorization: Bearer ${key}' \\`,
  "  -H 'content-type: application/json' \\",
  `  -d '{"model":"sandbox-small","messages":[{"role":"user","content":"Hello"}]}'`,
];

/** The lines that tell a person where to go and what to do first. Pure. */
export function firstSteps(address: string, { adminEmail, adminPassword, demoKey }: Seeded): string[] {
  const curl =
    demoKey === null
      ? ['First call  the demo key is no longer valid; create a key in the console']
      : ['First call  paste this; it needs no provider key', '', ...curlOf(address, demoKey)];
  return [
    '',
    `Console     ${address}`,
    `Sign in     ${adminEmail}  ·  ${adminPassword ?? 'with the password you have chosen'}`,
    ...curl,
    '',
  ].map((line) => (line === '' ? '' : `  ${line}`));
}
