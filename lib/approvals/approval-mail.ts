import { formatUsd } from '#lib/core/money.ts';
import type { MailContent } from '#lib/mail/mail-text.ts';
import type { StoredApproval } from './start-level.ts';

const dollars = (nano: bigint): string => `$${formatUsd(nano).replace(/0{1,7}$/, '')}`;

/** A moment for readers whose zone is not known. */
const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function factsOf(of: StoredApproval, requester: string | null): MailContent['facts'] {
  return [
    ['What', of.title],
    ...(of.amountNanoUsd === null ? [] : [['Amount', dollars(of.amountNanoUsd)] as const]),
    ['Asked by', requester ?? 'a virtual key that is nobody’s own'],
    ...(of.reason === '' ? [] : [['Reason', of.reason] as const]),
  ];
}

/** What an approver is told. The link only opens: nothing is decided before a button is pressed. */
export function askedMail(of: StoredApproval, requester: string | null, dueAt: Date | null): MailContent {
  return {
    subject: `Approval wanted: ${of.title}`,
    paragraphs: ['An approval waits for your decision.'],
    facts: [...factsOf(of, requester), ...(dueAt === null ? [] : [['Decide until', moment(dueAt)] as const])],
    action: 'See and decide',
    foot: 'The link is for you alone and decides nothing by being opened. It works once, until the approval is decided.',
  };
}

const ends = { approved: 'was approved', rejected: 'was rejected', expired: 'was not decided in time' } as const;

/** What whoever asked is told at the end. */
export function decidedMail(of: StoredApproval, state: keyof typeof ends, comment: string): MailContent {
  const waits = of.kind === 'key_request' && state === 'approved' ? ['The key is made when you take it, and shown once.'] : [];
  return {
    subject: `${of.title} ${ends[state]}`,
    paragraphs: [`What you asked for ${ends[state]}.`, ...waits],
    facts: [['What', of.title], ...(comment === '' ? [] : [['Comment', comment] as const])],
    action: 'See it',
    foot: 'You get this message because you asked for it.',
  };
}
