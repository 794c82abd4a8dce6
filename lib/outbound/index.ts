export { type AddressPolicy, createAddressPolicy } from './address-policy.ts';
export { BufferedExchange } from './buffered-exchange.ts';
export { checkOutboundUrl } from './check-outbound-url.ts';
export type { ResolveHost } from './guarded-lookup.ts';
export { UndiciTransport } from './undici-transport.ts';
export {
  type UpstreamExchange,
  UpstreamFailure,
  type UpstreamHead,
  type UpstreamRequest,
  type UpstreamSink,
  type UpstreamTransport,
} from './upstream-exchange.ts';
