/** What the person sees of sync on every page: the pill, the marks, a first sync, and what is wrong. */
export const outbox = {
  pill: {
    device: 'On this device',
    signIn: 'Sign in to sync',
    offline: 'Offline',
    synced: 'Synced',
    syncing: 'Syncing…',
    toSync: (n: number) => `${n} to sync`,
    both: (a: string, b: string) => `${a} · ${b}`,
    held: 'Please decide',
    refused: (n: number) => `${n} to mend`,
  },
  /** The mark beside an item in a list. */
  mark: {
    waiting: 'not on the server yet',
    sending: 'on its way to the server',
    refused: 'refused by the server',
    photo: 'photo not on the server yet',
  },
  receiving: {
    title: 'Getting your notebook',
    people: (n: string) => `${n} people so far`,
    records: (n: string) => `${n} entries so far`,
    begun: 'This goes on in the background. You can use it meanwhile.',
  },
  /** Why syncing does not get on. */
  troubles: {
    held: 'The server asks to remove an unusual number of your records. Nothing is removed until you agree.',
    client_too_old: 'This version of Lanyard is too old to sync. Reload it to get the new one.',
    storage: 'This device has no room left, or its storage failed. Your latest changes may not be received here.',
    refused: 'The server does not accept our requests at the moment. Everything stays safe on this device.',
  } as Readonly<Record<string, string>>,
  /** Why the server would not take something, by its code. */
  reasons: {
    too_big: 'It is too large.',
    too_large: 'It is too large.',
    too_long: 'The text is too long.',
    too_many: 'There are too many entries.',
    blank: 'There is nothing to see in it.',
    format: 'It is not in the expected form.',
    range: 'The number or date is out of range.',
    control: 'It holds characters that cannot be stored.',
    bidi: 'It holds characters that cannot be stored.',
    marks: 'It holds characters that cannot be stored.',
  } as Readonly<Record<string, string>>,
  otherReason: 'The server does not take it as it is.',
};
