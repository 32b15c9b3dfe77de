import { useFetcher, useRevalidator } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  DropZone,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BacktestAnswer, BacktestChoice, BacktestView } from '../../backtest/screen.server.ts';
import { useAnswer } from '../use-answer.ts';
import { useSideName } from './use-side-name.ts';

const NONE = '';
type Source = BacktestChoice['source'];

export function BacktestForm({
  hasDraft,
  templateIds,
  assumptions,
  isRunning,
}: Omit<BacktestView, 'latest'> & { isRunning: boolean }) {
  const { t } = useTranslation();
  const nameOf = useSideName();
  const { revalidate } = useRevalidator();
  const fetcher = useFetcher<BacktestAnswer>();
  const [source, setSource] = useState<Source>('known');
  const [program, setProgram] = useState(hasDraft ? 'draft' : 'live');
  const [against, setAgainst] = useState(hasDraft ? 'live' : NONE);
  const [join, setJoin] = useState(String(assumptions.joinBp / 100));
  const [redeem, setRedeem] = useState(String(assumptions.redeemBp / 100));
  const [file, setFile] = useState<File | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [ofFile, setOfFile] = useState<BacktestAnswer | null>(null);
  const [ofKnown, setOfKnown] = useState<BacktestAnswer | null>(null);
  useAnswer(fetcher, setOfKnown);
  const answer = source === 'file' ? ofFile : ofKnown;

  const programs = [
    { value: 'live', label: nameOf({ from: 'live', templateId: null }) },
    ...(hasDraft ? [{ value: 'draft', label: nameOf({ from: 'draft', templateId: null }) }] : []),
    ...templateIds.map((id) => ({
      value: id,
      label: t('backtest.template', { name: nameOf({ from: 'template', templateId: id }) }),
    })),
  ];
  const play = async () => {
    const question = {
      ...{ source, program, against: against === NONE ? null : against, fileName: file?.name ?? '' },
      ...{ joinPercent: Number(join), redeemPercent: Number(redeem) },
    };
    if (source !== 'file') {
      void fetcher.submit(question, { method: 'post', encType: 'application/json' });
      return;
    }
    if (!file) return;
    setIsSending(true);
    try {
      // The bytes go as they are: a form would have to be held in memory whole.
      const address = `/app/program-backtest-file?${new URLSearchParams({ question: JSON.stringify(question) }).toString()}`;
      const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: file });
      setOfFile(response.ok ? ((await response.json()) as BacktestAnswer) : { ok: false, problem: 'file_wrong' });
    } catch {
      setOfFile({ ok: false, problem: 'file_wrong' });
    } finally {
      setIsSending(false);
      revalidate();
    }
  };
  return (
    <Card>
      <BlockStack gap="400">
        <FormLayout>
          <FormLayout.Group>
            <Select label={t('backtest.program')} options={programs} value={program} onChange={setProgram} />
            <Select
              label={t('backtest.against')}
              options={[{ value: NONE, label: t('backtest.nothing') }, ...programs]}
              value={against}
              onChange={setAgainst}
            />
          </FormLayout.Group>
          <Select
            label={t('backtest.source')}
            options={(['known', 'shopify', 'file'] as const).map((value) => ({
              value,
              label: t(`backtest.sources.${value}`),
            }))}
            value={source}
            onChange={(value) => setSource(value as Source)}
            helpText={t(`backtest.sourceHelp.${source}`)}
          />
          {source === 'file' && (
            <DropZone
              label={t('backtest.file')}
              accept=".csv,text/csv"
              type="file"
              allowMultiple={false}
              onDrop={(files) => setFile(files[0] ?? null)}
            >
              {file ? (
                <DropZone.FileUpload actionTitle={file.name} />
              ) : (
                <DropZone.FileUpload actionTitle={t('backtest.chooseFile')} />
              )}
            </DropZone>
          )}
          <FormLayout.Group>
            <Percent label={t('backtest.join')} help={t('backtest.joinHelp')} value={join} onChange={setJoin} />
            <Percent label={t('backtest.redeem')} help={t('backtest.redeemHelp')} value={redeem} onChange={setRedeem} />
          </FormLayout.Group>
        </FormLayout>
        {answer && !answer.ok && <Banner tone="critical">{t(`backtest.refusals.${answer.problem}`)}</Banner>}
        <InlineStack align="space-between" blockAlign="center" gap="300">
          <Text as="span" tone="subdued">
            {t('backtest.unchanged')}
          </Text>
          <Button
            variant="primary"
            loading={isSending || fetcher.state !== 'idle'}
            disabled={isRunning || (source === 'file' && !file)}
            onClick={() => void play()}
          >
            {t('backtest.play')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

interface PercentProps {
  label: string;
  help: string;
  value: string;
  onChange: (value: string) => void;
}

function Percent({ label, help, value, onChange }: PercentProps) {
  return (
    <TextField
      {...{ label, value, onChange, helpText: help }}
      type="number"
      min={0}
      max={100}
      suffix="%"
      autoComplete="off"
    />
  );
}
