import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from './i18n/create-i18n.ts';
import { loadLocale } from './i18n/load-locale.ts';
import { nearestLocale } from './lib/locales.ts';

/** The server wrote the language on the document; hydration waits for the same words, so nothing flashes. */
async function hydrate(): Promise<void> {
  const locale = nearestLocale(document.documentElement.lang);
  const i18n = createI18n(locale, await loadLocale(locale));
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nextProvider i18n={i18n}>
          <RemixBrowser />
        </I18nextProvider>
      </StrictMode>,
    );
  });
}

void hydrate();
