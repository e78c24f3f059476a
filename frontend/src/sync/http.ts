/** Requests to the server: each ends within its time, and each way of failing has one name. */

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** No answer came: no network, the server is away, or it took too long. Whether it has the request is unknown. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The server refused the request as a whole. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly code: string,
    /** What is wrong with which input. */
    readonly fields: Readonly<Record<string, string>>,
    /** Not before so many ms have passed; null where the server does not say. */
    readonly retryAfter: number | null,
  ) {
    super(`${status} ${code}`);
  }
}

const TIMEOUT = 30_000;

/** Rejects with Unreachable, or with Refused for any status but 2xx. */
export async function request(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  signal?: AbortSignal,
  timeout = TIMEOUT,
): Promise<Response> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeout);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    const response = await fetch(url, { cache: 'no-store', ...init, signal: controller.signal });
    // The body is read here, within the time: a connection may die in the middle of it.
    const body = await response.arrayBuffer();
    const whole = new Response(body.byteLength > 0 ? body : null, {
      status: response.status,
      headers: response.headers,
    });
    if (response.ok) return whole;
    throw await refusal(whole);
  } catch (error) {
    throw error instanceof Refused ? error : new Unreachable(`${error}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

export function requestJson(fetch: Fetch, method: string, url: string, body?: unknown, signal?: AbortSignal) {
  const headers = { 'Content-Type': 'application/json' };
  const sent = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
  return request(fetch, url, sent, signal);
}

/** Whether the server, or what stands before it, is busy or broken: nothing of the request is at fault. */
export function isServersFault({ status }: Refused): boolean {
  return status === 408 || status === 429 || status >= 500;
}

async function refusal(response: Response): Promise<Refused> {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) ? seconds * 1000 : null;
  const body: unknown = await response.json().catch(() => null);
  const { code = 'unknown', fields = {} } =
    (body as { error?: { code?: string; fields?: Record<string, string> } } | null)?.error ?? {};
  return new Refused(response.status, code, fields, retryAfter);
}
