/** How other software reports what members did: tokens of the API, and Shopify Flow. */
import { useAppBridge } from '@shopify/app-bridge-react';
import {
  Badge,
  Banner,
  BlockStack,
  Button,
  Card,
  Checkbox,
  FormLayout,
  InlineStack,
  Text,
  TextField,
} from '@shopify/polaris';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiScope } from '../../activities/api/tokens.server.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useActivities } from './use-activities.ts';

interface Token {
  id: string;
  name: string;
  scopes: ApiScope[];
  memberPerDay: number;
  perDay: number;
  createdAt: string;
  lastUsedAt: string | null;
}

const scopeKey = { 'events:write': 'report', 'members:read': 'read' } as const;

export function ConnectionsPage({ apiUrl, isFlowOn, tokens }: { apiUrl: string; isFlowOn: boolean; tokens: Token[] }) {
  const { t } = useTranslation();
  const bridge = useAppBridge();
  const [made, setMade] = useState<string | null>(null);
  const { send, isSending } = useActivities((answer) => {
    if (answer.outcome === 'token') return setMade(answer.token);
    const isDone = answer.outcome === 'done';
    bridge.toast.show(t(isDone ? 'activities.connections.done' : 'errors.title'), { isError: !isDone });
  });
  return (
    <BlockStack gap="400">
      {made && (
        <Banner tone="success" title={t('activities.connections.made')} onDismiss={() => setMade(null)}>
          <BlockStack gap="200">
            <Text as="p">{t('activities.connections.madeText')}</Text>
            <code className="regulars-token">{made}</code>
          </BlockStack>
        </Banner>
      )}
      <Card>
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('activities.connections.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('activities.connections.text')}
            </Text>
            <code className="regulars-token">{apiUrl}</code>
          </BlockStack>
          {tokens.length > 0 && (
            <ul className="regulars-rows">
              {tokens.map((token) => (
                <TokenRow
                  key={token.id}
                  token={token}
                  isSending={isSending}
                  onRevoke={() => send({ intent: 'revoke_token', id: token.id })}
                />
              ))}
            </ul>
          )}
        </BlockStack>
      </Card>
      <NewToken made={made} isSending={isSending} onCreate={send} />
      <Card>
        <BlockStack gap="300">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('activities.flow.title')}
            </Text>
            <Text as="p" tone="subdued">
              {t('activities.flow.text')}
            </Text>
          </BlockStack>
          <Checkbox
            label={t('activities.flow.tell')}
            helpText={t('activities.flow.tellHelp')}
            checked={isFlowOn}
            disabled={isSending}
            onChange={(enabled) => send({ intent: 'flow', enabled })}
          />
        </BlockStack>
      </Card>
    </BlockStack>
  );
}

function TokenRow({ token, isSending, onRevoke }: { token: Token; isSending: boolean; onRevoke: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <div className="regulars-rows-main">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="bodyMd" fontWeight="semibold">
            {token.name}
          </Text>
          {token.scopes.map((scope) => (
            <Badge key={scope}>{t(`activities.connections.scopes.${scopeKey[scope]}`)}</Badge>
          ))}
        </InlineStack>
        <Text as="p" tone="subdued">
          {t('activities.connections.limits', {
            member: format.number(token.memberPerDay),
            all: format.number(token.perDay),
          })}{' '}
          {token.lastUsedAt
            ? t('activities.connections.used', { when: format.dateTime(token.lastUsedAt) })
            : t('activities.connections.unused')}
        </Text>
      </div>
      <Button
        tone="critical"
        disabled={isSending}
        accessibilityLabel={t('activities.connections.revokeOf', { name: token.name })}
        onClick={onRevoke}
      >
        {t('activities.connections.revoke')}
      </Button>
    </li>
  );
}

type Send = ReturnType<typeof useActivities>['send'];

function NewToken({ made, isSending, onCreate }: { made: string | null; isSending: boolean; onCreate: Send }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  // What was typed stays until there is a token of that name.
  useEffect(() => {
    if (made) setName('');
  }, [made]);
  const [canReport, setCanReport] = useState(true);
  const [canRead, setCanRead] = useState(true);
  const [memberPerDay, setMemberPerDay] = useState('10');
  const [perDay, setPerDay] = useState('5000');
  const [isMissing, setIsMissing] = useState(false);
  const create = () => {
    if (name.trim() === '') return setIsMissing(true);
    const most = (text: string, limit: number) => Math.min(limit, Math.max(1, Math.floor(Number(text)) || 1));
    onCreate({
      intent: 'create_token',
      name,
      canReport,
      canRead,
      memberPerDay: most(memberPerDay, 1000),
      perDay: most(perDay, 1_000_000),
    });
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('activities.connections.new')}
        </Text>
        <FormLayout>
          <TextField
            label={t('activities.connections.name')}
            placeholder={t('activities.connections.namePlaceholder')}
            value={name}
            onChange={(text) => {
              setName(text);
              setIsMissing(false);
            }}
            maxLength={80}
            autoComplete="off"
            error={isMissing ? t('activities.places.nameMissing') : undefined}
          />
          <InlineStack gap="400">
            <Checkbox label={t('activities.connections.scopes.report')} checked={canReport} onChange={setCanReport} />
            <Checkbox label={t('activities.connections.scopes.read')} checked={canRead} onChange={setCanRead} />
          </InlineStack>
          <FormLayout.Group>
            <TextField
              label={t('activities.connections.memberPerDay')}
              type="number"
              min={1}
              max={1000}
              value={memberPerDay}
              onChange={setMemberPerDay}
              autoComplete="off"
            />
            <TextField
              label={t('activities.connections.perDay')}
              type="number"
              min={1}
              max={1_000_000}
              value={perDay}
              onChange={setPerDay}
              autoComplete="off"
            />
          </FormLayout.Group>
        </FormLayout>
        <InlineStack>
          <Button variant="primary" loading={isSending} disabled={!canReport && !canRead} onClick={create}>
            {t('activities.connections.create')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
