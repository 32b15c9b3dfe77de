/** Every language, for rendering on the server. */
import polarisDa from '@shopify/polaris/locales/da.json' with { type: 'json' };
import polarisDe from '@shopify/polaris/locales/de.json' with { type: 'json' };
import polarisEn from '@shopify/polaris/locales/en.json' with { type: 'json' };
import polarisSv from '@shopify/polaris/locales/sv.json' with { type: 'json' };
import type { Locale } from '../lib/locales.ts';
import type { LocaleBundle } from './locale-bundle.ts';
import da from './locales/da.json' with { type: 'json' };
import de from './locales/de.json' with { type: 'json' };
import en from './locales/en.json' with { type: 'json' };
import hu from './locales/hu.json' with { type: 'json' };
import sv from './locales/sv.json' with { type: 'json' };
import polarisHu from './polaris/hu.json' with { type: 'json' };
import programDa from './program-texts/da.json' with { type: 'json' };
import programDe from './program-texts/de.json' with { type: 'json' };
import programEn from './program-texts/en.json' with { type: 'json' };
import programHu from './program-texts/hu.json' with { type: 'json' };
import programSv from './program-texts/sv.json' with { type: 'json' };

export const localeBundles: Record<Locale, LocaleBundle> = {
  en: { text: { ...en, ...programEn }, polaris: polarisEn },
  da: { text: { ...da, ...programDa }, polaris: polarisDa },
  sv: { text: { ...sv, ...programSv }, polaris: polarisSv },
  hu: { text: { ...hu, ...programHu }, polaris: polarisHu },
  de: { text: { ...de, ...programDe }, polaris: polarisDe },
};
