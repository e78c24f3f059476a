/** Reminders as the server has them, and what is said about the last thing that was asked of it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Refused } from '../sync/http.ts';
import { type ReminderSettings, type Reminders, serverOfReminders } from '../sync/notifications.ts';
import { accountWords } from '../words/account.ts';
import { refusalOf } from './refusals.ts';

const say = accountWords.reminders;
const NOTHING = {};

export interface RemindersHere {
  /** Null until the server has answered. */
  readonly told: Reminders | null;
  readonly said: string | null;
  readonly trouble: string | null;
  readonly isBusy: boolean;
  /** Whether what was chosen last is on the server; null before anything was. */
  readonly isKept: boolean | null;
  start(): Promise<void>;
  change(settings: Partial<ReminderSettings>): Promise<void>;
  add(subscription: PushSubscriptionJSON): Promise<void>;
  drop(endpoint: string | null): Promise<void>;
  dropAll(): Promise<void>;
  complain(trouble: string): void;
}

/** `token` comes from the link in a letter; `onAnswered` is called once it is worth nothing any more. */
export function useReminders(token: string | null, onAnswered: () => void): RemindersHere {
  const server = useMemo(() => serverOfReminders((url, init) => fetch(url, { ...init, keepalive: true })), []);
  const [told, setTold] = useState<Reminders | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isKept, setKept] = useState<boolean | null>(null);

  const known = useRef<Reminders | null>(null);
  const line = useRef<Promise<unknown>>(Promise.resolve());
  /** What was chosen and is not known to be on the server, and how much of it is on its way. */
  const chosen = useRef<Partial<ReminderSettings>>(NOTHING);
  const sent = useRef<Partial<ReminderSettings>>(NOTHING);
  const isWaiting = () => chosen.current !== sent.current;

  /** One after the other, each on what the one before has left. Says whether the server has answered, be it with a no. */
  const run = (job: () => Promise<Reminders | null>, outcome: string | null = null): Promise<boolean> => {
    const next = line.current.then(() => attempt(job, outcome));
    line.current = next;
    return next;
  };
  async function attempt(job: () => Promise<Reminders | null>, outcome: string | null): Promise<boolean> {
    setBusy(true);
    setTrouble(null);
    setSaid(null);
    try {
      known.current = await job();
      setSaid(outcome);
      return true;
    } catch (failure) {
      setTrouble(sayFailure(failure));
      setKept(null);
      return failure instanceof Refused;
    } finally {
      setTold(known.current && { ...known.current, ...chosen.current });
      setBusy(false);
    }
  }
  const change = async (): Promise<Reminders> => {
    const before = known.current ?? (await server.read());
    const now = chosen.current;
    sent.current = now;
    try {
      return await server.change({ ...before, ...zoneAtFirst(before), ...now });
    } finally {
      if (chosen.current === now) chosen.current = sent.current = NOTHING;
    }
  };
  /** A page that is left while earlier choices are on their way sends the later ones after them. */
  const leave = () => {
    if (isWaiting()) change().catch(() => {});
  };
  const start = async () => {
    const isAnswered = await run(() => server.read());
    if (token === null || !isAnswered) return;
    if (await run(() => server.agree(token), say.agreed)) onAnswered();
  };
  useEffect(() => void start(), []);
  useEffect(() => {
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, []);

  return {
    told,
    said,
    trouble,
    isBusy,
    isKept,
    start,
    complain: setTrouble,
    change: async (settings) => {
      chosen.current = { ...chosen.current, ...settings };
      if (told) setTold({ ...told, ...chosen.current });
      setKept(false);
      await run(async () => {
        const now = isWaiting() ? await change() : known.current;
        setKept(!isWaiting());
        return now;
      });
    },
    add: async (subscription) => {
      await run(async () => {
        if (known.current?.devices === 0) known.current = await change();
        await server.addDevice(subscription);
        return server.read();
      });
    },
    drop: async (endpoint) => {
      await run(async () => {
        if (endpoint) await server.dropDevice(endpoint);
        return server.read();
      });
    },
    dropAll: async () => {
      await run(async () => {
        await server.dropAll();
        return server.read();
      }, say.allOff);
    },
  };
}

/** Until anything is turned on, the hour is one of where the person is. */
function zoneAtFirst({ mail, devices, zone }: Reminders): { zone: string } {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { zone: !mail && devices === 0 && zone === 'UTC' && here ? here : zone };
}

function sayFailure(failure: unknown): string {
  if (failure instanceof Refused && failure.status === 401) return accountWords.signInAgain;
  if (failure instanceof Refused && 'token' in failure.fields) return say.notAgreed;
  if (failure instanceof Refused && 'mail' in failure.fields) return say.noMail;
  if (failure instanceof Refused && failure.fields.endpoint === 'too_many') return say.tooMany;
  return refusalOf(failure).whole ?? accountWords.errors.other;
}
