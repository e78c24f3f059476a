/**
 * The one policy that turns a script's address into something `new Worker` and `register` accept where trusted types are
 * required. It lets only addresses of this origin through.
 */
interface Policy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

const { trustedTypes }: { readonly trustedTypes?: PolicyFactory } = window as Window & { trustedTypes?: PolicyFactory };

const policy = trustedTypes?.createPolicy('lanyard', { createScriptURL: ownOrigin });

/** Throws TypeError for a script of another origin. */
export function scriptUrl(url: string): string {
  return policy ? policy.createScriptURL(url) : ownOrigin(url);
}

function ownOrigin(url: string): string {
  if (new URL(url, location.href).origin !== location.origin) throw new TypeError('a script of another origin');
  return url;
}
