import { type Lexicon, lexicons } from './lexicons.ts';

const near = (first: string, second: string, reach = 60): string => `(?:${first})[^.!?\\n。！？]{0,${reach}}(?:${second})`;
const either = (one: string, other: string, reach?: number): string => `${near(one, other, reach)}|${near(other, one, reach)}`;

/** Words are compared with texts without marks, so they lose theirs in the same way. */
const bare = (source: string): RegExp =>
  new RegExp(
    source
      .normalize('NFKD')
      .replace(/\p{Mn}/gu, '')
      .normalize('NFC')
      .toLowerCase(),
    'u',
  );

/** Language by language, what puts rules aside, what asks for secrets, who is to be another, and what bounds are taken away. */
const patternsOf = ({ script, drop, prior, rules, show, secret, become, unbound }: Lexicon) => ({
  script: new RegExp(`\\p{Script=${script ?? 'Latin'}}`, 'u'),
  // What came before and the rules stand together; the word for dropping them before or after, as the language wants it.
  override: bare(either(drop, `${near(prior, rules, 30)}|${near(rules, prior, 20)}`)),
  reveal: bare(either(show, secret)),
  become: bare(become),
  unbound: bare(unbound),
});

const compiled = Object.values(lexicons).map(patternsOf);

/** What a text attempts. */
export type Attempts = Readonly<Record<'override' | 'reveal' | 'become' | 'unbound', boolean>>;

/** Which of the four attempts a text makes in a language other than English. */
export function foreignAttempts(text: string): Attempts {
  const found = { override: false, reveal: false, become: false, unbound: false };
  for (const { script, override, reveal, become, unbound } of compiled) {
    if (!script.test(text)) continue;
    found.override ||= override.test(text);
    found.reveal ||= reveal.test(text);
    found.become ||= become.test(text);
    found.unbound ||= unbound.test(text);
  }
  return found;
}
