export { gatewayRoute as POST } from '#lib/http/gateway-route.ts';
