export { type AddressPolicy, type AddressVerdict, createAddressPolicy, judgeAddress } from './address-policy.ts';
export { BufferedExchange } from './buffered-exchange.ts';
export { checkOutboundUrl } from './check-outbound-url.ts';
export { createGuardedLookup, type ResolveHost } from './guarded-lookup.ts';
export { UndiciTransport, type UndiciTransportOptions } from './undici-transport.ts';
export {
  type UpstreamExchange,
  UpstreamFailure,
  type UpstreamFailureKind,
  type UpstreamHead,
  type UpstreamRequest,
  type UpstreamSink,
  type UpstreamTransport,
} from './upstream-exchange.ts';
