/** Who is signed in, what this device keeps, and how to install the app. */
import './account.css';
import { Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import type { User } from '../store/contract.ts';
import { accountWords } from '../words/account.ts';
import { sayAge } from '../words/days.ts';
import { words } from '../words/index.ts';
import { Device } from './Device.tsx';
import { SignOut } from './SignOut.tsx';

const say = accountWords;

export default function AccountPage() {
  const { account } = useServices();
  const user = account.user.value;
  return (
    <Page title={say.title} back={{ path: '/today', label: words.app.today }} class="account">
      {user ? <SignedIn user={user} /> : <NoAccount />}
      <Device />
    </Page>
  );
}

function NoAccount() {
  return (
    <section class="card block">
      <h2>{say.none.title}</h2>
      <p>{say.none.body}</p>
      <div class="buttons">
        <a class="btn go" href="/account/sign-up">
          {say.create}
        </a>
        <a class="btn" href="/account/sign-in">
          {say.signIn}
        </a>
      </div>
    </section>
  );
}

function SignedIn({ user }: { user: User }) {
  const { account, store } = useServices();
  const { phase, lastSyncAt, trouble } = account.status.value;
  return (
    <section class="card block">
      <div class="who">
        <small class="quiet">{say.signedInAs}</small>
        <b dir="auto">{user.name}</b>
        <small>{user.email}</small>
      </div>
      {phase === 'signin' && (
        <>
          <p class="trouble">{say.signInAgain}</p>
          <a class="btn go" href="/account/sign-in">
            {say.signIn}
          </a>
        </>
      )}
      {trouble && <p class="trouble">{trouble}</p>}
      <p class="quiet">{lastSyncAt === null ? say.neverSynced : say.lastSync(sayAge(store.now() - lastSyncAt))}</p>
      <a class="btn" href="/account/notifications">
        {say.reminders.title}
      </a>
      <SignOut />
    </section>
  );
}
