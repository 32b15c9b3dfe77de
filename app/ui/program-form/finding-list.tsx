import { Badge, BlockStack, Card, Icon, Link, Text } from '@shopify/polaris';
import { AlertCircleIcon, AlertTriangleIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import { namePart } from '../../i18n/describe-part.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { ProgramChecks } from '../../program/checks/check-program.ts';
import type { Finding } from '../../program/checks/finding.ts';
import { partsOf, type PartKind } from '../../program/checks/parts.ts';
import type { Program } from '../../program/document.ts';
import { useEditor } from './editor-context.tsx';
import { sectionOf, type Section } from './sections/section-list.ts';

const tones = { problem: 'critical', warning: 'attention', note: 'info' } as const;

/** What one group of checks found, in plain words, each with the way to what it speaks of. */
export function FindingList(props: {
  title: string;
  findings: readonly Finding[];
  program: Program;
  hasLinks?: boolean;
  /** Left out where the title says the same. */
  hasWeights?: boolean;
}) {
  const { title, findings, program, hasLinks = true, hasWeights = true } = props;
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
          {findings.map((finding, index) => {
            // Several of one weight stand below one mark.
            const isNewWeight = finding.weight !== findings[index - 1]?.weight;
            const about = finding.about.find(({ part, id }) => partsOf(program, part).some((item) => item.id === id));
            const words = sayFinding(finding);
            return (
              <li key={words}>
                {isNewWeight && (hasWeights || finding.weight !== 'note') && (
                  <Badge tone={tones[finding.weight]}>{t(`program.checks.weights.${finding.weight}`)}</Badge>
                )}
                <Text as="span">
                  {words}
                  {hasLinks && (
                    <>
                      {' '}
                      <Link
                        url={addressOf(finding, about?.id)}
                        accessibilityLabel={`${t('program.checks.look')}: ${words}`}
                      >
                        {t('program.checks.look')}
                      </Link>
                    </>
                  )}
                </Text>
              </li>
            );
          })}
        </ul>
      </BlockStack>
    </Card>
  );
}

function addressOf(finding: Finding, id: string | undefined): string {
  return `/app/program/${sectionOf(finding)}${id === undefined ? '' : `?open=${encodeURIComponent(id)}`}`;
}

/** What somebody could be surprised by, beside the part that it is about. What is only good to know waits for the review. */
export function PartFindings({ part, id }: { part: PartKind; id: string }) {
  const { checks } = useEditor();
  return (
    <FindingLines
      findings={toHeed(checks).filter(({ about }) => about.some((ref) => ref.part === part && ref.id === id))}
    />
  );
}

/** What is about a section as a whole. */
export function SectionFindings({ section }: { section: Section }) {
  const { checks } = useEditor();
  const findings = toHeed(checks).filter((finding) => finding.about.length === 0 && sectionOf(finding) === section);
  if (findings.length === 0) return null;
  return (
    <Card>
      <FindingLines findings={findings} />
    </Card>
  );
}

function toHeed(checks: ProgramChecks | null): Finding[] {
  return checks
    ? Object.values(checks).flatMap((group: Finding[]) => group.filter(({ weight }) => weight !== 'note'))
    : [];
}

function FindingLines({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation();
  const { program } = useEditor();
  const sayFinding = useSayFinding(program);
  if (findings.length === 0) return null;
  return (
    <ul className="regulars-notices">
      {findings.map((finding) => {
        const isProblem = finding.weight === 'problem';
        const words = sayFinding(finding);
        return (
          <li key={words}>
            <span>
              <Icon
                source={isProblem ? AlertCircleIcon : AlertTriangleIcon}
                tone={isProblem ? 'critical' : 'caution'}
                accessibilityLabel={t(`program.checks.weights.${finding.weight}`)}
              />
            </span>
            <Text as="span">{words}</Text>
          </li>
        );
      })}
    </ul>
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
    return t(`program.checks.${finding.code}`, {
      first: name(0),
      second: name(1),
      count,
      number: format.number(count),
      before: format.number(finding.before ?? 0),
      after: format.number(finding.after ?? 0),
      amount: format.money(finding.amountMinor ?? 0, program.currencyCode),
      date: finding.date === undefined ? '' : format.calendarDate(finding.date),
    });
  };
}
