import { BlockStack, List, Modal, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { sayPoints } from '../../i18n/explain.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { textIn } from '../../program/text.ts';
import { usePointName } from '../use-point-name.ts';
import type { ProgramChange } from './changes.ts';

interface PublishModalProps {
  isOpen: boolean;
  changes: readonly ProgramChange[];
  currencyCode: string;
  isSending: boolean;
  onClose(): void;
  onPublish(): void;
}

/** Says what publishing will change before it happens. */
export function PublishModal({ isOpen, changes, currencyCode, isSending, onClose, onPublish }: PublishModalProps) {
  const { t } = useTranslation();
  const sayChange = useSayChange(currencyCode);
  return (
    <Modal
      open={isOpen}
      onClose={onClose}
      title={t('program.publish.title')}
      primaryAction={{ content: t('program.publish.send'), loading: isSending, onAction: onPublish }}
      secondaryActions={[{ content: t('common.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <Text as="p">{t('program.publish.text')}</Text>
          <List>
            {changes.map((change) => {
              const words = sayChange(change);
              return <List.Item key={words}>{words}</List.Item>;
            })}
          </List>
          <Text as="p" tone="subdued">
            {t('program.publish.past')}
          </Text>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

function useSayChange(currencyCode: string): (change: ProgramChange) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const pointName = usePointName();
  return (change) => {
    const key = `program.changes.${change.code}`;
    switch (change.code) {
      case 'earn_rate':
        return t(key, {
          points: sayPoints(change.pointsPerUnit, { locale: format.locale, pointName }),
          unit: format.money(change.unitMinor, currencyCode),
        });
      case 'signup_points':
        return t(key, { points: sayPoints(change.points, { locale: format.locale, pointName }) });
      case 'currency':
        return t(key, { currency: change.currencyCode });
      case 'reward_cost':
        return t(key, {
          title: textIn(change.title, format.locale),
          before: format.number(change.before),
          after: format.number(change.after),
        });
      case 'reward_added':
      case 'reward_removed':
      case 'reward_on':
      case 'reward_off':
      case 'reward_terms':
      case 'reward_value':
        return t(key, { title: textIn(change.title, format.locale) });
      default:
        return t(key);
    }
  };
}
