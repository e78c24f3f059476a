/** What the keys of this device are called. */

/** Whether it has a keyboard worth naming shortcuts for: nothing says so, but a mouse seldom comes without one. */
export const hasKeyboard = globalThis.matchMedia?.('(pointer: fine) and (hover: hover)').matches ?? false;

const isApple = /Mac|iP(?:hone|ad|od)/.test(globalThis.navigator?.userAgent ?? '');

export const KEY_NAMES = isApple ? { control: '⌘', alt: '⌥' } : { control: 'Ctrl', alt: 'Alt' };
