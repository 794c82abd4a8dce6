export { gatewayRoute as DELETE, gatewayRoute as GET, gatewayRoute as POST } from '#lib/http/gateway-route.ts';
