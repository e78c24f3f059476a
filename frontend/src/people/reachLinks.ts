/** From what a card says to something that can be tapped. A card may have been made by anybody. */
import type { Address, Handle, Phone } from '../generated/kinds.ts';

export function mailLink(address: string): string {
  return `mailto:${encodeURIComponent(address.trim()).replaceAll('%40', '@')}`;
}

export function phoneLink(phone: Phone): string | null {
  const number = phone.e164 ?? phone.value?.replace(/[^\d+]/g, '');
  return number ? `tel:${number}` : null;
}

const SERVICES: Readonly<Record<string, string>> = {
  linkedin: 'https://www.linkedin.com/in/',
  github: 'https://github.com/',
  x: 'https://x.com/',
  twitter: 'https://x.com/',
  instagram: 'https://www.instagram.com/',
};

export function handleLink({ service, value }: Handle): string | null {
  const base = SERVICES[service?.toLowerCase() ?? ''];
  const name = value?.trim().replace(/^@/, '');
  return base && name ? base + encodeURIComponent(name) : null;
}

export function mapLink(address: Address): string | null {
  return address.formatted
    ? `https://www.openstreetmap.org/search?query=${encodeURIComponent(address.formatted)}`
    : null;
}
