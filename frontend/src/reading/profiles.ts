/**
 * Whose page a web address is: "https://www.linkedin.com/in/ada-example" is "ada-example" on linkedin. Addresses of codes
 * are exact, so this is stricter than what is read off paper: pages of the service itself are nobody's.
 */

export interface Profile {
  readonly service: string;
  readonly value: string;
}

interface Service {
  readonly service: string;
  readonly hosts: readonly string[];
  /** The person's part of the path. */
  readonly path: RegExp;
}

const SERVICES: readonly Service[] = [
  { service: 'linkedin', hosts: ['linkedin.com'], path: /^\/(?:in|pub|company|school)\/([^/]+)/ },
  { service: 'x', hosts: ['x.com', 'twitter.com'], path: /^\/@?(\w{1,15})\/?$/ },
  { service: 'github', hosts: ['github.com'], path: /^\/([A-Za-z\d-]{1,39})\/?$/ },
  { service: 'gitlab', hosts: ['gitlab.com'], path: /^\/([\w.-]+)\/?$/ },
  { service: 'instagram', hosts: ['instagram.com'], path: /^\/([\w.]{1,30})\/?$/ },
  { service: 'facebook', hosts: ['facebook.com', 'fb.com'], path: /^\/([\w.]+)\/?$/ },
  { service: 'xing', hosts: ['xing.com'], path: /^\/(?:profile|p)\/([^/]+)/ },
  { service: 'youtube', hosts: ['youtube.com'], path: /^\/(?:@|c\/|user\/)([^/]+)/ },
  { service: 'telegram', hosts: ['t.me', 'telegram.me'], path: /^\/(\w{5,32})\/?$/ },
  { service: 'bluesky', hosts: ['bsky.app'], path: /^\/profile\/([^/]+)/ },
];
const OF_THE_SERVICE = new Set(
  'about account ads contact download explore features help home i intent join jobs login legal marketplace messages notifications orgs p pricing privacy reel search security settings share sharer signup sponsors stories terms topics trending watch'.split(
    ' ',
  ),
);

/** Null for an address that is nobody's page on a service known here. */
export function profileOf(address: string): Profile | null {
  const url = parsed(address);
  if (!url) return null;
  const host = url.hostname.replace(/^(?:www|m|mobile|[a-z]{2})\./, '');
  const known = SERVICES.find(({ hosts }) => hosts.includes(host) || hosts.includes(url.hostname));
  const [, part] = known?.path.exec(url.pathname) ?? [];
  if (!known || part === undefined || OF_THE_SERVICE.has(part.toLowerCase())) return null;
  return { service: known.service, value: decoded(part) };
}

function parsed(address: string): URL | null {
  try {
    return new URL(/^https?:\/\//i.test(address) ? address : `https://${address}`);
  } catch {
    return null;
  }
}

/** As it is written, where it is not in percent code. */
export function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
