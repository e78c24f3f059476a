/** Shell: navigation, banners, installing, what can go wrong as a whole. */
export const app = {
  name: 'Lanyard',
  skip: 'Skip to the content',
  places: 'Places',
  today: 'Today',
  people: 'People',
  capture: 'Capture',
  events: 'Events',
  network: 'Network',
  account: 'Account',
  title: (place: string) => `${place} · Lanyard`,
  loading: 'Loading…',
  /** Beside a list from which nothing was chosen yet. */
  choose: {
    people: { title: 'Choose a person', body: 'Their story shows here: card, notes and follow-ups.' },
    events: { title: 'Choose an event', body: 'The people you met there show here.' },
  },
  notLoaded: {
    title: 'This page did not load',
    body: 'Your data is safe on this device. Try again, or once more when you are online.',
    again: 'Try again',
  },
  notFound: { title: 'Nothing here', body: 'There is no page at this address.', home: 'Go to Today' },
  broken: {
    title: 'Something went wrong on this page',
    body: 'What you saved is safe on this device. Open another page, or load this one again.',
    again: 'Load again',
    details: 'What happened',
  },
  noStorage: {
    title: 'Lanyard cannot keep data here',
    body: 'The browser gives this page no storage, as in some private windows. Open it in an ordinary window, so that nothing you write is lost.',
  },
  waiting: {
    title: 'Another tab is still open',
    body: 'An older version of Lanyard is open in another tab or window, and holds the data. Close the other Lanyard tabs: this page then goes on by itself.',
  },
  outdated: {
    text: 'A newer version of Lanyard is open in another tab. This page can save nothing any more.',
    again: 'Load again',
  },
  newerData: {
    title: 'A newer Lanyard has been here',
    body: 'The data on this device was last used by a newer version of Lanyard. Load this page again, while online, to get that version. Nothing is lost.',
    again: 'Load again',
  },
  update: { text: 'A new version is ready.', apply: 'Use it now', later: 'Later' },
  install: {
    text: 'Keep Lanyard on your home screen: it opens in a blink, offline too.',
    install: 'Install',
    later: 'Not now',
    how: 'Show me how',
    iosTitle: 'Add Lanyard to your home screen',
    iosSteps: [
      'Tap Share at the edge of the screen.',
      'Choose “Add to Home Screen”.',
      'Open Lanyard from there and sign in.',
    ],
    iosWhy: 'The app on the home screen keeps its own data: sign in there as well.',
    close: 'Close',
  },
};
