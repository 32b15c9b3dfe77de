import { useFetcher } from '@remix-run/react';
import { SaveBar, TitleBar, useAppBridge } from '@shopify/app-bridge-react';
import { BlockStack, Button, Card, InlineStack, Layout, Page, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useShop } from '../../i18n/use-format.ts';
import { useLanguageNames } from '../../i18n/use-language-names.ts';
import { locales, nearestLocale, type Locale } from '../../lib/locales.ts';
import { compose } from '../../messages/compose.ts';
import { exampleFacts } from '../../messages/examples.ts';
import { kindFacts, placeholdersOf, type MessageKind } from '../../messages/kinds.ts';
import type { MessagesAction, MessagesAnswer } from '../../messages/messages-action.ts';
import { renderMail } from '../../messages/render-mail.ts';
import type { Words } from '../../messages/settings.ts';
import { messageWords } from '../../messages/words.ts';
import type { PluralName } from '../../program/document.ts';
import { LeaveGuard } from '../leave-guard.tsx';
import { useAnswer } from '../use-answer.ts';
import { sayReason } from './trouble-banner.tsx';

export interface WordsPageProps {
  kind: MessageKind;
  words: Partial<Record<Locale, Words>>;
  accent: string;
  canTest: boolean;
  pointName: Record<Locale, PluralName>;
  /** The currency when points are money; null elsewhere. */
  cashbackCurrency: string | null;
  /** What a reward of the shop is called. */
  reward: Record<string, string> | null;
  /** The shop's date. */
  today: string;
}

const nothing: Words = { subject: '', heading: '', body: '', sms: '' };
const EXAMPLE_BALANCE = 340;

export function WordsPage({
  kind,
  words: kept,
  accent,
  canTest,
  pointName,
  cashbackCurrency,
  reward,
  today,
}: WordsPageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shop = useShop();
  const bridge = useAppBridge();
  const languageNames = useLanguageNames();
  const fetcher = useFetcher<MessagesAnswer>();
  const [language, setLanguage] = useState<Locale>(format.locale);
  const [words, setWords] = useState(kept);
  const isSending = fetcher.state !== 'idle';
  const isDirty = JSON.stringify(filled(words)) !== JSON.stringify(filled(kept));
  const own = words[language] ?? nothing;
  const ours = messageWords[language].kinds[kind];
  const { label } = messageWords[format.locale].kinds[kind];
  const send = (action: MessagesAction) =>
    void fetcher.submit(JSON.stringify(action), { method: 'post', encType: 'application/json' });
  const write = (part: Partial<Words>) =>
    setWords((old) => ({ ...old, [language]: { ...nothing, ...old[language], ...part } }));
  useAnswer(fetcher, (answer) => {
    if (answer.outcome === 'wrong') bridge.toast.show(t('messages.problems.words_too_long'), { isError: true });
    else if (answer.outcome === 'test_failed') bridge.toast.show(sayReason(answer.reason, t), { isError: true });
    else bridge.toast.show(t(`messages.done.${answer.outcome}`));
  });
  const content = compose(kind, exampleFacts(kind, language, today, reward), own, {
    locale: language,
    pointName: pointName[language],
    cashbackCurrency,
    shopName: shop.name || shop.domain,
    name: messageWords[language].examples.name,
    balancePoints: EXAMPLE_BALANCE,
    today,
  });
  const isToMember = kindFacts[kind].audience === 'member';
  const { html } = renderMail(content, {
    locale: language,
    shopName: shop.name || shop.domain,
    accent,
    button: { label: messageWords[language].mail[isToMember ? 'button' : 'openMember'], url: '#' },
    preferencesUrl: isToMember ? '#' : null,
  });
  const fields = isToMember
    ? (['subject', 'heading', 'body', 'sms'] as const)
    : (['subject', 'heading', 'body'] as const);

  return (
    <Page title={label} backAction={{ content: t('messages.title'), url: '/app/messages' }}>
      <TitleBar title={label} />
      <LeaveGuard isDirty={isDirty} />
      <SaveBar id="words-save-bar" open={isDirty}>
        <button
          variant="primary"
          onClick={() => send({ intent: 'save_words', kind, words })}
          {...(isSending ? { loading: '' } : {})}
        >
          {t('messages.save')}
        </button>
        <button onClick={() => setWords(kept)}>{t('messages.undo')}</button>
      </SaveBar>
      <Layout>
        <Layout.Section variant="oneHalf">
          <Card>
            <BlockStack gap="400">
              <Text as="p" tone="subdued">
                {t('messages.words.text')}
              </Text>
              <Select
                label={t('messages.words.language')}
                options={locales.map((locale) => ({ label: languageNames[locale], value: locale }))}
                value={language}
                onChange={(locale) => setLanguage(nearestLocale(locale))}
              />
              {fields.map((field) => (
                <TextField
                  key={field}
                  label={t(`messages.words.${field}`)}
                  value={own[field]}
                  placeholder={ours[field]}
                  onChange={(text) => write({ [field]: text })}
                  maxLength={{ subject: 150, heading: 150, body: 3000, sms: 480 }[field]}
                  multiline={{ subject: false, heading: false, body: 5, sms: 3 }[field]}
                  autoComplete="off"
                />
              ))}
              <Text as="p" tone="subdued">
                {t('messages.words.blanks', {
                  list: placeholdersOf(kind)
                    .map((name) => `{${name}}`)
                    .join(' '),
                })}
              </Text>
              <InlineStack>
                <Button
                  disabled={!canTest || isSending}
                  onClick={() => send({ intent: 'test', kind, locale: language, words: own })}
                >
                  {t('messages.words.test')}
                </Button>
              </InlineStack>
            </BlockStack>
          </Card>
        </Layout.Section>
        <Layout.Section variant="oneHalf">
          <Card padding="0">
            <div className="regulars-mail-subject">
              <Text as="h2" variant="headingSm">
                {content.subject}
              </Text>
            </div>
            <iframe className="regulars-mail" title={t('messages.words.preview')} srcDoc={html} sandbox="" />
          </Card>
          {content.sms && (
            <div className="regulars-sms">
              <Text as="h2" variant="headingSm">
                {t('messages.words.sms')}
              </Text>
              <p>{content.sms}</p>
            </div>
          )}
        </Layout.Section>
      </Layout>
    </Page>
  );
}

/** Only what was written: an empty field is the same as none. */
function filled(words: Partial<Record<Locale, Words>>): [string, Words][] {
  return locales.flatMap((locale) => {
    const own = words[locale];
    return own && Object.values(own).some(Boolean) ? [[locale, { ...nothing, ...own }]] : [];
  });
}
