/** What members answered to surveys: the net promoter score, and the answers one by one. */
import { useSearchParams } from '@remix-run/react';
import { useAppBridge } from '@shopify/app-bridge-react';
import { Badge, BlockStack, Button, ButtonGroup, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { AnswerFilter, PromoterScore } from '../../activities/surveys.server.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { nameOr } from '../member-names.ts';
import { useActivities } from './use-activities.ts';

interface Answer {
  key: string;
  memberId: string;
  customerId: string | null;
  name: string | null;
  survey: string;
  score: number;
  comment: string;
  answeredAt: string;
  handled: boolean;
}

interface AnswersPageProps {
  filter: AnswerFilter;
  score: PromoterScore;
  days: number;
  answers: Answer[];
}

const filters: readonly AnswerFilter[] = ['all', 'unhappy', 'open'];

export function AnswersPage({ filter, score, days, answers }: AnswersPageProps) {
  const { t } = useTranslation();
  const [, setParams] = useSearchParams();
  const bridge = useAppBridge();
  const { send, isSending } = useActivities((answer) => {
    if (answer.outcome === 'not_understood') bridge.toast.show(t('errors.title'), { isError: true });
  });
  return (
    <BlockStack gap="400">
      <ScoreCard score={score} days={days} />
      <Card>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center" gap="300">
            <Text as="h2" variant="headingMd">
              {t('activities.answers.title')}
            </Text>
            <ButtonGroup variant="segmented">
              {filters.map((one) => (
                <Button
                  key={one}
                  pressed={one === filter}
                  onClick={() => setParams(one === 'all' ? {} : { show: one }, { preventScrollReset: true })}
                >
                  {t(`activities.answers.show.${one}`)}
                </Button>
              ))}
            </ButtonGroup>
          </InlineStack>
          {answers.length === 0 ? (
            <Text as="p" tone="subdued">
              {t(filter === 'all' ? 'activities.answers.empty' : 'activities.answers.none')}
            </Text>
          ) : (
            <ul className="regulars-rows">
              {answers.map((answer) => (
                <AnswerRow
                  key={answer.key}
                  answer={answer}
                  isSending={isSending}
                  onHandled={(handled) => send({ intent: 'handled', key: answer.key, handled })}
                />
              ))}
            </ul>
          )}
        </BlockStack>
      </Card>
    </BlockStack>
  );
}

function ScoreCard({ score, days }: { score: PromoterScore; days: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const groups = ['promoters', 'passives', 'unhappy'] as const;
  return (
    <Card>
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('activities.score.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('activities.score.text', { days: format.number(days) })}
          </Text>
        </BlockStack>
        {score.score === null ? (
          <Text as="p">{t('activities.score.none')}</Text>
        ) : (
          <div className="regulars-nps">
            <span className="regulars-nps-score">{format.signed(score.score)}</span>
            <div className="regulars-nps-groups">
              <div className="regulars-nps-bar" aria-hidden="true">
                {groups.map((group) => (
                  <span
                    key={group}
                    className={`regulars-nps-${group}`}
                    style={{ width: `${(score[group] * 100) / score.answers}%` }}
                  />
                ))}
              </div>
              <ul className="regulars-legend">
                {groups.map((group) => (
                  <li key={group}>
                    <i className={`regulars-nps-${group}`} />
                    {t(`activities.score.${group}`, { number: format.number(score[group]) })}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
      </BlockStack>
    </Card>
  );
}

interface AnswerRowProps {
  answer: Answer;
  isSending: boolean;
  onHandled: (handled: boolean) => void;
}

function AnswerRow({ answer, isSending, onHandled }: AnswerRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mood = answer.score >= 9 ? 'promoter' : answer.score <= 6 ? 'unhappy' : 'passive';
  const name = nameOr(answer.name, answer.customerId, t);
  const label = t(answer.handled ? 'activities.answers.handled' : 'activities.answers.handle');
  return (
    <li>
      <span
        className="regulars-answer-score"
        data-mood={mood}
        aria-label={t('activities.answers.score', { score: format.number(answer.score) })}
      >
        {format.number(answer.score)}
      </span>
      <div className="regulars-rows-main">
        <InlineStack gap="200" blockAlign="center">
          <Link url={`/app/members/${answer.memberId}`}>{name}</Link>
          <Text as="span" tone="subdued">
            {format.dateTime(answer.answeredAt)}
          </Text>
          {answer.survey !== '' && <Badge>{answer.survey}</Badge>}
        </InlineStack>
        {answer.comment !== '' && <p className="regulars-quote">{answer.comment}</p>}
      </div>
      {mood === 'unhappy' && (
        <Button
          disabled={isSending}
          variant={answer.handled ? 'plain' : 'secondary'}
          accessibilityLabel={`${label}: ${name}`}
          onClick={() => onHandled(!answer.handled)}
        >
          {label}
        </Button>
      )}
    </li>
  );
}
