'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  createChannel,
  createWebhook,
  deleteChannel,
  getChannel,
  replayDelivery,
  replayWebhook,
  rotateWebhook,
  testChannel,
  updateChannel,
} from '#lib/notifications/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createChannelAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createChannel, values, options);
}

export async function createWebhookAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createWebhook, values, options);
}

export async function updateChannelAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateChannel, values, options);
}

/** The channel as it is now, for whoever saves over somebody else. */
export async function currentChannelAction(channelId: string) {
  return perform(getChannel, { channel_id: channelId });
}

export async function rotateWebhookAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(rotateWebhook, values, options);
}

export async function replayWebhookAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(replayWebhook, values, options);
}

export async function testChannelAction(channelId: string) {
  return perform(testChannel, { channel_id: channelId });
}

export async function setChannelStatusAction(channelId: string, status: 'active' | 'paused') {
  return perform(updateChannel, { channel_id: channelId, status });
}

export async function deleteChannelAction(channelId: string) {
  return perform(deleteChannel, { channel_id: channelId });
}

export async function replayDeliveryAction(deliveryId: string) {
  return perform(replayDelivery, { delivery_id: deliveryId });
}
