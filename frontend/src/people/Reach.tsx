/** How to reach a person: each line is tapped to write, call or open. */
import type { ComponentChildren } from 'preact';
import { LinkIcon, MailIcon, PhoneIcon, PlaceIcon } from '../parts/icons.tsx';
import type { Contact } from '../parts/names.ts';
import { webLink } from '../parts/webLink.ts';
import { handleLink, mailLink, mapLink, phoneLink } from './reachLinks.ts';

export function Reach({ contact }: { contact: Contact }) {
  const { emails, phones, urls, handles, addresses } = contact.f;
  const lines = [
    ...(emails ?? []).map(({ value, label }) => line(<MailIcon />, value, label, value ? mailLink(value) : null)),
    ...(phones ?? []).map((phone) => line(<PhoneIcon />, phone.value, phone.label, phoneLink(phone))),
    ...(urls ?? []).map(({ value, label }) => line(<LinkIcon />, value, label, webLink(value ?? ''))),
    ...(handles ?? []).map((handle) => line(<LinkIcon />, handle.value, handle.service, handleLink(handle))),
    ...(addresses ?? []).map((address) => line(<PlaceIcon />, address.formatted, address.label, mapLink(address))),
  ].filter((found) => found !== null);
  return lines.length > 0 ? <ul class="reach">{lines}</ul> : null;
}

function line(
  icon: ComponentChildren,
  value: string | null | undefined,
  label: string | null | undefined,
  href: string | null,
) {
  if (!value) return null;
  const isWeb = href?.startsWith('http');
  return (
    <li key={value}>
      {icon}
      {href ? (
        <a href={href} {...(isWeb && { target: '_blank', rel: 'noopener noreferrer' })}>
          <bdi>{value}</bdi>
        </a>
      ) : (
        <bdi>{value}</bdi>
      )}
      {label && <small class="quiet">{label}</small>}
    </li>
  );
}
