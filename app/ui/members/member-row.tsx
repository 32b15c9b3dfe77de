import { useNavigate } from '@remix-run/react';
import { Badge, IndexTable, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { inLocale, sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { nameOr } from '../member-names.ts';
import { usePointName } from '../use-point-name.ts';
import { LevelMark } from './level-mark.tsx';
import type { MembersPageProps } from './members-page.tsx';
import type { LevelName } from './use-member-filters.tsx';

interface MemberRowProps {
  row: MembersPageProps['rows'][number];
  position: number;
  isSelected: boolean;
  level: LevelName | undefined;
  hasLevels: boolean;
  /** All columns; two lines on a phone; or there, while members are chosen, name and points beside the box. */
  look: 'wide' | 'phone' | 'choosing';
}

/** One member of the list. */
export function MemberRow({ row, position, isSelected, level, hasLevels, look }: MemberRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const name = nameOr(row.name, row.customerId, t);
  const url = `/app/members/${row.memberId}`;
  const levelName = level && inLocale(level.name, format.locale);
  const blocked = row.status === 'blocked' && <Badge tone="critical">{t('members.status.blocked')}</Badge>;
  const common = { id: row.memberId, position, selected: isSelected, accessibilityLabel: name };
  if (look === 'phone')
    return (
      <IndexTable.Row {...common}>
        <div className="regulars-member-row">
          <div>
            <RowLink name={name} url={url} />
            <Text as="span" tone="subdued">
              {levelName ?? format.date(row.joinedAt)}
            </Text>
          </div>
          <div>
            <Text as="span" fontWeight="semibold">
              {sayPoints(row.availablePoints, { locale: format.locale, pointName })}
            </Text>
            {blocked || (
              <Text as="span" tone="subdued">
                {format.money(row.spentMinor)}
              </Text>
            )}
          </div>
        </div>
      </IndexTable.Row>
    );
  if (look === 'choosing')
    return (
      <IndexTable.Row {...common}>
        <IndexTable.Cell>
          <div className="regulars-chosen-name">
            {/* No link: a press on the row chooses it. */}
            <Text as="span" fontWeight="semibold">
              {name}
            </Text>
            {blocked}
          </div>
        </IndexTable.Cell>
        <IndexTable.Cell>
          <Text as="span" alignment="end" numeric>
            {format.number(row.availablePoints)}
          </Text>
        </IndexTable.Cell>
      </IndexTable.Row>
    );
  const numbers = [
    format.number(row.availablePoints),
    row.spentMinor === 0 ? '–' : format.money(row.spentMinor),
    row.orders === 0 ? '–' : format.number(row.orders),
    row.lastOrderOn === null ? '–' : format.calendarDate(row.lastOrderOn),
    format.date(row.joinedAt),
  ];
  return (
    <IndexTable.Row {...common}>
      <IndexTable.Cell>
        <InlineStack gap="200" wrap={false} blockAlign="center">
          <RowLink name={name} url={url} />
          {blocked}
        </InlineStack>
      </IndexTable.Cell>
      {hasLevels && (
        <IndexTable.Cell>{levelName ? <LevelMark name={levelName} color={level.color} /> : '–'}</IndexTable.Cell>
      )}
      {numbers.map((text, column) => (
        <IndexTable.Cell key={column}>
          <Text as="span" alignment="end" numeric tone={column === 0 ? undefined : 'subdued'}>
            {text}
          </Text>
        </IndexTable.Cell>
      ))}
    </IndexTable.Row>
  );
}

/** The row's own link, so that a member opens by keyboard and in a new tab too. */
function RowLink({ name, url }: { name: string; url: string }) {
  const navigate = useNavigate();
  return (
    <a
      className="regulars-row-link"
      data-primary-link
      href={url}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        // The row listens too; one click is one visit.
        event.stopPropagation();
        void navigate(url);
      }}
    >
      {name}
    </a>
  );
}
