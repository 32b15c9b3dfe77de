import { Link } from '@remix-run/react';
import { Badge, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { templates } from '../../program/templates/registry.ts';
import type { TemplateKind } from '../../program/templates/template.ts';
import { TemplatePicture } from './template-picture.tsx';
import { useTemplateWords } from './use-template-words.ts';

const kinds: TemplateKind[] = ['points', 'stamps', 'tiers', 'paid', 'cashback', 'referral', 'engagement'];

/** Programs to start from: a picture, a name, a sentence. @param linkOf where a template is looked at more closely. */
export function TemplateGallery({ linkOf }: { linkOf(id: string): string }) {
  const { t } = useTranslation();
  const words = useTemplateWords();
  const [kind, setKind] = useState<TemplateKind | null>(null);
  const shown = templates.filter((template) => kind === null || template.kind === kind);
  return (
    <div className="regulars-gallery-frame">
      <div className="regulars-filter" role="group" aria-label={t('program.templates.filter')}>
        {[null, ...kinds].map((value) => (
          <button key={value ?? 'all'} type="button" aria-pressed={kind === value} onClick={() => setKind(value)}>
            {value === null ? t('program.templates.all') : t(`program.templates.kinds.${value}`)}
          </button>
        ))}
      </div>
      <ul className="regulars-gallery">
        {shown.map((template) => (
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
