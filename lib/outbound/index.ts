export { AccessTokens } from './access-tokens.ts';
export { type AddressPolicy, createAddressPolicy } from './address-policy.ts';
export { askProvider, type ProviderAnswer } from './ask-provider.ts';
export { BufferedExchange } from './buffered-exchange.ts';
export { checkOutboundUrl } from './check-outbound-url.ts';
export { type SocketDial, SocketRefused, type SocketRequest } from './dial-socket.ts';
export { exchangeToken } from './exchange-token.ts';
export type { FrameSocket, SocketEnd, SocketFault, SocketSink } from './frame-socket.ts';
export type { ResolveHost } from './guarded-lookup.ts';
export type { ModelListing, ProviderAccess, TokenExchange } from './provider-access.ts';
export { type AwsCredentials, amzDate, signAwsRequest } from './sign-aws-request.ts';
export { UndiciTransport } from './undici-transport.ts';
export {
  type UpstreamExchange,
  UpstreamFailure,
  type UpstreamHead,
  type UpstreamRequest,
  type UpstreamSink,
  type UpstreamTransport,
} from './upstream-exchange.ts';
export { socketOptions, WsSocket } from './ws-socket.ts';
