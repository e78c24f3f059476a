/** When and how a person is reminded. All of it lives on the server, so it needs a network, and says so without one. */
import './account.css';
import { Choice, Switch } from '../parts/Field.tsx';
import { Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import { accountWords } from '../words/account.ts';
import { PushHere } from './PushHere.tsx';
import { type RemindersHere, useReminders } from './useReminders.ts';

const say = accountWords.reminders;
const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));

export default function NotificationsPage({ query }: { query: URLSearchParams }) {
  const { account } = useServices();
  const user = account.user.value;
  return (
    <Page title={say.title} back={{ path: '/account', label: accountWords.title }} class="account">
      {user ? <Settings email={user.email} token={query.get('agree')} /> : <NoAccount />}
    </Page>
  );
}

function NoAccount() {
  return (
    <section class="card block">
      <p>{say.needAccount}</p>
      <a class="btn go" href="/account/sign-in">
        {accountWords.signIn}
      </a>
    </section>
  );
}

function Settings({ email, token }: { email: string; token: string | null }) {
  const { go } = useServices();
  const reminders = useReminders(token, () => go('/account/notifications', { replace: true }));
  const { told, said, trouble, isKept } = reminders;
  return (
    <>
      <p>{say.intro}</p>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {said && <p role="status">{said}</p>}
      {told ? (
        <>
          <PushHere told={told} reminders={reminders} />
          <section class="card block">
            <Switch
              label={say.mail}
              hint={told.mail && !told.agreed && isKept !== false ? say.agree(email) : say.mailHint(email)}
              checked={told.mail}
              onChange={(mail) => void reminders.change({ mail })}
            />
          </section>
          <When hour={told.hour} zone={told.zone} reminders={reminders} />
          <p class="quiet" role="status">
            {isKept === null ? '' : isKept ? say.kept : say.keeping}
          </p>
        </>
      ) : (
        <NotYet reminders={reminders} />
      )}
    </>
  );
}

function NotYet({ reminders: { isBusy, trouble, start } }: { reminders: RemindersHere }) {
  return (
    <section class="card block">
      {isBusy || !trouble ? (
        <p class="quiet">{say.loading}</p>
      ) : (
        <button type="button" class="btn go" onClick={() => void start()}>
          {say.retry}
        </button>
      )}
    </section>
  );
}

function When({ hour, zone, reminders: { change } }: { hour: number; zone: string; reminders: RemindersHere }) {
  return (
    <section class="card block">
      <h2>{say.when}</h2>
      <Choice
        label={say.hour}
        value={String(hour)}
        options={HOURS}
        onChange={(chosen) => void change({ hour: Number(chosen) })}
      />
      <Choice
        label={say.zone}
        value={zone}
        options={zones(zone)}
        onChange={(chosen) => void change({ zone: chosen })}
      />
    </section>
  );
}

function zones(current: string): { value: string; label: string }[] {
  const known = new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')]);
  return [...known].sort().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}
