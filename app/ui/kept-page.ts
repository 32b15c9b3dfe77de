/**
 * A page that asked for something and got no answer (no network, a server that is being replaced) stays as it is, with all that was
 * typed. Remix would show the page's error in its place. Routes hand on what they need of this; `useAnswer` tells the merchant.
 */
import type {
  ClientActionFunctionArgs,
  ClientLoaderFunctionArgs,
  ShouldRevalidateFunctionArgs,
} from '@remix-run/react';

const NO_ANSWER = { isNoAnswer: true } as const;

export function isNoAnswer(data: unknown): data is typeof NO_ANSWER {
  return typeof data === 'object' && data !== null && 'isNoAnswer' in data;
}

/** What the server answered, or that it did not. A way to another page (a new log-in, say) is followed. */
export async function clientAction({ serverAction }: Pick<ClientActionFunctionArgs, 'serverAction'>): Promise<unknown> {
  try {
    return await serverAction();
  } catch (error) {
    if (error instanceof Response) throw error;
    return NO_ANSWER;
  }
}

/** For what a page asks for beside itself, and can do without: null where it did not come. */
export async function clientLoader({ serverLoader }: Pick<ClientLoaderFunctionArgs, 'serverLoader'>): Promise<unknown> {
  try {
    return await serverLoader();
  } catch (error) {
    if (error instanceof Response) throw error;
    return null;
  }
}

/** Where no answer came, nothing is known to have changed, and asking for the page would fail as well. */
export function shouldRevalidate({ actionResult, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return !isNoAnswer(actionResult) && defaultShouldRevalidate;
}
