/** The five places: tabs at the foot of a phone, a rail beside the page on a laptop. */
import './nav.css';
import type { ComponentChildren } from 'preact';
import { StatusPill } from '../outbox/StatusPill.tsx';
import { CalendarIcon, CameraIcon, NetworkIcon, PersonIcon, TodayIcon } from '../parts/icons.tsx';
import { wide } from '../parts/wide.ts';
import { words } from '../words/index.ts';
import type { Tab } from './places.ts';

export function Nav({ tab }: { tab: Tab | null }) {
  const link = (to: Tab, icon: ComponentChildren) => (
    <a href={`/${to}`} class={to === 'capture' ? 'tab clip' : 'tab'} aria-current={to === tab ? 'page' : undefined}>
      <span>{icon}</span>
      {words.app[to]}
    </a>
  );
  return (
    <nav class="places" aria-label={words.app.places}>
      {wide.value && <b class="brand">{words.app.name}</b>}
      {link('today', <TodayIcon />)}
      {link('people', <PersonIcon />)}
      {link('capture', <CameraIcon />)}
      {link('events', <CalendarIcon />)}
      {link('network', <NetworkIcon />)}
      {wide.value && (
        <div class="rail-foot">
          {link('account', <PersonIcon />)}
          <StatusPill />
        </div>
      )}
    </nav>
  );
}
