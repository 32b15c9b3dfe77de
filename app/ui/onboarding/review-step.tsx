import { BlockStack, Box, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useEditor } from '../program-form/editor-context.tsx';
import { FindingList } from '../program-form/finding-list.tsx';
import { ProblemList } from '../program-form/problem-list.tsx';
import { ProgramInSentences } from '../program-form/program-in-sentences.tsx';
import { PastSentence } from './past-sentence.tsx';
import type { Step } from './step-list.tsx';

/** The whole promise in plain sentences, with a way back to each part, and what is worth knowing before it is made. */
export function ReviewStep({ onEdit }: { onEdit(step: Step): void }) {
  const { t } = useTranslation();
  const { reading, program, checks, names } = useEditor();
  return (
    <>
      {!reading.ok && <ProblemList problems={reading.problems} hasLinks={false} />}
      <PastSentence />
      <ProgramInSentences program={program} names={names} />
      <Box paddingInline={{ xs: '400', sm: '0' }}>
        <InlineStack gap="300">
          <Button variant="plain" onClick={() => onEdit('points')}>
            {t('onboarding.review.editEarning')}
          </Button>
          <Button variant="plain" onClick={() => onEdit('rewards')}>
            {t('onboarding.review.editRewards')}
          </Button>
        </InlineStack>
      </Box>
      <FindingList
        title={t('onboarding.review.good')}
        findings={checks?.works ?? []}
        program={program}
        hasLinks={false}
        hasWeights={false}
      />
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
