/** Above a page: what its storage or a first sync is about; a new version, and a place on the home screen, offered quietly. */
import './banners.css';
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { recall, remember } from '../device/remembered.ts';
import { ReceivingLine } from '../outbox/ReceivingLine.tsx';
import { IosInstall } from '../parts/IosInstall.tsx';
import { useInstall } from '../parts/install.ts';
import { storageState } from '../store/db.ts';
import { words } from '../words/index.ts';
import type { Tab } from './places.ts';
import { update } from './update.ts';

const DECLINED = 'install.declined';

/** The home screen is offered where the day begins; elsewhere the room belongs to the work. */
export function Banners({ tab }: { tab: Tab | null }) {
  return (
    <>
      {storageState.value === 'outdated' && <OutdatedBanner />}
      <ReceivingLine />
      <Offer tab={tab} />
    </>
  );
}

function Offer({ tab }: { tab: Tab | null }) {
  if (update.value) return <UpdateBanner apply={update.value} />;
  return tab === 'today' ? <InstallBanner /> : null;
}

/** Another tab runs a newer build, which has taken the data over. */
function OutdatedBanner() {
  const { text, again } = words.app.outdated;
  return (
    <section class="banner" role="alert">
      <p>{text}</p>
      <button type="button" class="btn go" onClick={() => location.reload()}>
        {again}
      </button>
    </section>
  );
}

function UpdateBanner({ apply }: { apply: () => void }) {
  const { text, later } = words.app.update;
  return (
    <section class="banner" aria-label={text}>
      <p>{text}</p>
      <button
        type="button"
        class="btn plain"
        onClick={() => {
          update.value = null;
        }}
      >
        {later}
      </button>
      <button type="button" class="btn go" onClick={apply}>
        {words.app.update.apply}
      </button>
    </section>
  );
}

function InstallBanner() {
  const { offer, install } = useInstall();
  const declined = useSignal(recall(DECLINED) === true);
  const sheet = useRef<HTMLDialogElement>(null);
  if (declined.value || offer.value === 'no') return null;
  const decline = () => {
    remember(DECLINED, true);
    declined.value = true;
  };
  const { text, later, how } = words.app.install;
  return (
    <section class="banner" aria-label={text}>
      <p>{text}</p>
      <button type="button" class="btn plain" onClick={decline}>
        {later}
      </button>
      {offer.value === 'ask' ? (
        <button type="button" class="btn go" onClick={() => void install()}>
          {words.app.install.install}
        </button>
      ) : (
        <button type="button" class="btn go" onClick={() => sheet.current?.showModal()}>
          {how}
        </button>
      )}
      <IosInstall sheet={sheet} />
    </section>
  );
}
