import { Banner, List } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Attention } from '../analytics/milestones.server.ts';
import { useFormat } from '../i18n/use-format.ts';

/** What needs a person; nothing at all while all is well. */
export function AttentionBanner({ attention }: { attention: Attention }) {
  const { t } = useTranslation();
  const format = useFormat();
  const items = (['deadLetters', 'refusedCodes', 'conflicts'] as const).filter((key) => attention[key] > 0);
  if (items.length === 0) return null;
  return (
    <Banner
      tone="warning"
      title={t('attention.title')}
      action={{ content: t('attention.look'), url: '/app/operations' }}
    >
      <List>
        {items.map((key) => (
          <List.Item key={key}>
            {t(`attention.${key}`, { count: attention[key], number: format.number(attention[key]) })}
          </List.Item>
        ))}
      </List>
    </Banner>
  );
}
