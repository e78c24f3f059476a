/** This device: whether the browser keeps the data, whether cards are read offline, and how to install the app. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { isInstalled } from '../device/install.ts';
import { isKeptForGood, keepForGood, type Room, room } from '../device/storage.ts';
import { IosInstall } from '../parts/IosInstall.tsx';
import { useInstall } from '../parts/install.ts';
import { useServices } from '../parts/services.ts';
import { accountWords } from '../words/account.ts';
import { sayBytes } from '../words/days.ts';

const say = accountWords;

export function Device() {
  return (
    <section class="card block">
      <h2>{say.device}</h2>
      <Storage />
      <CardReader />
      <EasternCards />
      <InstallHelp />
    </section>
  );
}

function Storage() {
  const [used, setUsed] = useState<Room | null>(null);
  const [isKept, setKept] = useState<boolean | null>(null);
  const [hasAsked, setAsked] = useState(false);
  useEffect(() => void room().then(setUsed), []);
  // Some browsers ask the person: that is for when they tap.
  useEffect(() => void isKeptForGood().then(setKept), []);
  const ask = async () => {
    setKept(await keepForGood().catch(() => false));
    setAsked(true);
  };
  return (
    <>
      {isKept !== null && <p>{isKept ? say.storage.persisted : say.storage.notPersisted}</p>}
      {used && <p class="quiet">{say.storage.used(sayBytes(used.used))}</p>}
      {isKept !== true && (
        <button type="button" class="btn" onClick={() => void ask()}>
          {say.storage.persist}
        </button>
      )}
      {hasAsked && isKept === false && <p role="status">{say.storage.refused}</p>}
    </>
  );
}

function CardReader() {
  const { reader } = useServices();
  const state = reader.state.value;
  const [bytes, setBytes] = useState(0);
  useEffect(() => void reader.kept().then(setBytes), [reader, state]);
  return (
    <>
      <p>
        {reader.isRemoved.value ? say.reading.removed : say.reading[state]}
        {state === 'ready' && bytes > 0 && <span class="quiet"> {say.reading.size(sayBytes(bytes))}</span>}
      </p>
      {(state === 'absent' || state === 'failed') && (
        <button type="button" class="btn" onClick={() => void reader.fetch().catch(() => undefined)}>
          {say.reading.fetch}
        </button>
      )}
      {state === 'ready' && !reader.isRemoved.value && (
        <button type="button" class="btn" onClick={() => void reader.remove()}>
          {say.reading.remove}
        </button>
      )}
    </>
  );
}

function EasternCards() {
  const { eastern } = useServices().reader;
  const state = eastern.state.value;
  const said = say.eastern[state];
  if (eastern.bytes === 0) return null; // The reader's code is still on its way.
  return (
    <>
      <p>{typeof said === 'string' ? said : said(sayBytes(eastern.bytes))}</p>
      {(state === 'absent' || state === 'failed') && (
        <button type="button" class="btn" onClick={() => void eastern.fetch().catch(() => undefined)}>
          {say.eastern.fetch}
        </button>
      )}
      {state === 'ready' && (
        <button type="button" class="btn" onClick={() => void eastern.remove()}>
          {say.eastern.remove}
        </button>
      )}
    </>
  );
}

function InstallHelp() {
  const { offer, install } = useInstall();
  const sheet = useRef<HTMLDialogElement>(null);
  if (isInstalled()) return <p>{say.installed}</p>;
  if (offer.value === 'no') return null;
  return (
    <>
      <button
        type="button"
        class="btn"
        onClick={() => (offer.value === 'ios' ? sheet.current?.showModal() : void install())}
      >
        {say.install}
      </button>
      <IosInstall sheet={sheet} />
    </>
  );
}
