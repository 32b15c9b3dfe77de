import { Link } from '@remix-run/react';
import { Badge, Box, Button, InlineGrid, InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMadeFor, sells, suits, wants } from '../../program/templates/fit.ts';
import { templates } from '../../program/templates/registry.ts';
import type { TemplateKind } from '../../program/templates/template.ts';
import { TemplatePicture } from './template-picture.tsx';
import { useTemplateWords } from './use-template-words.ts';

const kinds: TemplateKind[] = ['points', 'stamps', 'tiers', 'paid', 'cashback', 'referral', 'engagement'];

/** Programs to start from: a picture, a name, a sentence; those for this shop first. @param linkOf where one is looked at. */
export function TemplateGallery({ linkOf }: { linkOf(id: string): string }) {
  const { t } = useTranslation();
  const words = useTemplateWords();
  const [sold, setSold] = useState<string>('');
  const [wanted, setWanted] = useState<string>('');
  const [kind, setKind] = useState<string>('');
  const [sell, want] = [sells.find((one) => one === sold) ?? null, wants.find((one) => one === wanted) ?? null];
  const shown = templates.filter(
    (template) => (kind === '' || template.kind === kind) && suits(template.id, sell, want),
  );
  const ordered = sell
    ? [...shown].sort((a, b) => Number(isMadeFor(b.id, sell)) - Number(isMadeFor(a.id, sell)))
    : shown;
  const any = (label: string) => ({ value: '', label });
  return (
    <div className="regulars-gallery-frame">
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <InlineGrid columns={{ xs: 1, sm: 3 }} gap="300">
          <Select
            label={t('program.templates.sells')}
            options={[
              any(t('program.templates.anything')),
              ...sells.map((value) => ({ value, label: t(`program.templates.sell.${value}`) })),
            ]}
            value={sold}
            onChange={setSold}
          />
          <Select
            label={t('program.templates.wants')}
            options={[
              any(t('program.templates.anyGoal')),
              ...wants.map((value) => ({ value, label: t(`program.templates.want.${value}`) })),
            ]}
            value={wanted}
            onChange={setWanted}
          />
          <Select
            label={t('program.templates.filter')}
            options={[
              any(t('program.templates.all')),
              ...kinds.map((value) => ({ value, label: t(`program.templates.kinds.${value}`) })),
            ]}
            value={kind}
            onChange={setKind}
          />
        </InlineGrid>
      </Box>
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <div role="status">
          <InlineStack gap="300" blockAlign="center">
            <Text as="p" tone="subdued">
              {t('program.templates.found', { count: ordered.length })}
            </Text>
            {ordered.length < templates.length && (
              <Button
                variant="plain"
                onClick={() => {
                  setSold('');
                  setWanted('');
                  setKind('');
                }}
              >
                {t('program.templates.showAll')}
              </Button>
            )}
          </InlineStack>
        </div>
      </Box>
      <ul className="regulars-gallery">
        {ordered.map((template) => (
          <li key={template.id}>
            <Link to={linkOf(template.id)}>
              <TemplatePicture template={template} />
              <span className="regulars-gallery-words">
                <Text as="span" variant="headingSm">
                  {words(template.id).name}
                </Text>
                <Text as="span" tone="subdued">
                  {words(template.id).sentence}
                </Text>
                <span>
                  <Badge>{t(`program.templates.kinds.${template.kind}`)}</Badge>
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
