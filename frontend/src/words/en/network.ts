export const network = {
  title: 'Network',
  organisations: 'Organisations',
  topics: 'Topics',
  none: 'No organisation noted',
  people: (n: number) => (n === 1 ? '1 person' : `${n} people`),
  empty: {
    title: 'Your network, grouped',
    body: 'Once people have an organisation or topics, you see here who belongs together.',
    add: 'Add a person',
  },
};
