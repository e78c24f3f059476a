/** Notifications on this device: turned on and off here, and on all devices at once. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { keptSubscription, type PushState, pushState, subscribeToPush, unsubscribeFromPush } from '../device/push.ts';
import { useInstall } from '../parts/install.ts';
import type { Reminders } from '../sync/notifications.ts';
import { accountWords } from '../words/account.ts';
import type { RemindersHere } from './useReminders.ts';

const say = accountWords.reminders;

export function PushHere({ told, reminders }: { told: Reminders; reminders: RemindersHere }) {
  const { isBusy, add, drop, dropAll, complain } = reminders;
  const { offer } = useInstall();
  const [state, setState] = useState<PushState | null>(null);
  const hasConfirmed = useRef(false);
  const look = async () => setState(await pushState(told.key));
  useEffect(() => void look(), [told]);
  useEffect(() => void confirm(), []);

  /** The server may not know what the browser does: its answer was lost, or it was set back to a backup. */
  async function confirm(): Promise<void> {
    const kept = hasConfirmed.current ? null : await keptSubscription(told.key);
    hasConfirmed.current = true;
    if (kept) await add(kept);
  }
  const turnOn = async () => {
    const made = await subscribeToPush(told.key).catch(() => null);
    if (made) await add(made);
    else complain(say.refused);
    await look();
  };
  const turnOff = async () => {
    await drop(await unsubscribeFromPush().catch(() => null));
    await look();
  };
  const turnAllOff = async () => {
    await unsubscribeFromPush().catch(() => null);
    await dropAll();
    await look();
  };
  return (
    <section class="card block">
      <h2>{say.device}</h2>
      {state && <p>{state === 'unsupported' && offer.value === 'ios' ? say.installFirst : say[state]}</p>}
      {state === 'off' && (
        <button type="button" class="btn go" disabled={isBusy} onClick={() => void turnOn()}>
          {say.turnOn}
        </button>
      )}
      {state === 'on' && (
        <button type="button" class="btn" disabled={isBusy} onClick={() => void turnOff()}>
          {say.turnOff}
        </button>
      )}
      {told.devices > 0 && (
        <>
          <p class="quiet">{say.devices(told.devices)}</p>
          <button type="button" class="btn" disabled={isBusy} onClick={() => void turnAllOff()}>
            {say.turnAllOff}
          </button>
        </>
      )}
    </section>
  );
}
