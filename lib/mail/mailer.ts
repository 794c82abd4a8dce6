import { createTransport } from 'nodemailer';

/** One message as it leaves. */
export interface OutgoingMail {
  /** UUID; becomes the Message-ID. */
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Absent for messages that nobody subscribed to. */
  readonly unsubscribe?: { readonly url: string };
  readonly attachments?: readonly MailFile[];
}

/** A file that goes along. */
export interface MailFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** The way to the operator's mail server. */
export interface Mailer {
  /** Resolves once the server has taken the message; rejects with MailRefused where sending it again cannot help. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** The server refuses this message for good: there is no such recipient, or it takes nothing of the kind. */
export class MailRefused extends Error {
  override name = 'MailRefused';
}

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** RFC 5321, section 4.2.1: 5yz is for good. What concerns our own sign-in is mended by the operator, and then it is sent. */
function isForGood(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : undefined;
  const kind: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'number' && code >= 500 && (kind === 'EENVELOPE' || kind === 'EMESSAGE');
}

/** RFC 2369 and RFC 8058: a mail program may unsubscribe with one POST, which no scanner of links sends. */
const unsubscribeHeaders = (unsubscribe: OutgoingMail['unsubscribe']): Record<string, string> =>
  unsubscribe === undefined ? {} : { 'List-Unsubscribe': `<${unsubscribe.url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };

/** Opens nothing before the first message. `url` as in SMTP_URL, `from` as in MAIL_FROM. */
export function createMailer(url: string, from: string): Mailer {
  const transport = createTransport({ url, pool: true, maxConnections: 2, disableFileAccess: true, disableUrlAccess: true, ...timeouts });
  const domain = /@([^@\s<>]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    send: async ({ id, recipient, subject, text, html, unsubscribe, attachments = [] }) => {
      const headers = { 'auto-submitted': 'auto-generated', ...unsubscribeHeaders(unsubscribe) };
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: recipient },
          subject,
          text,
          html,
          headers,
          messageId: `<${id}@${domain}>`,
          attachments: attachments.map(({ name, contentType, content }) => ({ filename: name, contentType, content })),
        });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        throw isForGood(error) ? new MailRefused(message, { cause: error }) : error;
      }
    },
    close: () => transport.close(),
  };
}
