export { gatewayFamilies } from './gateway-families.ts';
export { isGatewayPath, pathInGateway } from './gateway-paths.ts';
export { CallerGone, type GatewayRequest, type GatewayResponder, type Upgrade } from './gateway-request.ts';
export { createGatewayRuntime, type GatewayRuntime } from './gateway-runtime.ts';
export { defaultGatewaySettings, type GatewaySettings } from './gateway-settings.ts';
export { handleGatewayCall } from './handle.ts';
export { renderOpenAiError } from './protocols/openai/render-openai-error.ts';
export { tuneGarbageCollector } from './tune-garbage-collector.ts';
