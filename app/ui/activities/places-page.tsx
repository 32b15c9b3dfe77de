/** Places with a QR code: making one, printing it, renewing and ending it. */
import { useAppBridge } from '@shopify/app-bridge-react';
import {
  Badge,
  BlockStack,
  Button,
  ButtonGroup,
  Card,
  FormLayout,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceKind } from '../../activities/places.server.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useActivities } from './use-activities.ts';

interface Place {
  id: string;
  name: string;
  kind: PlaceKind;
  intervalMinutes: number;
  expiresOn: string | null;
}

const intervals = [60, 240, 720, 1440, 10_080];

export function PlacesPage({ places }: { places: Place[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const bridge = useAppBridge();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<PlaceKind>('poster');
  const [interval, setInterval] = useState('720');
  const [expiresOn, setExpiresOn] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const created = useRef('');
  const { send, isSending } = useActivities((answer) => {
    if (answer.outcome !== 'done') return bridge.toast.show(t('errors.title'), { isError: true });
    // What is typed while another place is renewed or ended stays.
    setName((typed) => (typed === created.current ? '' : typed));
    bridge.toast.show(t('activities.places.done'));
  });
  const create = () => {
    if (name.trim() === '') return setIsMissing(true);
    created.current = name;
    send({ intent: 'create_place', name, kind, intervalMinutes: Number(interval), expiresOn });
  };
  const length = (minutes: number) =>
    minutes % 1440 === 0
      ? t('activities.places.days', { count: minutes / 1440, number: format.number(minutes / 1440) })
      : minutes % 60 === 0
        ? t('activities.places.hours', { count: minutes / 60, number: format.number(minutes / 60) })
        : t('activities.places.minutes', { count: minutes, number: format.number(minutes) });
  return (
    <BlockStack gap="400">
      <Card>
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('activities.places.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('activities.places.text')}
            </Text>
          </BlockStack>
          {places.length === 0 ? (
            <Text as="p">{t('activities.places.empty')}</Text>
          ) : (
            <ul className="regulars-rows">
              {places.map((place) => (
                <li key={place.id}>
                  <div className="regulars-rows-main">
                    <InlineStack gap="200" blockAlign="center">
                      <Text as="h3" variant="bodyMd" fontWeight="semibold">
                        {place.name}
                      </Text>
                      <Badge>{t(`activities.places.kinds.${place.kind}`)}</Badge>
                    </InlineStack>
                    <Text as="p" tone="subdued">
                      {t('activities.places.every', { length: length(place.intervalMinutes) })}{' '}
                      {place.expiresOn && t('activities.places.until', { date: format.calendarDate(place.expiresOn) })}
                    </Text>
                  </div>
                  <ButtonGroup>
                    <Button url={`/app/activities/poster/${place.id}`}>
                      {t(`activities.places.open.${place.kind}`)}
                    </Button>
                    {place.kind === 'poster' && (
                      <Button
                        disabled={isSending}
                        accessibilityLabel={t('activities.places.renewOf', { name: place.name })}
                        onClick={() => send({ intent: 'renew_place', id: place.id })}
                      >
                        {t('activities.places.renew')}
                      </Button>
                    )}
                    <Button
                      tone="critical"
                      variant="plain"
                      disabled={isSending}
                      accessibilityLabel={t('activities.places.endOf', { name: place.name })}
                      onClick={() => send({ intent: 'end_place', id: place.id })}
                    >
                      {t('activities.places.end')}
                    </Button>
                  </ButtonGroup>
                </li>
              ))}
            </ul>
          )}
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="300">
          <Text as="h2" variant="headingMd">
            {t('activities.places.new')}
          </Text>
          <FormLayout>
            <FormLayout.Group>
              <TextField
                label={t('activities.places.name')}
                placeholder={t('activities.places.namePlaceholder')}
                value={name}
                onChange={(text) => {
                  setName(text);
                  setIsMissing(false);
                }}
                maxLength={80}
                autoComplete="off"
                error={isMissing ? t('activities.places.nameMissing') : undefined}
              />
              <Select
                label={t('activities.places.kind')}
                options={(['poster', 'screen'] as const).map((value) => ({
                  value,
                  label: t(`activities.places.kinds.${value}`),
                }))}
                value={kind}
                onChange={(value) => setKind(value === 'screen' ? 'screen' : 'poster')}
                helpText={t(`activities.places.kindHelp.${kind}`)}
              />
            </FormLayout.Group>
            <FormLayout.Group>
              <Select
                label={t('activities.places.interval')}
                options={intervals.map((minutes) => ({ value: String(minutes), label: length(minutes) }))}
                value={interval}
                onChange={setInterval}
              />
              <TextField
                label={t('activities.places.expiresOn')}
                type="date"
                value={expiresOn}
                onChange={setExpiresOn}
                autoComplete="off"
              />
            </FormLayout.Group>
          </FormLayout>
          <InlineStack>
            <Button variant="primary" loading={isSending} onClick={create}>
              {t('activities.places.create')}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    </BlockStack>
  );
}
