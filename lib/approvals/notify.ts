import { and, eq, inArray } from 'drizzle-orm';
import { approvalLink, userAccount } from '#db/schema/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import { enqueueMail, type Mail } from '#lib/mail/enqueue-mail.ts';
import { linkToken, linkTokenHash } from '#lib/mail/link-token.ts';
import { askedMail, decidedMail } from './approval-mail.ts';
import type { DeskContext } from './desk-context.ts';
import { tellPlace } from './place-messages.ts';
import { delegatesOf } from './resolve-approvers.ts';
import type { StoredApproval, StoredStep } from './start-level.ts';

/** Where the link in a message to an approver leads; its secret follows. */
const decidePath = '/approvals/decide';
const hourMs = 3_600_000;

interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

async function activePeople({ tx, tenantId }: DeskContext, ids: readonly string[]): Promise<readonly Person[]> {
  if (ids.length === 0) return [];
  return tx
    .select({ id: userAccount.id, email: userAccount.email, name: userAccount.name })
    .from(userAccount)
    .where(
      and(
        eq(userAccount.tenantId, tenantId),
        inArray(userAccount.id, [...ids]),
        eq(userAccount.status, 'active'),
        eq(userAccount.kind, 'person'),
      ),
    );
}

/** A message with a link that works once, for this person and this step. */
async function mailTo(desk: DeskContext, of: StoredApproval, step: StoredStep, person: Person, requester: string | null): Promise<Mail> {
  const { tx, tenantId, now, runtime } = desk;
  const linkId = newUuid(now.getTime());
  const tokenHash = linkTokenHash(linkToken(runtime.keyPepper, linkId));
  const expiresAt = step.dueAt ?? new Date(now.getTime() + of.policy.timeout_hours * hourMs);
  await tx.insert(approvalLink).values({ tenantId, id: linkId, stepId: step.id, userId: person.id, tokenHash, expiresAt, createdAt: now });
  return { recipient: person.email, content: askedMail(of, requester, step.dueAt), linkPath: decidePath, linkId };
}

/** Tells those whom a step asks, and those who stand in for them, each by a link of their own; never who asked for it. */
export async function notifyAsked(desk: DeskContext, of: StoredApproval, step: StoredStep): Promise<void> {
  const { tx, tenantId, now } = desk;
  const payload = { approval_id: toPublicId('approval', of.id), level: step.level };
  await writeOutbox(tx, tenantId, [{ name: 'approval.requested', payload }]);
  const asked = [
    ...step.approverIds,
    ...(await delegatesOf(desk, step.approverIds)),
    ...(step.handedToId === null ? [] : [step.handedToId]),
  ];
  const people = await activePeople(desk, of.policy.four_eyes ? asked.filter((id) => id !== of.requesterId) : asked);
  const [requester] = of.requesterId === null ? [] : await activePeople(desk, [of.requesterId]);
  const mails: Mail[] = [];
  for (const person of people)
    mails.push(await mailTo(desk, of, step, person, requester === undefined ? null : requester.name || requester.email));
  await enqueueMail(tx, tenantId, now, mails);
  await tellPlace(desk, of, 'requested', `asked ${step.id}`);
}

/** Tells who asked what came of it. */
export async function notifyDecided(
  desk: DeskContext,
  of: StoredApproval,
  state: 'approved' | 'rejected' | 'expired',
  comment = '',
): Promise<void> {
  const { tx, tenantId, now } = desk;
  const id = toPublicId('approval', of.id);
  await writeOutbox(tx, tenantId, [{ name: 'approval.decided', payload: { approval_id: id, state } }]);
  const people = of.requesterId === null ? [] : await activePeople(desk, [of.requesterId]);
  const content = decidedMail(of, state, comment);
  await enqueueMail(
    tx,
    tenantId,
    now,
    people.map(({ email }) => ({ recipient: email, content, linkPath: `/approvals?tab=asked&open=${id}`, linkId: null })),
  );
  await tellPlace(desk, of, state, state);
}
