/** The same fact with different content: what was kept and what came later, side by side; settled by a person, with a note. */
import { Button, Link } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import type { Conflict, ConflictSide } from '../../operations/operations-view.ts';
import { usePointName } from '../use-point-name.ts';
import { FailedItem } from './failed-item.tsx';
import { ReasonModal } from '../reason-modal.tsx';
import { useOperations } from './use-operations.ts';

export function ConflictsList({ conflicts }: { conflicts: readonly Conflict[] }) {
  const { t } = useTranslation();
  const [settled, setSettled] = useState<Conflict | null>(null);
  const act = useOperations(() => setSettled(null));
  return (
    <>
      <ul className="regulars-failures">
        {conflicts.map((conflict) => (
          <FailedItem
            key={`${conflict.key} ${conflict.hash}`}
            title={t('operations.conflicts.one')}
            meaning={t('operations.conflicts.meaning')}
            since={conflict.seenAt}
            detail={conflict.key}
            actions={<Button onClick={() => setSettled(conflict)}>{t('operations.settle.do')}</Button>}
          >
            <div className="regulars-sides">
              {conflict.kept && <Side title={t('operations.conflicts.kept')} side={conflict.kept} />}
              <Side title={t('operations.conflicts.later')} side={conflict.refused} />
            </div>
          </FailedItem>
        ))}
      </ul>
      {settled && (
        <ReasonModal
          title={t('operations.settle.title')}
          text={t('operations.settle.text')}
          send={t('operations.settle.do')}
          isDestructive={false}
          help={t('operations.reasonHelp')}
          isSending={act.isBusy}
          onClose={() => setSettled(null)}
          onSend={(note) => act.send({ intent: 'settle', key: settled.key, hash: settled.hash, note })}
        />
      )}
    </>
  );
}

function Side({ title, side }: { title: string; side: ConflictSide }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  const kind = `operations.conflicts.kinds.${side.kind}`;
  const [sourceType = '', id = ''] = side.source.split(' ');
  const source = `operations.conflicts.sources.${sourceType}`;
  const rows: [string, string][] = [
    [t('operations.conflicts.points'), sayPoints(side.points, { locale: format.locale, pointName })],
    [t('operations.conflicts.kind'), i18n.exists(kind) ? t(kind) : side.kind],
    [t('operations.conflicts.source'), i18n.exists(source) ? t(source, { id }) : side.source],
    [t('operations.conflicts.at'), side.occurredAt ? format.dateTime(side.occurredAt) : '–'],
  ];
  return (
    <section>
      <h3>{title}</h3>
      <dl className="regulars-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {side.memberId && <Link url={`/app/members/${side.memberId}`}>{t('operations.checks.member')}</Link>}
    </section>
  );
}
