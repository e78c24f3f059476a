/** What the server is told about reminders. Each rejects with Unreachable or Refused, and nothing has changed then. */
import { toHex } from '../domain/ids.ts';
import { type Fetch, requestJson } from './http.ts';

const URL = '/api/notifications';

export interface ReminderSettings {
  /** A letter too. */
  readonly mail: boolean;
  /** A full hour, 0 to 23, in `zone`. */
  readonly hour: number;
  readonly zone: string;
}

export interface Reminders extends ReminderSettings {
  /** Whether the owner of the address has agreed to letters. */
  readonly agreed: boolean;
  /** What a browser subscribes with. */
  readonly key: string;
  /** How many of the person's browsers take web pushes. */
  readonly devices: number;
}

export interface ServerOfReminders {
  read(): Promise<Reminders>;
  change(settings: ReminderSettings): Promise<Reminders>;
  agree(token: string): Promise<Reminders>;
  addDevice(subscription: PushSubscriptionJSON): Promise<void>;
  dropDevice(endpoint: string): Promise<void>;
  dropAll(): Promise<void>;
}

export function serverOfReminders(fetch: Fetch): ServerOfReminders {
  const ask = async (method: string, path = '', body?: unknown) => {
    const answer = await requestJson(fetch, method, URL + path, body);
    return (await answer.json()) as Reminders;
  };
  return {
    read: () => ask('GET'),
    change: ({ mail, hour, zone }) => ask('PUT', '', { mail, hour, zone }),
    agree: (token) => ask('POST', '/agreement', { token }),
    addDevice: async ({ endpoint = '', keys = {} }) => {
      await ask('POST', '/devices', { endpoint, p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' });
    },
    dropDevice: async (endpoint) => {
      await ask('DELETE', `/devices/${await nameOf(endpoint)}`);
    },
    dropAll: async () => {
      await ask('DELETE', '/devices');
    },
  };
}

async function nameOf(endpoint: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))));
}
