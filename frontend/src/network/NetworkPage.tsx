/** Who belongs together: people by organisation and by topic. */
import './network.css';
import { useComputed } from '@preact/signals';
import type { ContactFields } from '../generated/kinds.ts';
import { nameOf } from '../parts/names.ts';
import { EmptyList, Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import { networkWords } from '../words/network.ts';
import { byOrganisation, byTopic, type Group } from './groups.ts';

const say = networkWords;

export default function NetworkPage() {
  const { store } = useServices();
  const organisations = useComputed(() => byOrganisation(store.list<ContactFields>('contact').value)).value;
  const topics = useComputed(() => byTopic(store.list<ContactFields>('contact').value)).value;
  return (
    <Page title={say.title} class="network">
      {organisations.length + topics.length === 0 && (
        <EmptyList title={say.empty.title}>
          <p class="quiet">{say.empty.body}</p>
          <a class="btn go" href="/people/new">
            {say.empty.add}
          </a>
        </EmptyList>
      )}
      <Groups title={say.organisations} groups={organisations} />
      <Groups title={say.topics} groups={topics} />
    </Page>
  );
}

function Groups({ title, groups }: { title: string; groups: readonly Group[] }) {
  if (groups.length === 0) return null;
  return (
    <section class="stack">
      <h2 class="section-title">
        {title} <span>{groups.length}</span>
      </h2>
      <ul class="stack">
        {groups.map((group) => (
          <li key={group.name}>
            <details class="card">
              <summary>
                <b dir="auto">{group.name}</b> <small class="quiet">{say.people(group.people.length)}</small>
              </summary>
              <ul>
                {group.people.map((contact) => (
                  <li key={contact.id}>
                    <a href={`/people/${contact.id}`} dir="auto">
                      {nameOf(contact)}
                      {contact.f.title && <small class="quiet"> · {contact.f.title}</small>}
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
