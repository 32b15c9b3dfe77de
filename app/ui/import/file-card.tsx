import { useNavigate } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  ChoiceList,
  DropZone,
  FormLayout,
  InlineStack,
  List,
  Select,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { importFields, mapColumns, mappingProblems, type ImportField } from '../../imports/columns.ts';
import { readHead } from '../../imports/read-head.ts';
import { sayProblem } from '../../imports/say-problem.ts';
import { NO_COLUMN, type ImportAnswer, type ImportQuestion } from '../../imports/screen.ts';
import { useFormat } from '../../i18n/use-format.ts';

/** As much of the file is read for choosing columns. */
const HEAD_BYTES = 64 * 1024;
const EXAMPLES = 3;

interface ChosenFile {
  file: File;
  names: string[];
  examples: string[][];
}

/** Chooses a file, says which column holds what, and sends it to be checked. */
export function FileCard() {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const navigate = useNavigate();
  const [kind, setKind] = useState<ImportQuestion['kind']>('balances');
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [columns, setColumns] = useState<Partial<Record<ImportField, string>>>({});
  const [dateOrder, setDateOrder] = useState('');
  const [lookUp, setLookUp] = useState(true);
  const [isSending, setSending] = useState(false);
  const [refused, setRefused] = useState<Extract<ImportAnswer, { ok: false }> | null>(null);

  const choose = async (file: File | undefined) => {
    setRefused(null);
    if (!file) return;
    const [names = [], ...examples] = readHead(await file.slice(0, HEAD_BYTES).text(), EXAMPLES + 1);
    const guessed = mapColumns(names);
    setChosen({ file, names, examples });
    setColumns(Object.fromEntries(importFields.map((field) => [field, names[guessed[field] ?? -1] ?? NO_COLUMN])));
  };
  const missing = chosen ? mappingProblems(mapColumns(chosen.names, columns), kind) : [];
  const hasDates = kind === 'history' || columns.expiresOn !== NO_COLUMN || columns.birthday !== NO_COLUMN;
  const send = async () => {
    if (!chosen) return;
    setSending(true);
    setRefused(null);
    const question: ImportQuestion = {
      ...{ kind, fileName: chosen.file.name, columns, lookUp },
      dateOrder: dateOrder === 'day_first' || dateOrder === 'month_first' ? dateOrder : null,
    };
    try {
      // The bytes go as they are: a form would have to be held in memory whole.
      const address = `/app/members-import-file?${new URLSearchParams({ question: JSON.stringify(question) }).toString()}`;
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: chosen.file,
      });
      const answer = response.ok ? ((await response.json()) as ImportAnswer) : null;
      if (answer?.ok) void navigate(`/app/members/import?id=${answer.importId}`);
      else setRefused(answer ?? { ok: false, problems: ['not_read'] });
    } catch {
      setRefused({ ok: false, problems: ['not_read'] });
    } finally {
      setSending(false);
    }
  };
  return (
    <Card>
      <BlockStack gap="400">
        <ChoiceList
          title={t('members.import.kind')}
          choices={(['balances', 'history'] as const).map((value) => ({
            value,
            label: t(`members.import.kinds.${value}`),
            helpText: t(`members.import.kindsHelp.${value}`),
          }))}
          selected={[kind]}
          onChange={([value]) => setKind(value === 'history' ? 'history' : 'balances')}
        />
        <div className="regulars-drop-zone">
          <DropZone
            accept=".csv,text/csv"
            type="file"
            allowMultiple={false}
            label={t('members.import.file')}
            onDropAccepted={(files) => void choose(files[0])}
          >
            {chosen ? (
              <div className="regulars-drop">
                <Text as="p" fontWeight="semibold" breakWord>
                  {chosen.file.name}
                </Text>
                <Text as="p" tone="subdued">
                  {t('members.import.another')}
                </Text>
              </div>
            ) : (
              <DropZone.FileUpload actionTitle={t('members.import.choose')} actionHint={t('members.import.hint')} />
            )}
          </DropZone>
        </div>
        {refused && (
          <Banner tone="critical" title={t('members.import.refused')}>
            <List>
              {refused.problems.map((problem) => (
                <List.Item key={problem}>
                  {[
                    refused.line ? t('members.import.line', { line: refused.line }) : '',
                    problem === 'not_read' ? t('members.import.notRead') : sayProblem(problem, locale),
                  ]
                    .filter(Boolean)
                    .join(' ')}
                </List.Item>
              ))}
            </List>
          </Banner>
        )}
        {chosen && (
          <>
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                {t('members.import.columns')}
              </Text>
              <Text as="p" tone="subdued">
                {t('members.import.columnsHelp')}
              </Text>
            </BlockStack>
            <FormLayout>
              {pairs(importFields).map((pair) => (
                <FormLayout.Group key={pair[0]}>
                  {pair.map((field) => {
                    const name = columns[field] ?? NO_COLUMN;
                    const at = chosen.names.indexOf(name);
                    const examples = [...new Set(chosen.examples.map((cells) => cells[at] ?? ''))].filter(Boolean);
                    return (
                      <Select
                        key={field}
                        label={t(`members.import.fields.${field}`)}
                        options={[
                          { value: NO_COLUMN, label: t('members.import.noColumn') },
                          ...[...new Set(chosen.names)].filter(Boolean).map((value) => ({ value, label: value })),
                        ]}
                        value={name}
                        onChange={(value) => setColumns({ ...columns, [field]: value })}
                        helpText={
                          examples.length > 0
                            ? t('members.import.examples', { examples: examples.join(' · ') })
                            : undefined
                        }
                      />
                    );
                  })}
                </FormLayout.Group>
              ))}
              {hasDates && (
                <Select
                  label={t('members.import.dates')}
                  options={[
                    { value: '', label: t('members.import.dateOrders.iso') },
                    { value: 'day_first', label: t('members.import.dateOrders.day_first') },
                    { value: 'month_first', label: t('members.import.dateOrders.month_first') },
                  ]}
                  value={dateOrder}
                  onChange={setDateOrder}
                />
              )}
              {columns.email !== NO_COLUMN && (
                <Checkbox
                  label={t('members.import.lookUp')}
                  helpText={t('members.import.lookUpHelp')}
                  checked={lookUp}
                  onChange={setLookUp}
                />
              )}
            </FormLayout>
            {missing.length > 0 && (
              <Banner tone="warning">
                <List>
                  {missing.map((problem) => (
                    <List.Item key={problem}>{sayProblem(problem, locale)}</List.Item>
                  ))}
                </List>
              </Banner>
            )}
            <InlineStack align="end" gap="300" blockAlign="center">
              <Text as="p" tone="subdued">
                {t('members.import.nothingYet')}
              </Text>
              <Button variant="primary" disabled={missing.length > 0} loading={isSending} onClick={() => void send()}>
                {t('members.import.check')}
              </Button>
            </InlineStack>
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function pairs<T>(list: readonly T[]): T[][] {
  return list.flatMap((item, index) => (index % 2 === 0 ? [list.slice(index, index + 2)] : []));
}
