import { and, eq } from 'drizzle-orm';
import { privacyRequest } from '#db/schema/index.ts';
import { defineDownload } from '#lib/command/define-download.ts';
import { privacyCertificateDownload } from '#lib/contracts/privacy-requests.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { certificateKey } from './certificate.ts';
import { certificatePdf } from './certificate-pdf.ts';

export const downloadPrivacyCertificate = defineDownload(privacyCertificateDownload, {
  fileName: ({ privacy_request_id: id, format }) => `${toPublicId('privacyRequest', id)}-certificate.${format}`,
  contentType: ({ format }) => (format === 'pdf' ? 'application/pdf' : 'application/json'),
  async read({ tx, tenantId }, { privacy_request_id: id, format }, _from: undefined) {
    const [request] = await tx
      .select({ note: privacyRequest.certificate })
      .from(privacyRequest)
      .where(and(eq(privacyRequest.tenantId, tenantId), eq(privacyRequest.id, id)));
    if (request === undefined || request.note === null) throw new AppError('not_found');
    const { note } = request;
    const statement: unknown = JSON.parse(note.slice(0, note.indexOf('\n')));
    const key = (await certificateKey(tx, tenantId)) ?? null;
    const text = format === 'pdf' ? await certificatePdf(note) : `${JSON.stringify({ statement, note, key }, null, 2)}\n`;
    return { text, next: null };
  },
});
