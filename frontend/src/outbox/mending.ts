/** For forms: which field the person came to mend, and why the server would not take it. */
import { useServices } from '../parts/services.ts';

export interface Mending {
  readonly focused?: true;
  readonly error?: string;
}

/** What the field's input is given; nothing for one that is as it should be. */
export function useMending(id: string | undefined, query: URLSearchParams): (field: string) => Mending {
  const { account } = useServices();
  const refused = account.queue.value.filter((item) => item.state === 'quarantined' && item.id === id);
  return (field) => {
    const reason = refused.find(({ fields }) => fields.includes(field))?.reason;
    if (!reason) return {};
    return { error: reason, ...(query.get('field') === field && { focused: true }) };
  };
}
