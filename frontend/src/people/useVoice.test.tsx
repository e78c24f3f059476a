// @vitest-environment jsdom
/** A voice note's states, with a recorder that the test plays. */
import { Blob as NodeBlob } from 'node:buffer';
import { options, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RecordingListener } from '../device/microphone.ts';
import { type Device, newDevice } from '../store/testing/device.ts';
import { useVoice, type Voice } from './useVoice.ts';

const microphone = vi.hoisted(() => ({
  listener: null as RecordingListener | null,
  refuses: null as Error | null,
  isOn: false,
}));
vi.mock('../device/microphone.ts', async (original) => ({
  ...(await original<object>()),
  recordVoice: async (listener: RecordingListener) => {
    if (microphone.refuses) throw microphone.refuses;
    Object.assign(microphone, { listener, isOn: true });
    const stop = async () => {
      microphone.isOn = false;
      listener.onPiece(new Blob(['end']));
    };
    return { type: 'audio/ogg', level: () => 0.5, stop };
  },
}));
const { NoMicrophone } = await import('../device/microphone.ts');

// jsdom's blobs cannot be read.
vi.stubGlobal('Blob', NodeBlob);
options.requestAnimationFrame = (callback) => callback();

let root: HTMLElement;
let device: Device;
let voice: Voice;

beforeEach(() => {
  root = document.body.appendChild(document.createElement('div'));
  device = newDevice();
  Object.assign(microphone, { listener: null, refuses: null, isOn: false });
});
afterEach(() => {
  render(null, root);
  root.remove();
});

function Screen({ store }: { store: ReturnType<Device['tab']> }) {
  voice = useVoice(store, { person: 'ana', event: null });
  return <p>{voice.state.phase}</p>;
}

async function open(): Promise<void> {
  const store = device.tab();
  await act(async () => render(<Screen store={store} />, root));
}

const phase = (wanted: string) => vi.waitFor(() => expect(voice.state.phase).toBe(wanted));
const textOf = async () => (voice.state.phase === 'stopped' ? voice.state.sound.text() : null);

test('recorded, stopped, kept: the pieces are one sound, and nothing of them stays behind', async () => {
  await open();
  await act(() => voice.start());
  await phase('recording');
  act(() => microphone.listener?.onPiece(new Blob(['start '])));
  await act(() => voice.stop());
  await phase('stopped');
  expect(await textOf()).toBe('start end');
  expect(microphone.isOn).toBe(false);
  await act(() => voice.drop());
  expect(voice.state).toEqual({ phase: 'idle', trouble: null });
  expect(await device.tab().drafts.all('voice/')).toEqual([]);
});

test('a last tick of the clock does not bring the recording back', async () => {
  const ticking = vi.spyOn(globalThis, 'setInterval');
  await open();
  await act(() => voice.start());
  await phase('recording');
  const tick = ticking.mock.calls.at(-1)?.[0] as () => void;
  await act(() => voice.stop());
  act(tick);
  expect(voice.state.phase).toBe('stopped');
  ticking.mockRestore();
});

test('a refused microphone is said, and asked for again', async () => {
  microphone.refuses = new NoMicrophone('refused');
  await open();
  await act(() => voice.start());
  expect(voice.state).toEqual({ phase: 'idle', trouble: 'refused' });
  microphone.refuses = null;
  await act(() => voice.start());
  await phase('recording');
});

test('what was said until the microphone was taken away is there', async () => {
  await open();
  await act(() => voice.start());
  act(() => microphone.listener?.onPiece(new Blob(['start'])));
  act(() => microphone.listener?.onCut());
  await phase('stopped');
  expect(voice.state).toMatchObject({ why: 'cut' });
  expect(await textOf()).toBe('start');
});

test('cut off by a kill, it is found again with its person', async () => {
  await open();
  await act(() => voice.start());
  act(() => microphone.listener?.onPiece(new Blob(['start'])));
  await vi.waitFor(async () => expect(await device.tab().drafts.all('voice/')).toHaveLength(1));
  root.remove(); // Killed: nothing is unmounted.
  root = document.body.appendChild(document.createElement('div'));
  device.clock += 60_000;
  await open();
  await phase('stopped');
  expect(voice.state).toMatchObject({ why: 'found' });
  expect(voice.circumstances).toEqual({ person: 'ana', event: null });
  expect(await textOf()).toBe('start');
});

test('the page left while it records lets the microphone go', async () => {
  await open();
  await act(() => voice.start());
  await phase('recording');
  act(() => render(null, root));
  expect(microphone.isOn).toBe(false);
});
