/** What the member did besides buying, with what it earned or why it earned nothing; goals and badges. */
import { Badge, BlockStack, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Doing, MemberDoings } from '../../activities/member-doings.server.ts';
import { explainNothing, inLocale, say, sayPoints, type WordKey } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { activityNames } from '../../program/events.ts';
import { useFirstFew } from '../use-first-few.tsx';
import { usePointName } from '../use-point-name.ts';

const SHOWN = 5;

export function ActivitiesCard({ goals, badges, doings }: MemberDoings) {
  const { t } = useTranslation();
  const format = useFormat();
  const { shown, more } = useFirstFew(doings, SHOWN, t('activities.member.title'));
  if (goals.length === 0 && badges.length === 0 && doings.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('activities.member.title')}
        </Text>
        {goals.map((goal) => {
          const title = inLocale(goal.title, format.locale);
          const amount = (value: number) => (goal.measure === 'spend' ? format.money(value) : format.number(value));
          const count = { progress: amount(goal.progress), target: amount(goal.target) };
          return (
            <BlockStack key={goal.goalId} gap="100">
              <InlineStack align="space-between" gap="200">
                <Text as="span" id={`goal-${goal.goalId}`}>
                  {title}
                </Text>
                <Text as="span" tone="subdued">
                  {goal.done ? t('activities.member.done') : t('activities.member.progress', count)}
                  {goal.reached > 0 && goal.repeats
                    ? ` · ${t('activities.member.reached', { number: format.number(goal.reached) })}`
                    : ''}
                </Text>
              </InlineStack>
              <ProgressBar
                size="small"
                progress={(goal.progress * 100) / goal.target}
                ariaLabelledBy={`goal-${goal.goalId}`}
              />
            </BlockStack>
          );
        })}
        {badges.length > 0 && (
          <InlineStack gap="200">
            {badges.map((badge) => (
              <Badge key={`${badge.goalId} ${badge.earnedOn}`} tone="success">
                {`${inLocale(badge.title, format.locale)} · ${format.calendarDate(badge.earnedOn)}`}
              </Badge>
            ))}
          </InlineStack>
        )}
        {doings.length > 0 && (
          <BlockStack as="ul" gap="200">
            {shown.map((doing) => (
              <DoingRow key={doing.key} doing={doing} />
            ))}
          </BlockStack>
        )}
        {more}
      </BlockStack>
    </Card>
  );
}

function DoingRow({ doing }: { doing: Doing }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const { locale } = format;
  const name = say(wordOf(doing.activity), {}, locale);
  const earned =
    doing.points > 0
      ? sayPoints(doing.points, { locale, pointName })
      : doing.nothing.map((code) => explainNothing(code, locale)).join(' ');
  return (
    <li>
      <Text as="p">
        {[
          name,
          doing.subject,
          doing.score === null ? '' : t('activities.answers.score', { score: format.number(doing.score) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <Text as="p" tone="subdued">
        {[format.dateTime(doing.happenedAt), t(`activities.member.sources.${doing.source}`), earned]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </li>
  );
}

function wordOf(activity: string): WordKey {
  if (activity === 'birthday' || activity === 'anniversary') return activity;
  const known = activityNames.find((name) => name === activity) ?? 'custom';
  return `activity_${known}`;
}
