import { hostname } from 'node:os';
import { connect, type TLSSocket } from 'node:tls';
import { addressOfHost, assertReachable } from '#lib/outbound/check-outbound-url.ts';
import { createGuardedLookup } from '#lib/outbound/guarded-lookup.ts';
import { syslogFrame } from './cef-message.ts';
import { DeliveryFailed, type DeliveryMeans, type EntryTarget, productVersion } from './target.ts';

const timeoutMs = 30_000;
const portDefault = 6514;

/** The host and port of `tls://host:port`; undefined where it is none. */
export function syslogAddress(url: string): { readonly host: string; readonly port: number } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname: host, port, pathname, search, hash, username, password } = new URL(url);
  const hasMore = [search, hash, username, password].some((part) => part !== '') || (pathname !== '' && pathname !== '/');
  return protocol !== 'tls:' || host === '' || hasMore ? undefined : { host, port: port === '' ? portDefault : Number(port) };
}

function open({ policy, ca }: DeliveryMeans, host: string, port: number): TLSSocket {
  const literal = addressOfHost(host);
  if (literal !== undefined) assertReachable(policy, literal, true, host);
  return connect({
    ...{ host: literal ?? host, port, lookup: createGuardedLookup(policy, true), minVersion: 'TLSv1.2' },
    ...(literal === undefined ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
}

/**
 * Sends bytes over a connection of its own and waits until the other side has closed it too. Syslog answers nothing: what
 * it took is known as far as TCP and the orderly end of TLS tell, so an entry may come twice and is known by its externalId.
 */
function deliver(socket: TLSSocket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy();
      reject(new DeliveryFailed(`No delivery over TLS: ${error.message}`));
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`nothing happened for ${timeoutMs / 1000} seconds`)));
    socket.once('error', fail);
    socket.once('secureConnect', () => socket.end(bytes));
    socket.once('close', (hadError) => {
      if (!hadError && socket.bytesWritten >= bytes.length) resolve();
      else fail(new Error('the connection was cut'));
    });
    // What the receiver says is of no interest, but has to be read for the end to be seen.
    socket.resume();
  });
}

/** Entries as CEF over syslog and TLS (RFC 5425). */
export const syslogTarget: EntryTarget = {
  carries: 'entries',
  entriesMax: 200n,
  isArchive: false,
  async send(means, target, { entries }) {
    const address = syslogAddress(target.url ?? '');
    if (address === undefined) throw new DeliveryFailed('The address is not tls://host:port');
    const frames = entries.map((entry) => syslogFrame(entry, { host: hostname().slice(0, 255) || '-', version: productVersion }));
    let socket: TLSSocket;
    try {
      socket = open(means, address.host, address.port);
    } catch {
      throw new DeliveryFailed('The address is not one that may be reached');
    }
    await deliver(socket, Buffer.concat(frames));
  },
};
