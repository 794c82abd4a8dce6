import type { AppDatabase } from '#db/client.ts';
import { inTenant } from '#db/tenant.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import type { DeliveryMeans } from './target.ts';

/** Writes a checkpoint as e-mail, whole: what lies in a mailbox is out of reach of whoever holds the database. */
export const anchorByMail =
  (database: AppDatabase, now: () => number): DeliveryMeans['mail'] =>
  (tenantId, recipients, { origin, size, note }) =>
    inTenant(database, tenantId, async (tx) => {
      await enqueueMail(
        tx,
        tenantId,
        new Date(now()),
        recipients.map((recipient) => ({
          recipient,
          linkPath: '/audit-logs',
          linkId: null,
          content: {
            subject: `Audit checkpoint of ${size} entries`,
            paragraphs: [
              'Keep this message. With the checkpoint below you can prove that no entry of the audit log was changed or taken away since it was signed.',
              ...note.split('\n').filter((line) => line !== ''),
            ],
            facts: [
              ['Log', origin],
              ['Entries', String(size)],
            ],
            action: 'Open the audit log',
            foot: 'Sent because your organization anchors its audit log by e-mail.',
          },
        })),
      );
    });
