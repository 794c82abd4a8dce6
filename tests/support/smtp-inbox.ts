import { SMTPServer } from 'smtp-server';

/** One message as the server took it. */
export interface ReceivedMail {
  readonly to: string;
  readonly raw: string;
}

/** A real SMTP server of a test. */
export interface SmtpInbox {
  readonly url: string;
  readonly received: ReceivedMail[];
  /** The next message is cut off in the middle of its content, as by a server that dies. */
  breakNext(): void;
  close(): Promise<void>;
}

/** Listens on a port of its own. */
export async function openSmtpInbox(): Promise<SmtpInbox> {
  const received: ReceivedMail[] = [];
  let breaks = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      const isCut = breaks;
      breaks = false;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (isCut) return done(Object.assign(new Error('going down'), { responseCode: 421 }));
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), raw: Buffer.concat(chunks).toString() });
        return done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    breakNext: () => {
      breaks = true;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

interface MailPart {
  readonly headers: string;
  readonly content: Buffer;
}

function decoded(headers: string, body: string): Buffer {
  if (/^content-transfer-encoding: base64/im.test(headers)) return Buffer.from(body, 'base64');
  if (!/^content-transfer-encoding: quoted-printable/im.test(headers)) return Buffer.from(body);
  const text = body.replaceAll('=\r\n', '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}

/** The leaves of a MIME message (RFC 2046), decoded, in their order; the message's own headers first. */
export function mailParts(raw: string): readonly MailPart[] {
  const split = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, split).replaceAll(/\r\n[ \t]+/g, ' ');
  const body = raw.slice(split + 4);
  const boundary = /boundary="?([^";\r\n]+)"?/i.exec(headers)?.[1];
  if (boundary === undefined) return [{ headers, content: decoded(headers, body) }];
  const inner = body.split(`--${boundary}`).slice(1, -1);
  return [{ headers, content: Buffer.alloc(0) }, ...inner.flatMap((part) => mailParts(part.replace(/^\r\n/, '').replace(/\r\n$/, '')))];
}
