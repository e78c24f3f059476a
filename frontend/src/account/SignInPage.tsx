/** Signing in, or making an account: the same page with one field more. */
import './account.css';
import { useEffect, useState } from 'preact/hooks';
import { keepForGood } from '../device/storage.ts';
import { Field, Switch } from '../parts/Field.tsx';
import { notify } from '../parts/notice.ts';
import { Page } from '../parts/Page.tsx';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { accountWords } from '../words/account.ts';
import { type Refusal, refusalOf } from './refusals.ts';

const say = accountWords;

export default function SignInPage({ path }: ScreenProps) {
  const isNew = path === '/account/sign-up';
  const { store, account, go } = useServices();
  const [input, setInput] = useState({ name: '', email: '', password: '' });
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>({});
  const adopts = !account.user.value && store.list('contact').value.length + store.list('card').value.length > 0;

  // With the page, so that the tap waits for the server alone.
  useEffect(() => void import('../sync/account.ts').catch(() => undefined), []);

  const enter = async () => {
    const { name, password } = input;
    const email = input.email.trim();
    await (isNew ? account.signUp({ name: name.trim(), email, password }) : account.signIn({ email, password }));
    void keepForGood();
    notify({ text: say.welcome(account.user.peek()?.name ?? '') });
    go('/today', { replace: true });
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setRefusal({});
    void enter()
      .catch((failure: unknown) => setRefusal(refusalOf(failure)))
      .finally(() => setBusy(false));
  };
  const field = (name: keyof typeof input) => ({
    label: say[name],
    value: input[name],
    error: refusal[name],
    onInput: (value: string) => setInput({ ...input, [name]: value }),
  });
  return (
    <Page
      title={isNew ? say.signUpTitle : say.signInTitle}
      back={{ path: '/account', label: say.title }}
      class="sign-in"
    >
      {adopts && <p class="quiet">{say.adopts}</p>}
      <form class="stack" onSubmit={submit} noValidate>
        {isNew && <Field {...field('name')} autocomplete="name" autoCapitalize="words" focused />}
        <Field {...field('email')} inputMode="email" autocomplete="username" autoCapitalize="none" focused={!isNew} />
        <Field
          {...field('password')}
          type={isShown ? 'text' : 'password'}
          autocomplete={isNew ? 'new-password' : 'current-password'}
          autoCapitalize="none"
          hint={isNew ? say.passwordHint : undefined}
        />
        <Switch label={say.showPassword} checked={isShown} onChange={setShown} />
        {refusal.whole && (
          <p class="trouble" role="alert">
            {refusal.whole}
          </p>
        )}
        <button type="submit" class="btn go" disabled={isBusy}>
          {isNew ? say.create : say.signIn}
        </button>
      </form>
      <a class="btn plain" href={isNew ? '/account/sign-in' : '/account/sign-up'}>
        {isNew ? say.haveOne : say.needOne}
      </a>
    </Page>
  );
}
