import type { KeyLoan } from '#lib/contracts/key-loans.ts';
import type { MailContent } from '#lib/mail/mail-text.ts';

/** What messages say of a key. */
export interface MailedKey {
  readonly id: string;
  readonly name: string;
  readonly display: string;
  readonly teamName: string | null;
}

/** A day for readers whose zone is not known. */
const day = (at: Date): string => at.toISOString().slice(0, 10);

const factsOf = ({ name, display, teamName }: MailedKey): MailContent['facts'] => [
  ['Key', `${name} (${display})`],
  ...(teamName === null ? [] : [['Team', teamName] as const]),
];

const foot = 'You get this message because you answer for this key.';

export interface LeakReport {
  /** A name or an e-mail address. */
  readonly reporter: string;
  /** Where, in the reporter's words. */
  readonly foundAt: string | null;
}

const factsOfReport = ({ reporter, foundAt }: LeakReport): MailContent['facts'] => [
  ['Reported by', reporter],
  ...(foundAt === null ? [] : [['Found at', foundAt] as const]),
];

/** A key was reported as leaked and has stopped. */
export const leakedMail = (key: MailedKey, report: LeakReport): MailContent => ({
  subject: `The key ${key.name} was reported as leaked and is disabled`,
  paragraphs: [
    'Somebody found this key where it should not be, so it was disabled. It cannot be enabled again.',
    'Create another one, and look at its last calls.',
  ],
  facts: [...factsOf(key), ...factsOfReport(report)],
  action: 'See the key',
  foot,
});

/** The secret by which a borrower calls with a key was reported as leaked and has stopped. */
export const lentSecretLeakedMail = (loan: KeyLoan, report: LeakReport): MailContent => ({
  subject: `The secret of ${loan.borrower_name} for the key ${loan.key_name} was reported as leaked and has stopped`,
  paragraphs: [
    'Somebody found this secret where it should not be. It has stopped; the key itself and its other secrets go on.',
    `The loan goes on, too: ${loan.borrower_name} takes another secret. Look at its last calls.`,
  ],
  facts: [['Key', `${loan.key_name} (${loan.display ?? ''})`], ['Lent to', loan.borrower_name], ...factsOfReport(report)],
  action: 'See the loan',
  foot: 'You get this message because you answer for this key or for whom it is lent to.',
});

/** A key is soon to be replaced. */
export const remindMail = (key: MailedKey, dueAt: Date): MailContent => ({
  subject: `The key ${key.name} is to be replaced until ${day(dueAt)}`,
  paragraphs: [
    'The rules for keys want this one replaced. Rotate it: the new key is shown once, and the old one can go on working meanwhile.',
  ],
  facts: [...factsOf(key), ['Due', day(dueAt)]],
  action: 'Rotate the key',
  foot,
});

/** A key is overdue; `endsAt` where it is about to end. */
export const overdueMail = (key: MailedKey, dueAt: Date, endsAt: Date | null): MailContent => ({
  subject: endsAt === null ? `The key ${key.name} is overdue` : `The key ${key.name} stops on ${day(endsAt)}`,
  paragraphs: [
    endsAt === null
      ? 'This key should have been replaced. Rotate it, and disable it where nobody needs it.'
      : 'This key should have been replaced. It stops on the day below unless it is rotated before.',
  ],
  facts: [...factsOf(key), ['Was due', day(dueAt)], ...(endsAt === null ? [] : [['Stops', day(endsAt)] as const])],
  action: 'Rotate the key',
  foot,
});
