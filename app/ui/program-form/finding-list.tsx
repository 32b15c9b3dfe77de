import { Badge, BlockStack, Card, InlineStack, Text, Link } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { namePart } from '../../i18n/describe-part.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { Finding } from '../../program/checks/finding.ts';
import { partsOf } from '../../program/checks/parts.ts';
import type { Program } from '../../program/document.ts';
import { useEditor } from './editor-context.tsx';
import { sectionOfPath } from './sections/section-list.ts';

const tones = { problem: 'critical', warning: 'attention', note: 'info' } as const;

/** What one group of checks found, in plain words, each with the way to what it speaks of. */
export function FindingList(props: {
  title: string;
  findings: readonly Finding[];
  program: Program;
  hasLinks?: boolean;
}) {
  const { title, findings, program, hasLinks = true } = props;
  const { t } = useTranslation();
  const sayFinding = useSayFinding(program);
  if (findings.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <ul className="regulars-findings">
          {findings.map((finding) => {
            const about = finding.about.find(({ part, id }) => partsOf(program, part).some((item) => item.id === id));
            const words = sayFinding(finding);
            return (
              <li key={words}>
                <Badge tone={tones[finding.weight]}>{t(`program.checks.weights.${finding.weight}`)}</Badge>
                <InlineStack gap="200">
                  <Text as="span">{words}</Text>
                  {about && hasLinks && (
                    <Link
                      url={`/app/program/${sectionOfPath[about.part] ?? 'earning'}?open=${encodeURIComponent(about.id)}`}
                    >
                      {t('program.checks.look')}
                    </Link>
                  )}
                </InlineStack>
              </li>
            );
          })}
        </ul>
      </BlockStack>
    </Card>
  );
}

/** A finding in the merchant's language. Parts that are gone are named as the published program names them. */
export function useSayFinding(program: Program): (finding: Finding) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const { published } = useEditor();
  return (finding) => {
    const name = (index: number): string => {
      const about = finding.about[index];
      if (!about) return '';
      const isThere = partsOf(program, about.part).some(({ id }) => id === about.id);
      const source = isThere ? program : (published?.program ?? program);
      return namePart(about, source, { locale: format.locale, program: source });
    };
    const count = finding.count ?? 0;
    const said = t(`program.checks.${finding.code}`, {
      first: name(0),
      second: name(1),
      count,
      number: format.number(count),
      before: format.number(finding.before ?? 0),
      after: format.number(finding.after ?? 0),
      amount: format.money(finding.amountMinor ?? 0, program.currencyCode),
      date: finding.date === undefined ? '' : format.calendarDate(finding.date),
    });
    // An amount that ends with an abbreviation ("350 kr.") brings its own period.
    return said.replace(/\.\.(?=\s|$)/g, '.');
  };
}
