/** Ids of records and replicas. Time and randomness come in as arguments. */

/** Fills the array with random bytes, like `crypto.getRandomValues`. */
export type Random = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

const CONTACT_OF_CARD = '6d0ab8b4-3c1f-5e8e-9a55-2f1d7c1a9e04';
const CARD_BESIDE = '0f3c7f3e-58a1-5d0e-8c4b-7b1f0a6d2e91';
const PAIR = 'c1b7d4b0-9b52-5f0e-8d6a-3f1d0a7e6b25';

/** A UUIDv7: sorts by the time it was made. `ms` is since 1970 UTC. */
export function uuid7(ms: number, random: Random): string {
  const bytes = random(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(ms) << 16n) | BigInt(((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)));
  return formatted(bytes, 7);
}

/** A random UUIDv4, for requests. */
export function uuid4(random: Random): string {
  return formatted(random(new Uint8Array(16)), 4);
}

/** The id of the contact saved from a card: the same on every device, so that two saves meet in one record. */
export function contactOfCard(cardId: string): Promise<string> {
  return uuid5(CONTACT_OF_CARD, cardId);
}

/** The id of another card on the photo of this one, by its place among them: reading the photo again makes no further one. */
export function cardBeside(cardId: string, place: number): Promise<string> {
  return uuid5(CARD_BESIDE, `${cardId} ${place}`);
}

/** The id of what is known of two people, whichever of them is named first. */
export function pairOf(one: string, other: string): Promise<string> {
  return uuid5(PAIR, [one, other].sort().join(' '));
}

/** A UUIDv5 (RFC 9562): the same name in the same namespace always gives the same id. */
export async function uuid5(namespace: string, name: string): Promise<string> {
  const prefix = namespace.replaceAll('-', '').match(/../g) ?? [];
  const input = new Uint8Array([...prefix.map((pair) => Number.parseInt(pair, 16)), ...new TextEncoder().encode(name)]);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-1', input));
  return formatted(hash.slice(0, 16), 5);
}

/** 64 random bits, short to write because it stands in every dot. */
export function newReplica(random: Random): string {
  const bits = new DataView(random(new Uint8Array(8)).buffer).getBigUint64(0);
  return bits.toString(36).padStart(13, '0');
}

function formatted(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
