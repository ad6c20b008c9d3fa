/**
 * A page that nobody watches. Of the pages it opens Playwright records every request, and for one that a script makes
 * the browser then works out the positions of the whole script anew: 140 ms at a quarter of the speed, within the very
 * task that is timed. This page stands in a context of its own, and nothing is on but what its opener asks for.
 */
import type { Browser } from '@playwright/test';

export interface Unwatched {
  /** A command of the DevTools protocol to the page. @throws Error with the browser's words when it refuses */
  readonly send: (method: string, params?: object) => Promise<object>;
  /** What an expression of the page comes to, as JSON carries it. */
  readonly evaluate: <T>(expression: string) => Promise<T>;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly result?: object;
  readonly error?: { readonly message: string };
}

export async function unwatched(browser: Browser, { width, height }: { readonly width: number; readonly height: number }): Promise<Unwatched> {
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = await session.send('Target.createBrowserContext');
  const { targetId } = await session.send('Target.createTarget', { url: 'about:blank', browserContextId, width, height });
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map<number, (answer: Answer) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const answer = JSON.parse(message) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let sent = 0;
  const send = async (method: string, params: object = {}): Promise<object> => {
    const id = ++sent;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) });
    const { result, error } = await answered;
    waiting.delete(id);
    if (!result) throw new Error(`${method}: ${error?.message}`);
    return result;
  };
  return {
    send,
    evaluate: async <T>(expression: string) => {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true }) as { result: { value: T }; exceptionDetails?: { text: string } };
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result.value;
    },
    close: async () => {
      await session.send('Target.disposeBrowserContext', { browserContextId });
      await session.detach();
    },
  };
}
