export const today = {
  title: 'Today',
  groups: {
    overdue: 'Overdue',
    today: 'Today',
    upcoming: 'Coming up',
    someday: 'Without a date',
    sent: 'Waiting for an answer',
  },
  now: (until: string | null) => (until ? `Now · until ${until}` : 'Now'),
  peopleMet: (n: number) => (n === 0 ? 'Nobody noted yet' : n === 1 ? '1 person met' : `${n} people met`),
  review: (n: number) => (n === 1 ? '1 card to review' : `${n} cards to review`),
  reviewHint: 'Check what was read, then save the person.',
  reading: (n: number) => (n === 1 ? '1 card is being read' : `${n} cards are being read`),
  conflicts: (n: number) => (n === 1 ? '1 record has two versions' : `${n} records have two versions`),
  conflictsHint: 'Both are kept until you choose.',
  empty: {
    title: 'A calm day',
    body: 'Nothing is due. When you promise something to someone, add a follow-up: it waits here on its day.',
  },
  first: {
    title: 'Welcome',
    body: 'Lanyard remembers whom you met and what you promised, offline too. Three ways to begin:',
    capture: 'Take a photo of a business card',
    byHand: 'Type a person by hand',
    event: 'Say which event you are going to',
    account: 'Have an account already? Sign in',
  },
};
