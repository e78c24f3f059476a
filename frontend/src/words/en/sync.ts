/** Words of the pages about sync: what waits and why, what was refused, two versions, a saved file. */
export const sync = {
  queue: {
    title: 'To sync',
    count: (n: number) =>
      n === 0 ? 'Everything is on the server' : n === 1 ? '1 change to sync' : `${n} changes to sync`,
    countDevice: (n: number) =>
      n === 0
        ? 'Nothing is kept here yet'
        : n === 1
          ? '1 change is on this device only'
          : `${n} changes are on this device only`,
    nothing: 'Nothing waits. What you write shows up here until the server has it.',
    nothingDevice: 'What you write is kept on this device. With an account it also goes to your other devices.',
    oldest: (age: string) => `The oldest has waited ${age}.`,
    photos: (n: number) => (n === 1 ? '1 photo or recording among them' : `${n} photos and recordings among them`),
    refusedCount: (n: number) => (n === 1 ? 'The server refused 1 change.' : `The server refused ${n} changes.`),
    allElse: 'All else is on the server',
    offline: 'You are offline. Everything is safe on this device and goes out by itself later.',
    signIn: 'The server asks you to sign in. Everything is safe on this device.',
    syncing: 'On its way to the server…',
    signInButton: 'Sign in',
    createButton: 'Create account',
    tryNow: 'Try now',
    trying: 'Trying…',
    saveFile: 'Save to a file',
    fileName: (day: string) => `lanyard-outbox-${day}.json`,
    list: 'Waiting',
    refusedList: 'Refused by the server',
    refusedHint: 'What you wrote is safe on this device. Mend it, and it goes out by itself.',
    more: (n: number) => `and ${n} more`,
    kinds: {
      contact: 'Person',
      card: 'Card',
      note: 'Note',
      followup: 'Follow-up',
      event: 'Event',
      recording: 'Voice note',
      pair: 'Two people',
      photo: 'Photo',
      sound: 'Sound of a voice note',
    },
    other: 'Record',
    states: {
      waiting: 'Waiting',
      sending: 'On its way',
      quarantined: 'The server refused it',
      photo: 'Waiting',
    },
    since: (age: string) => `for ${age}`,
  },
  waits: {
    server: (when: string | null) =>
      when
        ? `The server is busy. It is asked again at ${when}, by itself.`
        : 'The server is busy. It is asked again later.',
    answer: (when: string | null) =>
      when
        ? `No answer came from the server. The same is sent again at ${when}, by itself, and counts once.`
        : 'No answer came from the server. The same is sent again later, and counts once.',
  },
  held: {
    title: (n: number, total: number) =>
      `The server asks to remove ${n.toLocaleString('en')} of your ${total.toLocaleString('en')} records`,
    what: (kinds: string) => `That is ${kinds}.`,
    names: (titles: string) => `Among them: ${titles}.`,
    body: 'Another device deleted them. Nothing is removed here until you say so. Whoever keeps them has them on every device again.',
    allow: 'Yes, remove them',
    keep: 'Keep mine',
    kept: 'They stay. The other devices get them back.',
  },
  many: {
    contact: (n: number) => (n === 1 ? '1 person' : `${n} people`),
    note: (n: number) => (n === 1 ? '1 note' : `${n} notes`),
    card: (n: number) => (n === 1 ? '1 card' : `${n} cards`),
    followup: (n: number) => (n === 1 ? '1 follow-up' : `${n} follow-ups`),
    event: (n: number) => (n === 1 ? '1 event' : `${n} events`),
    recording: (n: number) => (n === 1 ? '1 voice note' : `${n} voice notes`),
  } as Readonly<Record<string, (n: number) => string>>,
  manyOthers: (n: number) => (n === 1 ? '1 other' : `${n} others`),
  refused: {
    mend: 'Mend it',
    retry: 'Try again',
    retrying: 'It is tried again.',
    save: 'Save to a file',
    discard: 'Discard',
    sure: 'Discard what you wrote here? What the server has takes its place.',
    sureBytes: {
      photo: 'Discard this photo? It exists nowhere else.',
      sound: 'Discard this recording? It exists nowhere else.',
    },
    discardYes: 'Yes, discard it',
    discardNo: 'Keep it',
    discarded: 'Discarded.',
    offline: 'Discarding needs the network: the server is asked what it has instead.',
  },
  /** Why an item waits. */
  because: {
    offline: 'goes out once there is a network',
    signin: 'goes out once you have signed in',
    server: 'the server is busy',
    answer: 'no answer came yet',
    trouble: 'see above',
    next: 'goes out in a moment',
    account: 'needs an account',
  },
  open: {
    button: 'Read a saved file',
    hint: 'A file that was saved here, or on another device, can be read back. What is here already is not doubled.',
    title: (day: string) => `Saved file · ${day}`,
    holds: (changes: number, photos: number) =>
      `It holds ${changes === 1 ? '1 change' : `${changes} changes`}${photos === 0 ? '' : photos === 1 ? ' and 1 photo' : ` and ${photos} photos`}.`,
    others: (name: string) =>
      `It belongs to ${name || 'somebody else'}. Taken in here, it becomes part of this notebook, and goes to its account.`,
    othersLater: (name: string) =>
      `It belongs to ${name || 'somebody'}, who is not signed in here. Taken in now, it goes to whoever signs in next.`,
    take: 'Take it in',
    takeAll: 'Take it in all the same',
    cancel: 'Leave it',
    taken: (changes: number, photos: number) =>
      changes + photos === 0
        ? 'All of it was here already.'
        : `${changes === 1 ? '1 change' : `${changes} changes`}${photos === 0 ? '' : photos === 1 ? ' and 1 photo' : ` and ${photos} photos`} came in.`,
    flaws: {
      foreign: 'This is not a file that Lanyard saved. Nothing was changed.',
      newer:
        'A newer version of Lanyard saved this file. Update the app here, then read it again. Nothing was changed.',
      damaged: 'The file is damaged: it was cut short or altered. Nothing was changed.',
      too_large: 'The file is too large for this device. Read it on a computer. Nothing was changed.',
    },
  },
  conflict: {
    title: (field: string) => `Two versions of ${field}`,
    titleMany: (n: number, field: string) => `${n} versions of ${field}`,
    body: 'Written on two devices at about the same time.',
    bodyMany: 'Written on several devices at about the same time.',
    since: (age: string) => `That was ${age} ago.`,
    choose: 'Choose',
    here: 'This device',
    elsewhere: 'Another device',
    anotherOne: (n: number) => `Another device (${n})`,
    compared: 'Compared with the first version:',
    added: 'added:',
    removed: 'missing here:',
    end: 'end',
    keep: 'Keep this',
    keepBoth: 'Keep both',
    keepAll: 'Keep all',
    kept: 'Chosen.',
    empty: '(empty)',
    yes: 'yes',
    no: 'no',
    again: 'Your choice was taken back. Choose again: the other versions are kept until you close the app.',
    deleted: {
      title: 'Deleted, and kept',
      there: 'Deleted on another device, edited here meanwhile. So it was kept.',
      here: 'Deleted on this device, edited on another one meanwhile. So it was kept.',
      keep: 'Keep it',
      delete: 'Delete it',
      kept: 'It stays.',
      what: 'it',
    },
  },
  conflicts: {
    title: 'Two versions',
    count: (n: number) => (n === 1 ? '1 record has two versions' : `${n} records have two versions`),
    hint: 'Written on two devices at about the same time. Both are kept until you choose.',
    none: 'Nothing to choose',
    noneBody: 'Where two devices write the same field at the same time, both versions are kept, and you choose here.',
  },
};
