import { BlockStack, ChoiceList, Modal, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import type { MembersCount } from '../../members/members-list.server.ts';
import { useDownload } from './use-download.ts';

interface ExportModalProps {
  view: string;
  /** Only these of the view; null for all. */
  memberIds: string[] | null;
  whom: MembersCount;
  onClose(): void;
}

/** A CSV file of the members shown; names and addresses only when they are asked for, because they come from Shopify. */
export function ExportModal({ view, memberIds, whom, onClose }: ExportModalProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { start, isLoading } = useDownload();
  const [withNames, setWithNames] = useState(false);
  const send = async () => {
    if (await start({ kind: 'members', view, memberIds, withNames }, `${t('members.export.fileName')}.csv`)) onClose();
  };
  return (
    <Modal
      open
      onClose={onClose}
      title={t('members.export.title')}
      primaryAction={{ content: t('members.export.send'), onAction: () => void send(), loading: isLoading }}
      secondaryActions={[{ content: t('common.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          <Text as="p">
            {t(whom.isAbout ? 'members.export.textAbout' : 'members.export.text', {
              count: whom.count,
              number: format.number(whom.count),
            })}
          </Text>
          <ChoiceList
            title={t('members.export.withNames')}
            titleHidden
            allowMultiple
            choices={[
              { value: 'names', label: t('members.export.withNames'), helpText: t('members.export.withNamesHelp') },
            ]}
            selected={withNames ? ['names'] : []}
            onChange={(chosen) => setWithNames(chosen.length > 0)}
          />
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
