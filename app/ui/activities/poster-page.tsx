/** A place's QR code as a poster to print, or as a screen that renews itself. */
import { useRevalidator } from '@remix-run/react';
import { BlockStack, Button, ButtonGroup, Text } from '@shopify/polaris';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

interface PosterPageProps {
  name: string;
  kind: 'poster' | 'screen';
  words: { locale: string; title: string; steps: string };
  /** How often the code has to be drawn anew; null for one that stays. */
  refreshSeconds: number | null;
  /** What the code says, and the code. */
  address: string;
  svg: string;
}

export function PosterPage({ name, kind, words, refreshSeconds, address, svg }: PosterPageProps) {
  const { t } = useTranslation();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (refreshSeconds === null) return;
    const timer = setInterval(() => revalidate(), refreshSeconds * 1000);
    return () => clearInterval(timer);
  }, [refreshSeconds, revalidate]);
  return (
    <BlockStack gap="400">
      <div className="regulars-no-print">
        <ButtonGroup>
          {kind === 'poster' && (
            <Button variant="primary" onClick={() => window.print()}>
              {t('activities.places.print')}
            </Button>
          )}
          <Button url="/app/activities/places">{t('activities.places.back')}</Button>
        </ButtonGroup>
        {kind === 'screen' && (
          <Text as="p" tone="subdued">
            {t('activities.places.screenText')}
          </Text>
        )}
      </div>
      <section className="regulars-poster" lang={words.locale} aria-label={name} data-address={address}>
        <h2>{words.title}</h2>
        <div dangerouslySetInnerHTML={{ __html: svg }} />
        <p>{words.steps}</p>
        <p className="regulars-poster-place">{name}</p>
      </section>
    </BlockStack>
  );
}
