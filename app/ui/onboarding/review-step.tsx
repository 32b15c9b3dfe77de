import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { checkProgram } from '../../program/checks/check-program.ts';
import { useEditor } from '../program-form/editor-context.tsx';
import { FindingList } from '../program-form/finding-list.tsx';
import { ProblemList } from '../program-form/problem-list.tsx';
import { ProgramInSentences } from '../program-form/program-in-sentences.tsx';
import { useToday } from '../program-form/use-today.ts';

/** The whole promise in plain sentences, with a way back to each part, and what is worth knowing before it is made. */
export function ReviewStep({ onEdit }: { onEdit(step: number): void }) {
  const { t } = useTranslation();
  const today = useToday();
  const { reading, program, exampleMinor, names } = useEditor();
  const { works } = checkProgram(program, null, { today, orderMinor: exampleMinor });
  return (
    <>
      {!reading.ok && <ProblemList problems={reading.problems} hasLinks={false} />}
      <ProgramInSentences program={program} names={names} />
      <InlineStack gap="300">
        <Button variant="plain" onClick={() => onEdit(1)}>
          {t('onboarding.review.editEarning')}
        </Button>
        <Button variant="plain" onClick={() => onEdit(2)}>
          {t('onboarding.review.editRewards')}
        </Button>
      </InlineStack>
      <FindingList title={t('onboarding.review.good')} findings={works} program={program} hasLinks={false} />
      <Card>
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('onboarding.review.refunds')}
          </Text>
          <Text as="p">{t('onboarding.review.refundsText')}</Text>
        </BlockStack>
      </Card>
    </>
  );
}
